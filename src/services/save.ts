import sql from 'sql-template-tag';
import * as z from 'zod';
import { writeAudit } from '../audit/audit.ts';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { violates } from '../db/faults.ts';
import { listStaff } from '../people/staff.ts';
import { purposeLabels } from '../service-register/approved.ts';
import type { FormErrors } from '../web/form.ts';
import type { Act } from './act.ts';
import { changedFields, only, type Snapshot, snapshotOf } from './fields.ts';
import { lockService, type ServiceRow } from './find.ts';
import type { ServiceFields } from './forms.ts';
import { otherServices, usedBySomething } from './queries.ts';

const NAME_TAKEN: FormErrors = { name: 'Сервис с таким названием уже есть в реестре' };

/** Adds a service to the register, with its history and the audit log. Refused in words by field. */
export async function createService(
  tx: Db,
  fields: ServiceFields,
  act: Act,
): Promise<{ serviceId: number } | { errors: FormErrors }> {
  const errors = await faultsOf(tx, 0, fields, act.today);
  if (errors !== null) return { errors };
  const made = await tx.maybeRow(
    z.object({ id }),
    sql`
      insert into service (name, approving_order, valid_from, valid_to, successor_id, responsible_id, personal_data,
        legal_ground, security_statement, instructions_teacher, instructions_student, instructions_parent, support_contact)
      values (${fields.name}, ${fields.approving_order}, ${fields.valid_from}, ${fields.valid_to}, ${fields.successor_id},
        ${fields.responsible_id}, ${fields.personal_data}, ${fields.legal_ground}, ${fields.security_statement},
        ${fields.instructions_teacher}, ${fields.instructions_student}, ${fields.instructions_parent}, ${fields.support_contact})
      on conflict (name) do nothing
      returning id
    `,
  );
  if (made === null) return { errors: NAME_TAKEN };
  await writeLists(tx, made.id, fields);
  const after = snapshotOf(await lockService(tx, made.id, act.today));
  await noteChange(tx, { serviceId: made.id, action: 'created', before: {}, after }, act);
  return { serviceId: made.id };
}

/**
 * Changes a service's own fields; whether it is suspended or withdrawn is not among them. A purpose or host
 * that channels or lessons stand on is not taken away: refused in words.
 * @param before the service as it is now, held by this transaction
 */
export async function updateService(
  tx: Db,
  before: ServiceRow,
  fields: ServiceFields,
  act: Act,
): Promise<{ errors: FormErrors } | null> {
  const errors =
    (await faultsOf(tx, before.id, fields, act.today)) ?? (await stillUsed(tx, before, fields, act));
  if (errors !== null) return { errors };
  try {
    await tx.transaction((inner) =>
      inner.run(sql`
        update service set name = ${fields.name}, approving_order = ${fields.approving_order},
          valid_from = ${fields.valid_from}, valid_to = ${fields.valid_to}, successor_id = ${fields.successor_id},
          responsible_id = ${fields.responsible_id}, personal_data = ${fields.personal_data},
          legal_ground = ${fields.legal_ground}, security_statement = ${fields.security_statement},
          instructions_teacher = ${fields.instructions_teacher}, instructions_student = ${fields.instructions_student},
          instructions_parent = ${fields.instructions_parent}, support_contact = ${fields.support_contact},
          version = version + 1
        where id = ${before.id}
      `),
    );
  } catch (fault) {
    if (violates(fault, 'service_name_key')) return { errors: NAME_TAKEN };
    throw fault;
  }
  await writeLists(tx, before.id, fields);
  await noteDifference(tx, before, 'edited', act);
  return null;
}

async function writeLists(tx: Db, serviceId: number, fields: ServiceFields): Promise<void> {
  await tx.run(
    sql`delete from service_purpose where service_id = ${serviceId} and purpose <> all(${fields.purposes})`,
  );
  await tx.run(sql`
    insert into service_purpose (service_id, purpose) select ${serviceId}, unnest(${fields.purposes}::text[])
    on conflict do nothing
  `);
  await tx.run(
    sql`delete from service_host where service_id = ${serviceId} and host <> all(${fields.hosts})`,
  );
  await tx.run(sql`
    insert into service_host (service_id, host) select ${serviceId}, unnest(${fields.hosts}::text[])
    on conflict do nothing
  `);
}

async function faultsOf(
  tx: Db,
  serviceId: number,
  fields: ServiceFields,
  today: string,
): Promise<FormErrors | null> {
  const errors: Record<string, string> = {};
  if (fields.valid_to !== null && fields.valid_to < fields.valid_from)
    errors.valid_to = 'Последний день не может быть раньше первого';
  if (fields.responsible_id !== null) {
    const staff = await listStaff(tx, today);
    if (!staff.some((person) => person.id === fields.responsible_id))
      errors.responsible_id = 'Выберите сотрудника из списка';
  }
  if (fields.successor_id !== null) {
    const others = await otherServices(tx, serviceId, today);
    const chosen = others.find((service) => service.id === fields.successor_id);
    if (chosen === undefined || chosen.status === 'withdrawn')
      errors.successor_id = 'Выберите из списка сервис, который не выведен';
  }
  return Object.keys(errors).length > 0 ? errors : null;
}

async function stillUsed(
  tx: Db,
  before: ServiceRow,
  fields: ServiceFields,
  act: Act,
): Promise<FormErrors | null> {
  const used = await usedBySomething(tx, before.id, act.today);
  const errors: Record<string, string> = {};
  const purpose = used.purposes.find((one) => !fields.purposes.includes(one));
  if (purpose !== undefined)
    errors.purposes = `«${purposeLabels[purpose]}» нельзя убрать: сервис так используют каналы или уроки. Сначала переведите их`;
  const host = used.hosts.find((one) => !fields.hosts.includes(one));
  if (host !== undefined)
    errors.hosts = `Адрес ${host} нельзя убрать: по нему открываются каналы или уроки. Сначала переведите их`;
  return Object.keys(errors).length > 0 ? errors : null;
}

/** Writes what an act changed of a service into its history and the audit log. @param before the service before it */
export async function noteDifference(
  tx: Db,
  before: ServiceRow,
  action: 'edited' | 'suspended' | 'resumed' | 'withdrawn',
  act: Act,
  details: Record<string, unknown> = {},
): Promise<void> {
  const was = snapshotOf(before);
  const is = snapshotOf(await lockService(tx, before.id, act.today));
  const names = changedFields(was, is);
  const change = { serviceId: before.id, action, before: only(was, names), after: only(is, names) };
  await noteChange(tx, change, act, details);
}

async function noteChange(
  tx: Db,
  change: {
    serviceId: number;
    action: 'created' | 'edited' | 'suspended' | 'resumed' | 'withdrawn';
    before: Partial<Snapshot>;
    after: Partial<Snapshot>;
  },
  act: Act,
  details: Record<string, unknown> = {},
): Promise<void> {
  await tx.run(sql`
    insert into service_change (service_id, at, changed_by, action, order_reference, reason, before, after)
    values (${change.serviceId}, ${act.now}, ${act.actorId}, ${change.action}, ${act.order}, ${act.reason},
      ${JSON.stringify(change.before)}, ${JSON.stringify(change.after)})
  `);
  await writeAudit(tx, {
    actorId: act.actorId,
    action: `service.${change.action}`,
    subjectKind: 'service',
    subjectId: change.serviceId,
    details: { order: act.order, fields: Object.keys(change.after), ...details },
    requestId: act.requestId,
    at: act.now,
  });
}

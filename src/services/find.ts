import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { purposes } from '../service-register/approved.ts';
import { serviceStatuses } from '../service-register/status.ts';
import { idParam } from '../web/form.ts';
import type { FindContext } from '../web/route.ts';

export const ServiceParams = z.object({
  serviceId: idParam,
});

export const ServiceRow = z.object({
  id,
  name: z.string(),
  approving_order: z.string(),
  valid_from: day,
  valid_to: day.nullable(),
  suspended_from: day.nullable(),
  suspended_to: day.nullable(),
  withdrawn_from: day.nullable(),
  successor_id: id.nullable(),
  successor_name: z.string().nullable(),
  personal_data: z.string(),
  legal_ground: z.string(),
  security_statement: z.string(),
  instructions_teacher: z.string(),
  instructions_student: z.string(),
  instructions_parent: z.string(),
  support_contact: z.string(),
  responsible_id: id.nullable(),
  responsible_name: z.string().nullable(),
  version: z.number(),
  status: z.enum(serviceStatuses),
  purposes: z.array(z.enum(purposes)),
  hosts: z.array(z.string()),
  /** The hosts of all services approved today: where instructions may link to without a warning. */
  approved_hosts: z.array(z.string()),
});

/** A service of the register as it stands today. */
export type ServiceRow = z.output<typeof ServiceRow>;

/** The service of the path, for whoever may see the register at all; null where there is none or it is not for them. */
export async function findService(
  context: FindContext<z.output<typeof ServiceParams>>,
): Promise<ServiceRow | null> {
  return context.db.maybeRow(ServiceRow, serviceStatement(context.params.serviceId, context.today));
}

/** The service as it is now, held until the transaction ends, so that two acts on it follow each other. */
export async function lockService(tx: Db, serviceId: number, today: string): Promise<ServiceRow> {
  await tx.run(sql`select from service where id = ${serviceId} for update`);
  return tx.row(ServiceRow, serviceStatement(serviceId, today));
}

function serviceStatement(serviceId: number, today: string): Sql {
  return sql`
    select s.id, s.name, s.approving_order, s.valid_from, s.valid_to, s.suspended_from, s.suspended_to,
      s.withdrawn_from, s.successor_id, n.name as successor_name, s.personal_data, s.legal_ground,
      s.security_statement, s.instructions_teacher, s.instructions_student, s.instructions_parent,
      s.support_contact, s.responsible_id,
      p.family_name || ' ' || p.given_name || coalesce(' ' || nullif(p.patronymic, ''), '') as responsible_name,
      s.version, service_status(s, ${today}) as status,
      array(select u.purpose from service_purpose u where u.service_id = s.id
        order by array_position(array['videoconference', 'messenger', 'file_storage', 'e_journal'], u.purpose)) as purposes,
      array(select h.host from service_host h where h.service_id = s.id order by h.host) as hosts,
      array(select distinct h.host from service_host h join service a on a.id = h.service_id
        where service_status(a, ${today}) = 'approved') as approved_hosts
    from service s
    left join service n on n.id = s.successor_id
    left join person p on p.id = s.responsible_id
    where s.id = ${serviceId}
  `;
}

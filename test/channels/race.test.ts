import sql from 'sql-template-tag';
import { expect, it } from 'vitest';
import { Count } from '../../src/db/db.ts';
import { addService, changesOf } from '../services/register.ts';
import { stageOf } from '../support/cast.ts';
import { ownSchool } from '../support/school.ts';

it('v5.0.0-15.4.2: a channel made while its service is withdrawn never stays behind', async () => {
  const at = stageOf(await ownSchool({ template: 'school' }));
  const coordinator = await at.as('ivanenko');
  const teacher = await at.as('kovaleva');
  const outcomes: string[] = [];
  for (let round = 0; round < 12; round += 1) {
    await at.db.run(sql`delete from channel where purpose = 'messenger'`);
    const service = await addService(at.db, `Сервис ${round}`, { purposes: ['messenger'] });
    const path = `/services/${service}/withdrawal`;
    const withdrawal = (await coordinator.open(path)).form(path);
    const channel = (await teacher.open('/channels/new')).form();
    const [withdrawn, made] = await Promise.all([
      withdrawal.submit({ from: '2026-11-24', order_reference: 'Приказ № 1', reason: 'Проверка' }),
      channel.submit({ service: `messenger-${service}`, address: 'https://max.ru/x' }),
    ]);
    outcomes.push(`${withdrawn.status} ${made.status}`);
    const left = await at.db.row(
      Count,
      sql`select count(*) as count from channel c join service s on s.id = c.service_id
        where s.id = ${service} and s.withdrawn_from is not null and c.ends_on is null`,
    );
    expect(left.count).toBe(0);
    const changes = await changesOf(at.db, service);
    expect(changes.length).toBe(withdrawn.status === 303 ? 1 : 0);
  }
  // One of the two is always told to look again
  for (const outcome of outcomes) expect(['303 422', '409 303']).toContain(outcome);
});

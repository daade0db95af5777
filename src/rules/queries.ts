import sql from 'sql-template-tag';
import * as z from 'zod';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { purposes } from '../service-register/approved.ts';

const ServiceRow = z.object({
  id,
  name: z.string(),
  purposes: z.array(z.enum(purposes)),
  instructions_teacher: z.string(),
  instructions_student: z.string(),
  instructions_parent: z.string(),
  support_contact: z.string(),
  hosts: z.array(z.string()),
});
export type RulesService = z.output<typeof ServiceRow>;

/** Services approved on a day, with what to know before using them. @param day local day */
export function servicesInUse(db: Db, day: string): Promise<RulesService[]> {
  return db.rows(
    ServiceRow,
    sql`
      select s.id, s.name, s.instructions_teacher, s.instructions_student, s.instructions_parent, s.support_contact,
        array(select u.purpose from service_purpose u where u.service_id = s.id
          order by array_position(array['videoconference', 'messenger', 'file_storage', 'e_journal'], u.purpose)) as purposes,
        array(select h.host from service_host h where h.service_id = s.id) as hosts
      from service s
      where service_status(s, ${day}) = 'approved'
      order by s.name
    `,
  );
}

const PersonRow = z.object({
  clause_number: z.string(),
  post: z.string(),
  duty: z.string(),
  name: z.string(),
  phone: z.string(),
  email: z.string(),
});
export type ResponsiblePerson = z.output<typeof PersonRow>;

/** Who answers for what on a day by the order (clause 5). */
export function responsiblePersons(db: Db, day: string): Promise<ResponsiblePerson[]> {
  return db.rows(
    PersonRow,
    sql`
      select clause_number, post, duty, name, phone, email
      from responsible_person
      where starts_on <= ${day} and (ends_on is null or ends_on >= ${day})
      order by position, id
    `,
  );
}

const ClauseRow = z.object({
  title: z.string(),
  order_number: z.string(),
  order_date: day,
  number: z.string(),
  clause_title: z.string(),
  body: z.string(),
});
export type ClauseInForce = z.output<typeof ClauseRow>;

/** The order's clauses in force on a day, in their order; each row names the order. */
export function clausesInForce(db: Db, day: string): Promise<ClauseInForce[]> {
  return db.rows(
    ClauseRow,
    sql`
      select r.title, v.order_number, v.order_date, c.number, c.title as clause_title, c.body
      from regulation_version v
      join regulation r on r.id = v.regulation_id
      join clause c on c.regulation_version_id = v.id
      where v.id = (
        select f.id from regulation_version f
        where f.valid_from <= ${day} and (f.valid_to is null or f.valid_to >= ${day})
        order by f.valid_from desc, f.id desc limit 1)
      order by c.position
    `,
  );
}

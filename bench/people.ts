/** Who looks at the pages: families and teachers of online lessons in many classes, and the coordinator. */
import sql from 'sql-template-tag';
import * as z from 'zod';
import { hashSecret } from '../src/accounts/password-hash.ts';
import { id } from '../src/db/columns.ts';
import type { Db } from '../src/db/db.ts';
import { ask } from './ask.ts';

const FamilyRow = z.object({ lesson_id: id, student_id: id, guardian_id: id, teacher_id: id });
export type Family = z.infer<typeof FamilyRow>;

/** A pupil, a guardian and the teacher of the next online lesson of each class, of `most` classes. */
export function pickFamilies(db: Db, most: number): Promise<Family[]> {
  return db.rows(
    FamilyRow,
    sql`
      select distinct on (k.class_id) l.id as lesson_id, m.student_id, g.guardian_id, t.person_id as teacher_id
      from lesson l
      join course c on c.id = l.course_id
      join study_group_class k on k.group_id = c.group_id and k.is_whole
      join group_student m on m.group_id = c.group_id and m.starts_on <= l.day
        and (m.ends_on is null or m.ends_on >= l.day)
      join guardianship g on g.student_id = m.student_id and g.starts_on <= current_date
        and (g.ends_on is null or g.ends_on >= current_date)
      join lesson_teacher t on t.lesson_id = l.id and t.is_active
      where l.format = 'online' and l.status = 'planned' and l.ends_at > now()
      order by k.class_id, l.day, l.id, m.student_id, g.guardian_id
      limit ${most}
    `,
  );
}

const AccountRow = z.object({ person_id: id, login: z.string() });
const PASSWORD = 'bench: four words in a row';

/** Signs each of these in by the sign-in form; answers with the Cookie header by person's number and by login. */
export async function signIn(
  db: Db,
  url: string,
  people: { ids: readonly number[]; logins: readonly string[] },
): Promise<Map<string, string>> {
  const accounts = await db.rows(
    AccountRow,
    sql`
      update account set password_hash = ${await hashSecret(PASSWORD)}
      where person_id = any(${people.ids}::bigint[]) or login = any(${people.logins}::text[])
      returning person_id, login
    `,
  );
  const cookies = new Map<string, string>();
  for (const { person_id, login } of accounts) {
    const form = new URLSearchParams({ login, password: PASSWORD, to: '/', kept: '' }).toString();
    const answer = await ask(`${url}/sign-in`, { 'Sec-Fetch-Site': 'same-origin' }, form);
    if (answer.status !== 303) throw new Error(`Signing in as ${login} was answered ${answer.status}`);
    const set = [answer.headers['set-cookie'] ?? []].flat();
    const cookie = set.map((line) => line.split(';', 1)[0]).join('; ');
    cookies.set(String(person_id), cookie);
    cookies.set(login, cookie);
  }
  return cookies;
}

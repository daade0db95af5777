import sql from 'sql-template-tag';
import * as z from 'zod';
import { MarkShape, notHeldReasons, StudentMarkRow } from '../attendance/mark.ts';
import { id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';

const About = {
  version: z.number(),
  at: instant,
  by: z.object({ family_name: z.string(), given_name: z.string(), patronymic: z.string() }).nullable(),
};

/** One line of a register's history, by what happened. */
export const ChangeRow = z.discriminatedUnion('kind', [
  z.object({
    ...About,
    kind: z.literal('corrected'),
    student_id: id,
    student: z.object({ family_name: z.string(), given_name: z.string() }),
    before: MarkShape,
    after: MarkShape,
  }),
  z.object({
    ...About,
    kind: z.literal('not_held'),
    /** With the marks that the register had until then. */
    before: z.object({ marks: z.array(StudentMarkRow) }),
    after: z.object({ reason: z.enum(notHeldReasons), words: z.string() }),
  }),
  z.object({ ...About, kind: z.literal('filled') }),
  z.object({ ...About, kind: z.literal('held') }),
]);
export type ChangeRow = z.infer<typeof ChangeRow>;

/**
 * What was saved in a register after a version of it, in the order of saving.
 * @param studentIds corrections of these pupils only; null: of all
 */
export function changesAfter(
  db: Db,
  lessonId: number,
  version: number,
  studentIds: readonly number[] | null = null,
): Promise<ChangeRow[]> {
  return db.rows(
    ChangeRow,
    sql`
      select h.version, h.at, h.kind, h.student_id, h.before, h.after,
        case when w.id is not null then jsonb_build_object(
          'family_name', w.family_name, 'given_name', w.given_name, 'patronymic', w.patronymic) end as by,
        case when p.id is not null then jsonb_build_object(
          'family_name', p.family_name, 'given_name', p.given_name) end as student
      from register_change h
      left join person w on w.id = h.changed_by
      left join person p on p.id = h.student_id
      where h.lesson_id = ${lessonId} and h.version > ${version}
        and (h.student_id is null or ${studentIds}::bigint[] is null or h.student_id = any(${studentIds}::bigint[]))
      order by h.version, h.id
    `,
  );
}

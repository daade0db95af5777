import sql from 'sql-template-tag';
import * as z from 'zod';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { addJobs, defineJob } from '../jobs/job.ts';
import { notifyPeople } from '../notifying/notify-people.ts';
import { dayShort, localDay } from '../web/dates.ts';
import { coversLesson } from './covering-absence.ts';

/**
 * Tells guardians of unexcused absences at a lesson, once the term in which marks are corrected has passed, and of
 * marks that were corrected after they had been told. What was told is kept in mark_notice, so that a second run says
 * nothing twice; the register is held meanwhile, so that no save comes in between.
 */
export const tellOfAbsences = defineJob({
  name: 'absence.tell',
  payload: z.object({ lessonId: id }),
  async run({ db, now, timeZone }, { lessonId }) {
    await db.transaction(async (tx) => {
      const lesson = await holdRegister(tx, lessonId, timeZone);
      if (lesson === null) return;
      const telling = { lesson, at: now, today: localDay(now, timeZone) };
      await tellOfCorrections(tx, telling);
      await tellOfNewAbsences(tx, telling);
    });
  },
});

/** The key under which the telling of a lesson waits: a later save takes the place of an earlier one. */
export function tellingKey(lessonId: number): string {
  return `${tellOfAbsences.name}:${lessonId}`;
}

const LessonRow = z.object({
  id,
  subject: z.string(),
  day,
  starts: z.string(),
  is_not_held: z.boolean(),
});

interface Telling {
  lesson: z.output<typeof LessonRow>;
  at: Temporal.Instant;
  /** The school's local day, by which guardians' rights count. */
  today: string;
}

function holdRegister(tx: Db, lessonId: number, timeZone: string) {
  return tx.maybeRow(
    LessonRow,
    sql`
      select l.id, s.name as subject, l.day, to_char(l.starts_at at time zone ${timeZone}, 'HH24:MI') as starts,
        r.not_held_reason <> '' as is_not_held
      from register r join lesson l on l.id = r.lesson_id
      join course c on c.id = l.course_id join subject s on s.id = c.subject_id
      where r.lesson_id = ${lessonId} for update of r
    `,
  );
}

const PairRow = z.object({ student_id: id, guardian_id: id });
type PairRow = z.infer<typeof PairRow>;

async function tellOfNewAbsences(tx: Db, { lesson, at, today }: Telling): Promise<void> {
  const pairs = await tx.rows(
    PairRow,
    sql`
      select m.student_id, g.guardian_id
      from mark m join lesson l on l.id = m.lesson_id
      join person p on p.id = m.student_id and (p.left_on is null or p.left_on >= ${today})
      join guardianship g on g.student_id = m.student_id
        and g.starts_on <= ${today} and (g.ends_on is null or g.ends_on >= ${today})
      where m.lesson_id = ${lesson.id} and m.attendance = 'absent'
        and not exists (
          select from mark_notice n where n.lesson_id = m.lesson_id and n.student_id = m.student_id)
        and not exists (select from absence a where a.student_id = m.student_id and ${coversLesson})
    `,
  );
  const noticeId = await notifyPeople(tx, {
    kind: 'absence',
    title: `Не было на онлайн-уроке: ${lessonSaid(lesson)}`,
    body: [
      `Учитель отметил, что вашего ребёнка не было на онлайн-уроке: ${lessonSaid(lesson)}. Почему, школа не знает.`,
      'Если причина уважительная, сообщите о ней: «Сообщить о пропуске» на портале. Если это ошибка, скажите учителю или классному руководителю.',
    ].join('\n'),
    about: { kind: 'lesson', id: lesson.id },
    to: byGuardian(pairs),
    actorId: null,
    at,
  });
  if (noticeId === null) return;
  const students = [...new Set(pairs.map((pair) => pair.student_id))];
  await tx.run(sql`
    insert into mark_notice (lesson_id, student_id, notice_id)
    select ${lesson.id}, student_id, ${noticeId} from unnest(${students}::bigint[]) as told(student_id)
  `);
}

/** To whom was told of a mark that no longer says «не было»: once, and a later absence is told again. */
async function tellOfCorrections(tx: Db, { lesson, at, today }: Telling): Promise<void> {
  const pairs = await tx.rows(
    PairRow,
    sql`
      with undone as (
        delete from mark_notice n
        where n.lesson_id = ${lesson.id} and not exists (
          select from mark m
          where m.lesson_id = n.lesson_id and m.student_id = n.student_id and m.attendance = 'absent')
        returning n.student_id, n.notice_id
      )
      select u.student_id, r.person_id as guardian_id
      from undone u join recipient r on r.notice_id = u.notice_id
      join recipient_student s on s.recipient_id = r.id and s.student_id = u.student_id
      join guardianship g on g.student_id = u.student_id and g.guardian_id = r.person_id
        and g.starts_on <= ${today} and (g.ends_on is null or g.ends_on >= ${today})
    `,
  );
  const now = lesson.is_not_held
    ? 'Урок не состоялся, пропуска на нём нет.'
    : 'Теперь пропуска без уважительной причины на этом уроке нет.';
  await notifyPeople(tx, {
    kind: 'absence',
    title: `Отметка исправлена: ${lessonSaid(lesson)}`,
    body: `Раньше портал сообщил, что вашего ребёнка не было на онлайн-уроке: ${lessonSaid(lesson)}. Учитель исправил отметку.\n${now}`,
    about: { kind: 'lesson', id: lesson.id },
    to: byGuardian(pairs),
    actorId: null,
    at,
  });
}

/** «Алгебра, 24 ноября в 10:50» */
function lessonSaid(lesson: z.output<typeof LessonRow>): string {
  return `${lesson.subject}, ${dayShort(lesson.day)} в ${lesson.starts}`;
}

function byGuardian(pairs: readonly PairRow[]): { personId: number; studentIds: number[] }[] {
  const found = new Map<number, number[]>();
  for (const { guardian_id, student_id } of pairs) {
    found.set(guardian_id, [...(found.get(guardian_id) ?? []), student_id]);
  }
  return [...found].map(([personId, studentIds]) => ({ personId, studentIds }));
}

const MarkedLesson = z.object({ lesson_id: id });

/**
 * Looks again at lessons that a pupil missed, after the term: an absence that covered them was taken back or has
 * other days now.
 */
export async function tellLaterOf(
  tx: Db,
  missed: { studentId: number; from: string; to: string; at: Temporal.Instant; noticeMinutes: number },
): Promise<void> {
  const lessons = await tx.rows(
    MarkedLesson,
    sql`
      select lesson_id from mark
      where student_id = ${missed.studentId} and day between ${missed.from} and ${missed.to}
        and attendance = 'absent'
      order by lesson_id
    `,
  );
  await addJobs(
    tx,
    tellOfAbsences,
    lessons.map(({ lesson_id: lessonId }) => ({ payload: { lessonId }, key: tellingKey(lessonId) })),
    missed.at.add({ minutes: missed.noticeMinutes }),
  );
}

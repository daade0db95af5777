import sql from 'sql-template-tag';
import * as z from 'zod';
import { writeAudit } from '../audit/audit.ts';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { notifyAboutLessons } from '../notifying/notify.ts';
import { type ReplacedLessons, replaceLessons } from '../timetable/replace-lessons.ts';
import { dayNumeric } from '../web/dates.ts';
import { bigRemoval } from './big-removal.ts';
import { buildPlan, type ImportPlan } from './build-plan.ts';
import { findYear, loadPortal } from './load-portal.ts';
import {
  makeClasses,
  makeCourses,
  makeGroups,
  makeSubjects,
  makeTeachers,
  type Numbers,
} from './make-rows.ts';
import { findImport, type StoredImport } from './stored-import.ts';

export interface Application {
  importId: number;
  /** The day that the timetable holds from. */
  from: string;
  /** The version that the preview was shown against; null: none was there. */
  baseVersionId: number | null;
  /** What was typed as the number of lessons that go (see `bigRemoval`); undefined: nobody is asked. */
  typedRemoval?: string;
  /** Who applies; null: the command line. */
  actorId: number | null;
  at: Temporal.Instant;
  today: string;
  requestId?: string;
}

export type ApplicationResult =
  | { kind: 'applied'; versionId: number; lessons: ReplacedLessons }
  /** The portal has this very timetable already: nothing was written. */
  | { kind: 'same' }
  /** Nothing was written. `words` say why and what to do, about this field of the form. */
  | { kind: 'refused'; field: 'from' | 'removed'; words: string };

/**
 * Puts an uploaded timetable into force from a day on, in the caller's transaction: classes, people, subjects, groups
 * and courses that the portal lacks, bells, a new version (the one in force ends the day before), its slots, and the
 * dated lessons to the end of the school year (see `replaceLessons` for what is kept). Families are told of lessons
 * that had been announced and are cancelled or changed. Refused, with nothing written, where the preview has errors,
 * where somebody applied another timetable since the preview, and for a day that is not the future.
 */
export async function applyImport(tx: Db, application: Application): Promise<ApplicationResult> {
  // One at a time, and none while the calendar or the bells change: the second waits, and then sees what was done.
  // A year of lessons can take longer to write than an ordinary statement may wait.
  await tx.run(sql`set local statement_timeout = '60s'`);
  await tx.run(sql`select id from school for update`);
  const stored = await findImport(tx, application.importId);
  if (stored === null) return refused('Этой загрузки больше нет. Загрузите файл ещё раз.');
  if (stored.applied_at !== null) return refused('Это расписание уже применили. Оно стоит в списке версий.');
  const planned = await planImport(tx, stored, application.from, application.today);
  if (planned.kind === 'refused') return planned;
  const { plan } = planned;
  if ((plan.before?.id ?? null) !== application.baseVersionId) {
    return refused('Пока вы смотрели, кто-то применил другое расписание. Посмотрите, что изменится теперь.');
  }
  if (!plan.canApply) return refused(whyNot(plan));
  if (plan.changesNothing) return { kind: 'same' };
  const wanted = bigRemoval(plan.comparison);
  if (
    application.typedRemoval !== undefined &&
    wanted !== null &&
    application.typedRemoval !== String(wanted)
  ) {
    return refused(`Впишите число ${wanted}: столько уроков недели снимается`, 'removed');
  }
  const written = await writePlan(tx, stored, plan, application);
  return { kind: 'applied', ...written };
}

/** What applying the stored import from a day on would do; refused where no school year or day fits. */
export async function planImport(
  db: Db,
  stored: StoredImport,
  from: string,
  today: string,
): Promise<{ kind: 'planned'; plan: ImportPlan } | ReturnType<typeof refused>> {
  const year = await findYear(db, from);
  if (year === null) {
    return refused(
      'В портале нет учебного года, в который попадает этот день. Заведите учебный год в настройках.',
    );
  }
  const portal = await loadPortal(db, year, from);
  return { kind: 'planned', plan: buildPlan(stored.content, portal, stored.choices, { from, today }) };
}

async function writePlan(
  tx: Db,
  stored: StoredImport,
  plan: ImportPlan,
  application: Application,
): Promise<{ versionId: number; lessons: ReplacedLessons }> {
  const timetable = stored.content;
  const classes = await makeClasses(tx, timetable, plan);
  const subjects = await makeSubjects(tx, timetable, plan);
  const teachers = await makeTeachers(tx, timetable, plan, application.today);
  const groups = await makeGroups(tx, timetable, plan, classes);
  const courses = await makeCourses(tx, plan, { subjects, groups, teachers });
  const continued = plan.courses.flatMap(({ id: key, continues }) => {
    const after = courses.get(key);
    return continues === null || after === undefined ? [] : [{ before: continues, after }];
  });
  await moveChannels(tx, continued, plan.from, application);
  await writeBells(tx, plan);
  const versionId = await insertVersion(tx, stored, plan, application);
  await insertSlots(tx, plan, courses, versionId);
  const lessons = await replaceLessons(tx, {
    versionId,
    from: plan.from,
    to: plan.yearEnds,
    courses: continued,
    periods: plan.periods,
    reason: `Этого урока нет в расписании, которое действует с ${dayNumeric(plan.from)}`,
    actorId: application.actorId,
    at: application.at,
  });
  await dropReplacedVersion(tx, plan, versionId);
  await tx.run(sql`
    update timetable_import set applied_by = ${application.actorId}, applied_at = ${application.at}, version = version + 1
    where id = ${stored.id}
  `);
  await tellFamilies(tx, lessons, plan, application);
  await writeAudit(tx, {
    actorId: application.actorId,
    action: 'timetable.applied',
    subjectKind: 'timetable_version',
    subjectId: versionId,
    details: {
      from: plan.from,
      file: stored.file_name,
      sha256: stored.sha256,
      kept: lessons.kept,
      made: lessons.made,
      deleted: lessons.deleted,
      cancelled: lessons.cancelled,
    },
    at: application.at,
    ...(application.requestId === undefined ? {} : { requestId: application.requestId }),
  });
  return { versionId, lessons };
}

/** A course that another continues hands its live channels over from the day on. */
async function moveChannels(
  tx: Db,
  continued: readonly { before: number; after: number }[],
  from: string,
  { actorId, at }: Application,
): Promise<void> {
  await tx.run(sql`
    with course_map as (
      select * from jsonb_to_recordset(${JSON.stringify(continued)}::jsonb) as m(before bigint, after bigint)
    ), ended as (
      update channel c set ends_on = greatest(${from}::date - 1, c.starts_on - 1), version = c.version + 1,
        ended_reason = 'Курс продолжается в новом расписании'
      from course_map m where c.course_id = m.before and c.ends_on is null
      returning c.service_id, c.purpose, m.after, c.address, greatest(c.starts_on, ${from}::date) as starts_on
    )
    insert into channel (service_id, purpose, course_id, address, starts_on, created_by, created_at)
    select service_id, purpose, after, address, starts_on, ${actorId}, ${at} from ended
  `);
}

async function writeBells(tx: Db, plan: ImportPlan): Promise<void> {
  const { replaced, written } = plan.bells;
  await tx.run(sql`
    delete from bell b
    using jsonb_to_recordset(${JSON.stringify(replaced)}::jsonb) as r(grade smallint, weekday smallint)
    where b.school_year_id = ${plan.yearId} and b.grade = r.grade and b.weekday = r.weekday
  `);
  await tx.run(sql`
    insert into bell (school_year_id, grade, weekday, period, starts_at, ends_at)
    select ${plan.yearId}, w.grade, w.weekday, w.period, w."startsAt", w."endsAt"
    from jsonb_to_recordset(${JSON.stringify(written)}::jsonb)
      as w(grade smallint, weekday smallint, period smallint, "startsAt" time, "endsAt" time)
  `);
}

async function insertVersion(
  tx: Db,
  stored: StoredImport,
  plan: ImportPlan,
  { actorId, at }: Application,
): Promise<number> {
  if (plan.before !== null) {
    // One that began on this very day is dropped at the end; until then it must not stand in the new one's days.
    await tx.run(sql`
      update timetable_version
      set starts_on = case when starts_on = ${plan.from} then '0001-01-01'::date else starts_on end,
        ends_on = case when starts_on = ${plan.from} then '0001-01-01'::date
          else least(${plan.from}::date - 1, coalesce(ends_on, ${plan.from}::date - 1)) end
      where id = ${plan.before.id}
    `);
  }
  const row = await tx.row(
    z.object({ id }),
    sql`
      insert into timetable_version (school_year_id, name, starts_on, ends_on, import_id, applied_by, applied_at)
      values (${plan.yearId}, ${`Расписание с ${dayNumeric(plan.from)}`}, ${plan.from}, null, ${stored.id}, ${actorId}, ${at})
      returning id
    `,
  );
  return row.id;
}

async function insertSlots(tx: Db, plan: ImportPlan, courses: Numbers, versionId: number): Promise<void> {
  const slots = plan.slots.map(({ courseId, weekday, period, week, room }) => ({
    course_id: courses.get(courseId),
    weekday,
    period,
    week,
    room,
  }));
  await tx.run(sql`
    insert into timetable_slot (version_id, course_id, weekday, period, week, room)
    select ${versionId}, s.course_id, s.weekday, s.period, s.week, s.room
    from jsonb_to_recordset(${JSON.stringify(slots)}::jsonb)
      as s(course_id bigint, weekday smallint, period smallint, week text, room text)
  `);
}

async function dropReplacedVersion(tx: Db, plan: ImportPlan, versionId: number): Promise<void> {
  if (plan.before?.starts_on !== plan.from) return;
  await tx.run(sql`delete from timetable_version where id = ${plan.before.id} and id <> ${versionId}`);
}

/** One notice for the lessons that are off, one for those at another time or in another room. */
async function tellFamilies(
  tx: Db,
  lessons: ReplacedLessons,
  plan: ImportPlan,
  { actorId, at, today }: Application,
): Promise<void> {
  const begins = `С ${dayNumeric(plan.from)} действует новое расписание.`;
  const of = (kind: 'cancelled' | 'changed') =>
    lessons.toTell.filter((one) => one.kind === kind).map((one) => one.id);
  const cancelled = of('cancelled');
  if (cancelled.length > 0) {
    await notifyAboutLessons(tx, {
      kind: 'lesson_cancelled',
      title: 'Уроки отменены: сменилось расписание',
      body: `${begins} Объявленных раньше уроков в нём нет, они отменены.`,
      lessonIds: cancelled,
      actorId,
      at,
      today,
    });
  }
  const changed = of('changed');
  if (changed.length === 0) return;
  await notifyAboutLessons(tx, {
    kind: 'timetable_changed',
    title: 'Уроки в другое время: сменилось расписание',
    body: `${begins} У объявленных раньше уроков другое время или кабинет, остальное не изменилось.`,
    lessonIds: changed,
    actorId,
    at,
    today,
  });
}

function whyNot(plan: ImportPlan): string {
  const [fault, ...others] = plan.problems.filter((problem) => problem.severity === 'error');
  if (fault === undefined) {
    return `С ${dayNumeric(plan.later?.starts_on ?? plan.from)} уже введено другое расписание. Выберите этот день или более поздний.`;
  }
  if (others.length === 0) return `${fault.words} ${fault.remedy}`;
  return 'В расписании есть ошибки, из-за которых что-то потерялось бы. Исправьте их и попробуйте ещё раз.';
}

function refused(
  words: string,
  field: 'from' | 'removed' = 'from',
): { kind: 'refused'; field: 'from' | 'removed'; words: string } {
  return { kind: 'refused', field, words };
}

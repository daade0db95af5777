import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { day, id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { isOpenTo } from '../notifying/open-notices.ts';

export const NoticeRow = z.object({
  id,
  kind: z.enum([
    'lesson_online',
    'lesson_changed',
    'lesson_cancelled',
    'timetable_changed',
    'general',
    'absence',
    'absence_announced',
    'absence_question',
    'register_due',
    'measure',
    'technical',
    'question',
    'answer',
    'complaint',
    'consultation',
    'survey',
  ]),
  title: z.string(),
  body: z.string(),
  about_kind: z.enum([
    '',
    'lesson',
    'registers',
    'absences',
    'absence',
    'student',
    'measure',
    'question',
    'questions',
    'answers',
    'complaint',
    'consultation',
    'booking',
    'consultations',
    'parents_day',
    'survey',
  ]),
  about_id: id.nullable(),
  revised_at: instant,
  revision: z.number(),
  is_unread: z.boolean(),
  author: z.string(),
  children: z.array(z.string()),
});
export type NoticeRow = z.infer<typeof NoticeRow>;

export const PAGE_SIZE = 20;

const columns = (childIds: readonly number[]) => sql`
  n.id, n.kind, n.title, n.body, n.about_kind, n.about_id, n.revised_at, n.revision, r.read_at is null as is_unread,
  coalesce((
    select concat_ws(' ', p.family_name, left(p.given_name, 1) || '.', nullif(left(p.patronymic, 1), '') || '.')
    from person p where p.id = n.created_by
  ), '') as author,
  array(
    select coalesce(nullif(c.call_name, ''), c.given_name)
    from recipient_student s join person c on c.id = s.student_id
    where s.recipient_id = r.id and s.student_id = any(${childIds}::bigint[])
    order by c.id
  ) as children`;

const childrenOf = (actor: Actor) => actor.children.map((child) => child.id);

/**
 * What a person was told and may still see, newest first: one page and one more row, by which is known whether more follow.
 * @param childId only what concerns this child; null: everything
 */
export function listNotices(
  db: Db,
  actor: Actor,
  childId: number | null,
  pageNumber: number,
): Promise<NoticeRow[]> {
  const ofChild =
    childId === null
      ? sql`true`
      : sql`exists (select from recipient_student s where s.recipient_id = r.id and s.student_id = ${childId})`;
  return db.rows(
    NoticeRow,
    sql`
      select ${columns(childrenOf(actor))}
      from recipient r join notice n on n.id = r.notice_id
      where r.person_id = ${actor.personId} and ${isOpenTo(actor.personId, childrenOf(actor))} and ${ofChild}
      order by n.revised_at desc, n.id desc
      limit ${PAGE_SIZE + 1} offset ${(pageNumber - 1) * PAGE_SIZE}
    `,
  );
}

/** One notice, only as somebody who was told and may still see whom it is about; null otherwise. */
export function findNotice(db: Db, noticeId: number, actor: Actor): Promise<NoticeRow | null> {
  return db.maybeRow(
    NoticeRow,
    sql`
      select ${columns(childrenOf(actor))}
      from recipient r join notice n on n.id = r.notice_id
      where n.id = ${noticeId} and r.person_id = ${actor.personId} and ${isOpenTo(actor.personId, childrenOf(actor))}
    `,
  );
}

const NoticeLessonRow = z.object({
  id,
  day,
  period: z.number(),
  start_time: z.string(),
  end_time: z.string(),
  subject: z.string(),
  class_names: z.string(),
  status: z.string(),
  format: z.string(),
  children: z.array(z.string()),
});
export type NoticeLessonRow = z.infer<typeof NoticeLessonRow>;

/** The lessons of a notice that concern this person: their own, their children's, or those they teach. */
export function listLessonsOfNotice(db: Db, noticeId: number, actor: Actor): Promise<NoticeLessonRow[]> {
  const children = childrenOf(actor);
  return db.rows(
    NoticeLessonRow,
    sql`
      select l.id, l.day, l.period, to_char(l.starts_at at time zone o.time_zone, 'HH24:MI') as start_time,
        to_char(l.ends_at at time zone o.time_zone, 'HH24:MI') as end_time, j.name as subject, l.status, l.format,
        coalesce((
          select string_agg(k.name, ', ' order by k.grade, k.letter)
          from study_group_class gc join class k on k.id = gc.class_id where gc.group_id = c.group_id
        ), '') as class_names,
        concerned.children
      from notice_lesson nl join lesson l on l.id = nl.lesson_id
      join course c on c.id = l.course_id join subject j on j.id = c.subject_id
      cross join school o
      cross join lateral (
        select coalesce(array_agg(coalesce(nullif(p.call_name, ''), p.given_name) order by p.id)
            filter (where p.id = any(${children}::bigint[])), '{}') as children,
          count(*) as among
        from group_student g join person p on p.id = g.student_id
        where g.group_id = c.group_id and g.student_id = any(${[actor.personId, ...children]}::bigint[])
          and g.starts_on <= l.day and (g.ends_on is null or g.ends_on >= l.day)
      ) concerned
      where nl.notice_id = ${noticeId} and (
        concerned.among > 0
        or exists (select from lesson_teacher t where t.lesson_id = l.id and t.person_id = ${actor.personId}))
      order by l.starts_at, l.id
      limit 200
    `,
  );
}

/** Marks a notice as read by its recipient; read ones stay read at their first time. */
export async function markRead(
  db: Db,
  noticeId: number,
  personId: number,
  at: Temporal.Instant,
): Promise<void> {
  await db.run(sql`
    update recipient set read_at = ${at} where notice_id = ${noticeId} and person_id = ${personId} and read_at is null
  `);
}

/** Marks all that a person has not read yet. @returns how many there were */
export function markAllRead(db: Db, personId: number, at: Temporal.Instant): Promise<number> {
  return db.run(sql`update recipient set read_at = ${at} where person_id = ${personId} and read_at is null`);
}

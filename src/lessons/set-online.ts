import sql from 'sql-template-tag';
import { writeAudit } from '../audit/audit.ts';
import type { Db } from '../db/db.ts';
import { notifyAboutLessons } from '../notifying/notify.ts';
import type { NoticeWords } from './lesson-words.ts';

/** Who acts, and when. */
export interface Act {
  actorId: number;
  at: Temporal.Instant;
  today: string;
  requestId: string;
}

export interface OnlineLesson {
  id: number;
  /** The address that the lesson is entered at; checked against the service's hosts by the caller. */
  link: string;
  warnings: readonly string[];
}

export interface OnlineSetting {
  lessons: readonly OnlineLesson[];
  serviceId: number;
  leadHours: number;
  /** Why it is late, in words; empty where every lesson is in time. */
  lateReason: string;
  /** For the one lesson that the form was about; others keep what they have. */
  details: { lessonId: number; topic: string; preparation: string } | null;
  words: NoticeWords;
}

/**
 * Sets lessons online (or changes lessons that are): format, service, link, what to prepare, whether it is late,
 * the warnings that were shown, the history, and the notice, all in the act's transaction (clause 2.3).
 * @returns the number of the notice
 */
export async function setOnline(tx: Db, setting: OnlineSetting, act: Act): Promise<number> {
  const lessons = JSON.stringify(setting.lessons);
  const details = setting.details ?? { lessonId: 0, topic: '', preparation: '' };
  await tx.run(sql`
    insert into lesson_change (lesson_id, at, changed_by, kind, before, after, reason)
    select l.id, ${act.at}, ${act.actorId}, case when l.announced_at is null then 'announced' else 'edited' end,
      jsonb_build_object('format', l.format, 'service_id', l.service_id, 'topic', l.topic, 'preparation', l.preparation),
      jsonb_build_object('format', 'online', 'service_id', ${setting.serviceId}::bigint,
        'link_changed', l.link is distinct from n.link,
        'topic', case when l.id = ${details.lessonId} then ${details.topic} else l.topic end,
        'preparation', case when l.id = ${details.lessonId} then ${details.preparation} else l.preparation end),
      ${setting.lateReason}
    from jsonb_to_recordset(${lessons}::jsonb) as n(id bigint, link text, warnings jsonb)
    join lesson l on l.id = n.id
  `);
  await tx.run(sql`
    update lesson l
    set format = 'online', service_id = ${setting.serviceId}, link = n.link, warnings = n.warnings,
      topic = case when l.id = ${details.lessonId} then ${details.topic} else l.topic end,
      preparation = case when l.id = ${details.lessonId} then ${details.preparation} else l.preparation end,
      is_late = l.is_late or (l.announced_at is null and l.starts_at < ${act.at.add({ hours: setting.leadHours })}),
      late_reason = case
        when l.announced_at is null and l.starts_at < ${act.at.add({ hours: setting.leadHours })}
        then ${setting.lateReason} else l.late_reason end,
      announced_at = coalesce(l.announced_at, ${act.at}), announced_by = ${act.actorId}, version = l.version + 1
    from jsonb_to_recordset(${lessons}::jsonb) as n(id bigint, link text, warnings jsonb)
    where l.id = n.id
  `);
  await writeAudit(tx, {
    actorId: act.actorId,
    action: 'lesson.online',
    subjectKind: 'lesson',
    subjectId: setting.lessons[0]?.id ?? null,
    details: {
      lessons: setting.lessons.map((lesson) => lesson.id),
      serviceId: setting.serviceId,
      lateReason: setting.lateReason,
    },
    requestId: act.requestId,
    at: act.at,
  });
  return notifyAboutLessons(tx, {
    kind: 'lesson_online',
    title: setting.words.title,
    body: setting.words.body,
    lessonIds: setting.lessons.map((lesson) => lesson.id),
    actorId: act.actorId,
    at: act.at,
    today: act.today,
  });
}

/**
 * Locks a lesson for a change by the version that its form was made from.
 * @returns false where somebody changed it in between
 */
export async function lockVersion(tx: Db, lessonId: number, version: number): Promise<boolean> {
  return (
    (await tx.run(sql`select from lesson where id = ${lessonId} and version = ${version} for update`)) === 1
  );
}

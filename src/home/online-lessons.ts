import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import { day, id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import type { TagModel } from '../web/components.ts';
import { dayLong, daysOfWeek, nb, relativeDay, timeRange } from '../web/dates.ts';
import { page, type Reply } from '../web/reply.ts';
import type { RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { LATE_DAYS } from './coordinator-queries.ts';
import { type OnlineLessonsPage, onlineLessonsPage } from './pages.ts';

/** Which of the school's online lessons are listed. */
export const onlineChoices = ['today', 'week', 'late', 'left'] as const;
type OnlineChoice = (typeof onlineChoices)[number];

const OnlineLessonRow = z.object({
  id,
  day,
  starts: z.string(),
  ends: z.string(),
  subject: z.string(),
  group_name: z.string(),
  teachers: z.string(),
  service_name: z.string(),
  is_late: z.boolean(),
  late_reason: z.string(),
  is_left: z.boolean(),
});
type OnlineLessonRow = z.infer<typeof OnlineLessonRow>;

const MOST = 300;

/** GET /online-lessons: the lessons behind the coordinator's numbers, by day. */
export async function showOnlineLessons({
  db,
  query,
  today,
  now,
  school,
}: RouteContext<Record<never, never>, { show?: OnlineChoice | undefined }, null>): Promise<Reply> {
  const show = query.show ?? 'today';
  const rows = await listOnlineLessons(db, show, { today, now, timeZone: school.timeZone });
  const model: OnlineLessonsPage = {
    head: {
      title: 'Онлайн-уроки',
      crumb: [{ text: 'Сегодня', href: urls.home() }],
      lead: rows.length === MOST ? `Показаны первые ${MOST}.` : undefined,
    },
    chips: {
      label: 'Какие уроки',
      chips: onlineChoices.map((one) => ({
        text: chipWords[one],
        href: urls.onlineLessons({ show: one === 'today' ? undefined : one }),
        current: one === show,
      })),
    },
    days: byDay(rows, today),
    empty:
      rows.length > 0 ? null : { text: emptyWords[show], icon: show === 'left' ? 'circle-check' : 'video' },
  };
  return page(onlineLessonsPage, model, { title: 'Онлайн-уроки' });
}

const chipWords: Readonly<Record<OnlineChoice, string>> = {
  today: 'Сегодня',
  week: 'На этой неделе',
  late: 'Объявлены поздно',
  left: 'Без разрешённого сервиса',
};

const emptyWords: Readonly<Record<OnlineChoice, string>> = {
  today: 'Сегодня онлайн-уроков нет. Они появятся, когда учитель переведёт урок в онлайн.',
  week: 'На этой неделе онлайн-уроков нет.',
  late: 'Поздно объявленных уроков нет: все предупредили вовремя.',
  left: 'Все будущие онлайн-уроки проходят в разрешённых сервисах.',
};

function listOnlineLessons(
  db: Db,
  show: OnlineChoice,
  { today, now, timeZone }: { today: string; now: Temporal.Instant; timeZone: string },
): Promise<OnlineLessonRow[]> {
  return db.rows(
    OnlineLessonRow,
    sql`
      select l.id, l.day, to_char(l.starts_at at time zone ${timeZone}, 'HH24:MI') as starts,
        to_char(l.ends_at at time zone ${timeZone}, 'HH24:MI') as ends,
        s.name as subject, g.name as group_name, coalesce(v.name, '') as service_name, l.is_late, l.late_reason,
        l.ends_at > ${now} and ${isLeft} as is_left,
        coalesce((
          select string_agg(concat_ws(' ', p.family_name, left(p.given_name, 1) || '.',
            nullif(left(p.patronymic, 1), '') || '.'), ', ' order by t.position, p.family_name)
          from lesson_teacher t join person p on p.id = t.person_id where t.lesson_id = l.id
        ), '') as teachers
      from lesson l
      join course c on c.id = l.course_id
      join subject s on s.id = c.subject_id
      join study_group g on g.id = c.group_id
      left join service v on v.id = l.service_id
      where l.format = 'online' and l.status <> 'cancelled' and ${chosen(show, today, now)}
      order by l.day, l.starts_at, g.name, l.id
      limit ${MOST}
    `,
  );
}

/** Whether the lesson's service may not be used for video lessons on its day. */
const isLeft: Sql = sql`(v.id is null or service_status(v, l.day) <> 'approved' or not exists (
  select from service_purpose p where p.service_id = v.id and p.purpose = 'videoconference'))`;

function chosen(show: OnlineChoice, today: string, now: Temporal.Instant): Sql {
  if (show === 'today') return sql`l.day = ${today}`;
  if (show === 'late') return sql`l.is_late and l.day >= ${today}::date - ${LATE_DAYS}::integer`;
  if (show === 'left') {
    return sql`l.status = 'planned' and l.day >= ${today} and l.ends_at > ${now} and ${isLeft}`;
  }
  const days = daysOfWeek(today);
  return sql`l.day between ${days[0]} and ${days[6]}`;
}

function byDay(rows: readonly OnlineLessonRow[], today: string): OnlineLessonsPage['days'] {
  const days = new Map<string, OnlineLessonRow[]>();
  for (const row of rows) days.set(row.day, [...(days.get(row.day) ?? []), row]);
  return [...days].map(([of, lessons]) => {
    const word = relativeDay(of, today);
    const name = dayLong(of);
    const isNear = /^(сегодня|завтра|вчера)$/.test(word);
    const title = isNear ? `${word}, ${name}` : name;
    return {
      id: of,
      title: title.charAt(0).toUpperCase() + title.slice(1),
      lessons: lessons.map((row) => ({
        href: urls.lesson(row.id),
        time: timeRange(row.starts, row.ends),
        subject: nb(`${row.subject}, ${row.group_name}`),
        about: nb([row.teachers, row.service_name].filter((part) => part !== '').join(', ')),
        tags: tagsOf(row),
      })),
    };
  });
}

function tagsOf(row: OnlineLessonRow): TagModel[] {
  const tags: TagModel[] = [];
  if (row.is_left) tags.push({ text: 'сервис не разрешён', kind: 'bad', icon: 'triangle-alert' });
  if (row.is_late) {
    const reason = row.late_reason === '' ? '' : `: ${row.late_reason}`;
    tags.push({ text: nb(`объявлен поздно${reason}`), kind: 'warn', icon: 'clock' });
  }
  return tags;
}

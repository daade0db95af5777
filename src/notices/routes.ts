import * as z from 'zod';
import type { LinkModel, TagModel } from '../web/components.ts';
import { dayLong, momentSaid, nb, timeRange } from '../web/dates.ts';
import { idParam } from '../web/form.ts';
import { page, redirect } from '../web/reply.ts';
import { allow, type Finder, get, post, type Route } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { inboxPage, type NoticeItem, noticePage } from './pages.ts';
import {
  findNotice,
  listLessonsOfNotice,
  listNotices,
  markAllRead,
  markRead,
  type NoticeLessonRow,
  type NoticeRow,
  PAGE_SIZE,
} from './queries.ts';

const NoticeParams = z.object({ noticeId: idParam });
const InboxQuery = z.object({ page: idParam.optional(), child: idParam.optional() });

const noticeForRecipient: Finder<NoticeRow, { noticeId: number }> = ({ db, params, actor }) =>
  findNotice(db, params.noticeId, actor);

const kindTags: Readonly<Record<NoticeRow['kind'], TagModel>> = {
  lesson_online: { text: 'Онлайн-урок', kind: 'accent', icon: 'video' },
  lesson_changed: { text: 'Изменение урока', kind: 'warn', icon: 'repeat-2' },
  lesson_cancelled: { text: 'Урок отменён', kind: 'bad', icon: 'ban' },
  timetable_changed: { text: 'Расписание', kind: 'warn', icon: 'calendar-days' },
  general: { text: 'Объявление', icon: 'bell' },
  absence: { text: 'Посещаемость', kind: 'warn', icon: 'user-x' },
  absence_announced: { text: 'Пропуск', icon: 'user-x' },
  absence_question: { text: 'Вопрос о пропуске', kind: 'warn', icon: 'message-square' },
  register_due: { text: 'Журнал', kind: 'warn', icon: 'clipboard-check' },
  measure: { text: 'Мера', kind: 'accent', icon: 'user-check' },
  technical: { text: 'Нет связи', kind: 'warn', icon: 'wifi-off' },
  question: { text: 'Вопрос', kind: 'accent', icon: 'message-square' },
  answer: { text: 'Ответ', kind: 'accent', icon: 'message-square' },
  complaint: { text: 'Жалоба', kind: 'warn', icon: 'circle-alert' },
  consultation: { text: 'Консультация', kind: 'accent', icon: 'calendar-clock' },
  survey: { text: 'Опрос', icon: 'clipboard-check' },
};

export const noticeRoutes: readonly Route[] = [
  get(
    '/notices',
    { policy: allow('notice:read'), query: InboxQuery },
    async ({ db, actor, query, now, school }) => {
      const number = query.page ?? 1;
      const child = actor.children.find((each) => each.id === query.child) ?? null;
      const rows = await listNotices(db, actor, child?.id ?? null, number);
      const shown = rows.slice(0, PAGE_SIZE);
      const items = shown.map((row) => toItem(row, now, school.timeZone));
      return page(
        inboxPage,
        {
          head: { title: 'Уведомления' },
          chips:
            actor.children.length < 2
              ? null
              : {
                  label: 'Ребёнок',
                  chips: [
                    { href: urls.notices(), text: 'Все дети', current: child === null },
                    ...actor.children.map((each) => ({
                      href: urls.notices({ child: each.id }),
                      text: each.className === null ? each.name : `${each.name}, ${each.className}`,
                      current: child?.id === each.id,
                    })),
                  ],
                },
          items,
          empty:
            items.length > 0
              ? null
              : {
                  text: 'Здесь появятся сообщения об онлайн-уроках и изменениях в расписании.',
                  icon: 'bell',
                },
          readAll: actor.unread > 0 ? urls.noticesReading() : null,
          pagination:
            number === 1 && rows.length <= PAGE_SIZE
              ? null
              : {
                  label: 'Страницы уведомлений',
                  shown: `Страница ${number}`,
                  previous: number > 1 ? urls.notices({ page: number - 1, child: child?.id }) : null,
                  next: rows.length > PAGE_SIZE ? urls.notices({ page: number + 1, child: child?.id }) : null,
                },
        },
        { title: 'Уведомления' },
      );
    },
  ),

  get(
    '/notices/:noticeId',
    { policy: allow('notice:read', noticeForRecipient), params: NoticeParams },
    async ({ db, actor, subject: notice, now, school }) => {
      const lessons = await listLessonsOfNotice(db, notice.id, actor);
      const changed = notice.revision > 1 ? ', изменено' : '';
      return page(
        noticePage,
        {
          head: { title: nb(notice.title), crumb: [{ text: 'Уведомления', href: urls.notices() }] },
          tag: kindTags[notice.kind],
          children: notice.children.join(', '),
          paragraphs: notice.body.split('\n').map(nb),
          lessons: lessons.map(toLessonLine),
          about: aboutLink(notice),
          signature: [notice.author, `${momentSaid(notice.revised_at, now, school.timeZone)}${changed}`]
            .filter((part) => part !== '')
            .join(' · '),
          reading: notice.is_unread ? urls.noticeReading(notice.id) : null,
        },
        { title: notice.title },
      );
    },
  ),

  post(
    '/notices/:noticeId/reading',
    { policy: allow('notice:mark', noticeForRecipient), params: NoticeParams },
    async ({ db, actor, subject: notice, now }) => {
      await markRead(db, notice.id, actor.personId, now);
      return redirect(urls.notice(notice.id));
    },
  ),

  post('/notices/reading', { policy: allow('notice:mark') }, async ({ db, actor, now }) => {
    await markAllRead(db, actor.personId, now);
    return redirect(urls.notices(), { flash: 'Все уведомления отмечены прочитанными.' });
  }),
];

/** The page where something can be done about it; null for notices that say all there is. */
function aboutLink({ about_kind: kind, about_id: id }: NoticeRow): LinkModel | null {
  if (kind === 'registers') return { text: 'Открыть журналы', href: urls.registers() };
  if (kind === 'absences') return { text: 'Открыть пропуски', href: urls.absences() };
  if (kind === 'questions') return { text: 'Открыть вопросы', href: urls.questions() };
  if (kind === 'answers') return { text: 'Открыть «Вопросы и ответы»', href: urls.answers() };
  if (kind === 'consultations') return { text: 'Открыть консультации', href: urls.consultations() };
  if (kind === '' || id === null) return null;
  const links: Readonly<Record<typeof kind, LinkModel>> = {
    lesson: { text: 'Открыть урок', href: urls.lesson(id) },
    absence: { text: 'Открыть сообщение о пропуске', href: urls.absence(id) },
    student: { text: 'Открыть карточку', href: urls.student(id) },
    measure: { text: 'Открыть меру', href: urls.measure(id) },
    question: { text: 'Открыть вопрос', href: urls.question(id) },
    complaint: { text: 'Открыть жалобу', href: urls.complaint(id) },
    consultation: { text: 'Открыть консультацию', href: urls.consultation(id) },
    booking: { text: 'Открыть запись', href: urls.booking(id) },
    parents_day: { text: 'Открыть родительский день', href: urls.parentsDay(id) },
    survey: { text: 'Открыть опрос', href: urls.survey(id) },
  };
  return links[kind];
}

function toItem(row: NoticeRow, now: Temporal.Instant, timeZone: string): NoticeItem {
  return {
    href: urls.notice(row.id),
    reading: row.is_unread ? urls.noticeReading(row.id) : null,
    title: nb(row.title),
    children: row.children.join(', '),
    tag: kindTags[row.kind],
    when: momentSaid(row.revised_at, now, timeZone),
    author: nb(row.author),
  };
}

function toLessonLine(row: NoticeLessonRow) {
  const when = `${dayLong(row.day)}, ${timeRange(row.start_time, row.end_time)}`;
  return {
    href: urls.lesson(row.id),
    text: nb(`${row.subject}, ${row.class_names}: ${when}`),
    children: row.children.join(', '),
    tag: stateTag(row),
  };
}

function stateTag(row: NoticeLessonRow): TagModel | null {
  if (row.status === 'cancelled') return { text: 'отменён', kind: 'bad', icon: 'ban' };
  return row.format === 'online' ? { text: 'онлайн', kind: 'accent', icon: 'video' } : null;
}

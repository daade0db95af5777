import { approvedServices } from '../service-register/approved.ts';
import type { NoteModel } from '../web/components.ts';
import { nb } from '../web/dates.ts';
import { page, type Reply } from '../web/reply.ts';
import type { RouteContext } from '../web/route.ts';
import { type DraftFilled, toDraftPage } from './parents-day-draft-model.ts';
import type { ParentsDayRow } from './parents-day-find.ts';
import { type KeptFilled, toKeptPage } from './parents-day-kept-model.ts';
import { parentsDayDraftPage, parentsDayKeptPage } from './parents-day-pages.ts';
import { countGuardians, listDayTeachers } from './parents-day-queries.ts';

export type DayContext = Pick<RouteContext<unknown, unknown, ParentsDayRow>, 'db' | 'subject' | 'today'>;

/** Says that somebody else was first. */
export const changedNote: NoteModel = {
  kind: 'warn',
  title: 'Пока вы заполняли форму, этот день изменил кто-то ещё',
  text: nb('Ниже — то, что есть сейчас. Проверьте и сохраните ещё раз.'),
};

/** Says that a form came without the version that it was made from: nobody saw what would be done. */
export const notSeenNote: NoteModel = {
  kind: 'warn',
  title: 'Посмотрите на день ещё раз',
  text: nb('Ничего не изменилось. Проверьте, всё ли так, и нажмите снова.'),
};

interface Shown<F> {
  filled?: F;
  notes?: readonly NoteModel[];
  status?: 200 | 409 | 422;
}

/** A day that is not announced, with what was typed and what was wrong with it. */
export async function draftReply(
  { db, subject: day, today }: DayContext,
  { filled = {}, notes = [], status = 200 }: Shown<DraftFilled> = {},
): Promise<Reply> {
  const teachers = await listDayTeachers(db, day, today);
  const services = await approvedServices(db, 'videoconference', day.day);
  const guardians = await countGuardians(db, today);
  const model = toDraftPage({ day, teachers, services, guardians, today }, filled, notes);
  return page(parentsDayDraftPage, model, { title: titleOf(model.head.title, status), status });
}

/** An announced day for the coordinator. */
export async function keptReply(
  { db, subject: day, today }: DayContext,
  { filled, notes = [], status = 200 }: Shown<KeptFilled> = {},
): Promise<Reply> {
  const teachers = await listDayTeachers(db, day, today);
  const services = await approvedServices(db, 'videoconference', day.day);
  const model = toKeptPage({ day, teachers, services, today }, filled ?? null, notes);
  return page(parentsDayKeptPage, model, { title: titleOf(model.head.title, status), status });
}

function titleOf(title: string, status: number): string {
  return status === 422 ? `Ошибка — ${title}` : title;
}

import * as z from 'zod';
import { field, freshForm } from '../web/components.ts';
import { dayShort, fullName, nb, shortName } from '../web/dates.ts';
import { idParam } from '../web/form.ts';
import { page } from '../web/reply.ts';
import { allow, get, post, type Route } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import type { Evening } from './evening-facts.ts';
import { crumb } from './parents-day-draft-model.ts';
import type { ParentsDayRow } from './parents-day-find.ts';
import { ParentsDayParams } from './parents-day-forms.ts';
import { type CallersPage, callersPage } from './parents-day-pages.ts';
import {
  type AssistedPupil,
  type CallingFamily,
  callingFamily,
  listAssisted,
  MOST_PUPILS,
  parentsDayOfAssistant,
} from './phone-queries.ts';
import { bookReply, dayReply, planReply } from './plan-replies.ts';
import { toWishes, WishesQuery } from './plan-wishes.ts';

const FamilyParams = z.object({ dayId: idParam, guardianId: idParam });

/** Whoever calls is found by the child: at once for a class, by the name in a whole school. */
const callers = get(
  '/parents-days/:dayId/families',
  {
    policy: allow('parents_day:assist', parentsDayOfAssistant),
    params: ParentsDayParams,
    query: z.object({ q: z.string().max(60).optional() }),
  },
  async ({ db, actor, subject: day, query, today }) => {
    const begins = (query.q ?? '').trim();
    const isAsked = begins !== '' || !actor.roles.has('coordinator');
    const pupils = isAsked ? await listAssisted(db, actor, begins, today) : [];
    const model = toCallersPage(day, begins, pupils, isAsked);
    return page(callersPage, model, { title: model.head.title });
  },
);

function toCallersPage(
  day: ParentsDayRow,
  begins: string,
  pupils: readonly AssistedPupil[],
  isAsked: boolean,
): CallersPage {
  return {
    head: {
      title: 'Записать по телефону',
      crumb: [...crumb, { text: `${day.name} ${dayShort(day.day)}`, href: urls.parentsDay(day.id) }],
      lead: nb(
        'Для семей, которые порталом не пользуются: выберите, кто придёт, и продиктуйте порядок бесед.',
      ),
    },
    action: urls.parentsDayFamilies(day.id),
    search: field(freshForm({ q: begins }), 'q', 'Фамилия ученика', { type: 'search', maxLength: 60 }),
    pupils: pupils.map((one) => ({
      name: nb(`${one.family_name} ${one.given_name}, ${one.class_name}`),
      guardians: one.guardians.map((each) => ({
        href: urls.parentsDayFamily(day.id, each.id),
        text: fullName(each.family_name, each.given_name, each.patronymic),
        relation: each.relation,
      })),
    })),
    note: callersNote(pupils.length, isAsked),
  };
}

function callersNote(count: number, isAsked: boolean): string | null {
  if (!isAsked) return nb('Напишите начало фамилии ученика.');
  if (count === 0) return nb('Таких учеников нет. Проверьте фамилию.');
  return count < MOST_PUPILS ? null : nb(`Показаны первые ${MOST_PUPILS}: напишите фамилию точнее.`);
}

function eveningOf({ day, guardian }: CallingFamily): Evening {
  return {
    day,
    family: {
      personId: guardian.id,
      children: guardian.children.map((one) => ({
        id: one.id,
        name: one.call_name,
        className: one.class_name,
        classId: one.class_id,
      })),
    },
    onBehalfOf: shortName(guardian.family_name, guardian.given_name, guardian.patronymic),
    paths: {
      card: (wishes) => urls.parentsDayFamily(day.id, guardian.id, wishes),
      plan: urls.parentsDayFamilyPlan(day.id, guardian.id),
      bookings: urls.parentsDayFamilyBookings(day.id, guardian.id),
    },
  };
}

const card = get(
  '/parents-days/:dayId/families/:guardianId',
  { policy: allow('parents_day:assist', callingFamily), params: FamilyParams, query: WishesQuery },
  (context) => dayReply(context, eveningOf(context.subject), toWishes(context.query)),
);

const proposal = get(
  '/parents-days/:dayId/families/:guardianId/plan',
  { policy: allow('parents_day:assist', callingFamily), params: FamilyParams, query: WishesQuery },
  (context) => planReply(context, eveningOf(context.subject), toWishes(context.query)),
);

const bookings = post(
  '/parents-days/:dayId/families/:guardianId/bookings',
  { policy: allow('parents_day:assist', callingFamily), params: FamilyParams },
  (context) => bookReply(context, eveningOf(context.subject)),
);

/** Booking for families that call. */
export const phoneRoutes: readonly Route[] = [callers, card, proposal, bookings];

import type { TakenTime } from '../feedback/taken-times.ts';
import { choices, errorSummary, type FilledForm, field, type NoteModel } from '../web/components.ts';
import { capital, counted, dayLong, nb, timeRange } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import { attendeeLabels, audienceLabels } from './consultation-words.ts';
import type { OnlineFields } from './online-place.ts';
import type { OpeningPage } from './pages.ts';
import type { TurnOfDay } from './turns-rule.ts';

export const OPENING_TITLE = 'Открыть консультации';

/** What stands in the form at first: an hour after the lessons of some day soon, a quarter of an hour a family. */
export function initialOpening(day: string): FilledForm {
  return {
    values: {
      repeat: 'once',
      first_day: day,
      starts: '16:00',
      ends: '17:00',
      turn_minutes: '15',
      kind: 'one',
      format: 'in_person',
      audience: 'courses',
      attendees: 'guardians',
      cancel_hours: '3',
    },
    errors: {},
  };
}

/** What was found for a form that could be opened as it is, or partly. */
export interface Planned {
  turns: readonly TurnOfDay[];
  skipped: readonly { day: string; why: string }[];
  taken: readonly TakenTime[];
  /** Whether the button that opens is offered. */
  isReady: boolean;
}

/** The page on which a teacher opens consultations, as filled, with what would come of it. */
export function toOpeningPage(
  form: FilledForm,
  facts: { online: OnlineFields; headed: readonly { name: string }[]; today: string },
  planned: Planned | null,
): OpeningPage {
  return {
    head: {
      title: OPENING_TITLE,
      crumb: [{ text: 'Консультации', href: urls.consultations() }],
      lead: 'Семьи увидят время на портале и запишутся сами.',
    },
    summary: errorSummary(form.errors),
    notes: planned === null ? [] : takenNotes(planned),
    preview: planned?.isReady === true ? preview(planned) : null,
    action: urls.consultationNew(),
    cancel: urls.consultations(),
    ...timeFields(form, facts.today),
    ...placeFields(form, facts),
    topic: field(form, 'topic', 'О чём, если это важно', {
      maxLength: 200,
      hint: 'Например: подготовка к контрольной, итоги четверти.',
    }),
    cancelHours: field(form, 'cancel_hours', 'За сколько часов можно отменить запись', {
      type: 'number',
      min: '0',
      max: '168',
    }),
    skipTaken:
      planned !== null && planned.taken.length > 0 && planned.turns.length > 0
        ? choices(form, 'skip_taken', 'Занятое время', [
            { value: 'yes', label: 'Пропустить его и открыть остальные встречи' },
          ])
        : null,
  };
}

function timeFields(form: FilledForm, today: string) {
  return {
    repeat: choices(
      form,
      'repeat',
      'Как часто',
      [
        { value: 'once', label: 'Один раз' },
        { value: 'weekly', label: 'Каждую неделю' },
      ],
      { inline: true, hint: 'Каждую неделю — в тот же день недели, кроме каникул и выходных.' },
    ),
    firstDay: field(form, 'first_day', 'День', { type: 'date', min: today }),
    lastDay: field(form, 'last_day', 'По какой день', { type: 'date', min: today }),
    starts: field(form, 'starts', 'Начало', { type: 'time' }),
    ends: field(form, 'ends', 'Конец', { type: 'time' }),
    turnMinutes: field(form, 'turn_minutes', 'Сколько минут на встречу', {
      type: 'number',
      min: '5',
      max: '180',
      hint: 'Если не указать, это будет одна встреча на всё время.',
    }),
    kind: choices(
      form,
      'kind',
      'Как встречаемся',
      [
        { value: 'one', label: 'С каждой семьёй отдельно' },
        { value: 'group', label: 'Все вместе' },
      ],
      { inline: true },
    ),
    places: field(form, 'places', 'Сколько семей', { type: 'number', min: '2', max: '300' }),
  };
}

function placeFields(form: FilledForm, facts: { online: OnlineFields; headed: readonly { name: string }[] }) {
  const classes = facts.headed.map((one) => one.name).join(', ');
  return {
    format: choices(
      form,
      'format',
      'Где',
      [
        { value: 'in_person', label: 'В школе' },
        { value: 'online', label: 'Онлайн' },
      ],
      { inline: true },
    ),
    room: field(form, 'room', 'Кабинет', { width: 'short', maxLength: 40 }),
    online: facts.online,
    audience: choices(form, 'audience', 'Для кого', [
      { value: 'courses', label: audienceLabels.courses },
      ...(classes === '' ? [] : [{ value: 'class', label: nb(`${audienceLabels.class}: ${classes}`) }]),
    ]),
    attendees: choices(
      form,
      'attendees',
      'Кто приходит',
      [
        { value: 'guardians', label: attendeeLabels.guardians },
        { value: 'students', label: attendeeLabels.students },
        { value: 'both', label: attendeeLabels.both },
      ],
      { inline: true },
    ),
  };
}

/** What stands in the way, turn by turn. */
function takenNotes({ taken }: Planned): NoteModel[] {
  if (taken.length === 0) return [];
  return [
    {
      kind: 'bad',
      title: 'Это время занято',
      items: [...new Set(taken.map(takenSaid))].map((text) => ({ text: nb(text) })),
    },
  ];
}

/** «четверг, 26 ноября, 10:45–11:25: урок у вас, Алгебра, 7А» */
export function takenSaid(one: TakenTime): string {
  const when = `${dayLong(one.day)}, ${timeRange(one.taken_from, one.taken_to)}`;
  const what = [one.subject, one.class_names].filter((part) => part !== '').join(', ');
  const said = {
    teacher_lesson: `у вас урок: ${what}`,
    teacher_consultation: `у вас другая консультация${what === '' ? '' : `: ${what}`}`,
    room_lesson: `в кабинете урок: ${what}`,
    room_consultation: 'в кабинете другая консультация',
    room_wanted: 'в кабинете другой учитель',
  } as const;
  return `${when} — ${said[one.kind]}`;
}

/** What was shown: where the form was changed since, the button that opens shows anew what would come of it. */
export function fingerprintOf(turns: readonly TurnOfDay[]): string {
  const [first, last] = [turns[0], turns.at(-1)];
  return `${turns.length}|${first?.day ?? ''}|${first?.starts ?? ''}|${last?.day ?? ''}|${last?.ends ?? ''}`;
}

function preview({ turns, skipped }: Planned): NonNullable<OpeningPage['preview']> {
  const days = Map.groupBy(turns, (turn) => turn.day);
  return {
    title: 'Что получится',
    days: [...days].map(([day, ofDay]) => ({
      day: nb(capital(dayLong(day))),
      times: ofDay.map((turn) => timeRange(turn.starts, turn.ends)),
    })),
    skipped:
      skipped.length === 0
        ? null
        : nb(`Пропускаем: ${skipped.map((one) => `${dayLong(one.day)} (${one.why})`).join(', ')}.`),
    fingerprint: fingerprintOf(turns),
    button: nb(`Открыть ${counted(turns.length, 'встречу', 'встречи', 'встреч')}`),
  };
}

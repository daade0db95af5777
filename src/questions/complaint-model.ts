import { choices, errorSummary, type FilledForm, field, type TagModel } from '../web/components.ts';
import { fullName, momentSaid, nb, shortName } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import type { ComplaintPage, ComplaintsPage } from './complaint-pages.ts';
import { type ComplaintRow, MOST_COMPLAINTS } from './complaint-queries.ts';
import { placeOf } from './question-words.ts';

interface When {
  now: Temporal.Instant;
  timeZone: string;
}

/** Signs of an outcome at most. */
export const MOST_OUTCOME = 1000;

const LIST_TITLE = 'Жалобы на сообщения';

/** The coordinator's list: what is open first, the oldest on top. */
export function toComplaintsPage(
  rows: readonly ComplaintRow[],
  areClosed: boolean,
  when: When,
): ComplaintsPage {
  return {
    head: {
      title: LIST_TITLE,
      crumb: [{ text: 'Вопросы', href: urls.questions() }],
      lead: nb('Ученик, родитель или учитель пожаловался на сообщение в вопросе.'),
    },
    chips: {
      label: 'Какие жалобы показать',
      chips: [
        { href: urls.complaints(), text: 'Ждут решения', current: !areClosed },
        { href: urls.complaints({ show: 'closed' }), text: 'Рассмотренные', current: areClosed },
      ],
    },
    items: rows.map((row) => ({
      href: urls.complaint(row.id),
      title: nb(
        `На сообщение: ${shortName(row.author.family_name, row.author.given_name, row.author.patronymic)}`,
      ),
      quote: row.quote === '' ? 'Только файлы' : shortened(row.quote),
      about: nb(
        [row.class_name, placeOf(row), momentSaid(row.made_at, when.now, when.timeZone)]
          .filter(Boolean)
          .join(', '),
      ),
      tag: tagOf(row),
    })),
    empty:
      rows.length > 0
        ? null
        : {
            text: nb(areClosed ? 'Рассмотренных жалоб ещё не было.' : 'Жалоб, которые ждут решения, нет.'),
            icon: 'message-square',
          },
    more: rows.length < MOST_COMPLAINTS ? null : nb(`Показаны первые ${MOST_COMPLAINTS}.`),
  };
}

function shortened(quote: string): string {
  return quote.length > 160 ? `${quote.slice(0, 158).trimEnd()}…` : quote;
}

function tagOf({ state }: Pick<ComplaintRow, 'state'>): TagModel {
  return state === 'open'
    ? { text: 'Ждёт решения', kind: 'warn', icon: 'clock' }
    : { text: 'Рассмотрена', kind: 'ok', icon: 'circle-check' };
}

/** One complaint: the message as it stood, who and where, and how it ends. */
export function toComplaintPage(
  row: ComplaintRow,
  form: FilledForm,
  when: When,
  conflict: ComplaintPage['conflict'] = null,
): ComplaintPage {
  return {
    head: {
      title: 'Жалоба на сообщение',
      crumb: [
        { text: 'Вопросы', href: urls.questions() },
        { text: LIST_TITLE, href: urls.complaints() },
      ],
    },
    problems: errorSummary(form.errors),
    conflict,
    tag: tagOf(row),
    quote: row.quote === '' ? null : row.quote,
    withdrawn: row.is_withdrawn
      ? nb('Автор потом отозвал сообщение. Здесь — как оно было, когда на него пожаловались.')
      : null,
    facts: { rows: factsOf(row, when) },
    closing: row.state === 'open' ? toClosing(row, form) : null,
  };
}

function factsOf(row: ComplaintRow, { now, timeZone }: When): ComplaintPage['facts']['rows'] {
  const name = (one: ComplaintRow['author']) => nb(fullName(one.family_name, one.given_name, one.patronymic));
  const said = (moment: Temporal.Instant) => momentSaid(moment, now, timeZone);
  const line = (title: string, ...lines: string[]) => ({
    name: title,
    lines: lines.map((text) => ({ text })),
  });
  const pupil = nb(fullName(row.student.family_name, row.student.given_name, null));
  return [
    line(
      'Кто написал',
      `${name(row.author)}${row.side === 'school' ? '' : ', со стороны семьи'}`,
      said(row.written_at),
    ),
    line('Кто пожаловался', name(row.maker), said(row.made_at)),
    line('Ученик', row.class_name === '' ? pupil : `${pupil}, ${nb(row.class_name)}`),
    {
      name: 'Разговор',
      lines: [{ text: nb(`${placeOf(row)}: открыть весь`), href: urls.question(row.question_id) }],
    },
    ...(row.side === 'school' && row.head !== null
      ? [line('Кто ещё видит разговор', nb(`классный руководитель, ${name(row.head)}`))]
      : []),
    ...(row.closed_at === null ? [] : [line('Решение', row.outcome, said(row.closed_at))]),
  ];
}

function toClosing(row: ComplaintRow, form: FilledForm): NonNullable<ComplaintPage['closing']> {
  const head = row.side === 'school' && row.head !== null ? ', и классный руководитель' : '';
  return {
    action: urls.complaintClosing(row.id),
    version: row.version,
    outcome: field(form, 'outcome', 'Чем кончилось', {
      type: 'textarea',
      rows: 4,
      maxLength: MOST_OUTCOME,
      hint: nb(`Эти слова прочитает тот, кто пожаловался${head}.`),
    }),
    tell: choices(form, 'tell', 'Кому ещё сообщить', [
      {
        value: 'author',
        label: nb('Тому, кто написал сообщение'),
        hint: nb(
          'Узнает, что жалоба была, и прочитает решение. Кто пожаловался, портал не скажет: не называйте его и вы.',
        ),
      },
    ]),
  };
}

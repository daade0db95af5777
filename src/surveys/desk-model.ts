import {
  errorSummary,
  type FilledForm,
  field,
  freshForm,
  type NoteModel,
  summaryRow,
} from '../web/components.ts';
import { addDays, counted, dayLong, dayRange, dayShort, nb, relativeDay } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import { audienceSaid, type ClassOption } from './audience-choice.ts';
import { reminderDays } from './reminder-rule.ts';
import { type AskedRole, FEWEST_ANSWERS } from './scale.ts';
import type { SurveyDeskPage } from './survey-pages.ts';
import type { AskedCell, SurveyRow } from './survey-queries.ts';
import { answersSaid, shareSaid, stateTag } from './survey-words.ts';

export interface DeskFacts {
  classes: readonly ClassOption[];
  /** How many can answer today, by role and class; empty once the survey has closed. */
  cells: readonly AskedCell[];
  /** How many have answered by now. */
  answered: number;
  today: string;
}

export interface DeskTrouble {
  form?: FilledForm;
  conflict?: NoteModel;
  /** No box opens: the next press closes all the same. */
  isWithoutAnswers?: boolean;
}

/** A survey for whoever makes it: what stands in it, who is asked, and the one next step. */
export function toDeskPage(survey: SurveyRow, facts: DeskFacts, trouble: DeskTrouble = {}): SurveyDeskPage {
  const { today } = facts;
  const isShown = survey.opened_at !== null;
  const isClosed = survey.state === 'closed' || survey.state === 'published';
  const form = trouble.form ?? freshForm({ closes_on: survey.closes_on });
  const version = String(survey.version);
  const texts = (kind: 'scale' | 'open') =>
    survey.items.filter((item) => item.kind === kind).map((item) => item.text);
  return {
    head: {
      title: survey.title,
      crumb: [{ text: 'Опросы', href: urls.surveys() }],
      ...(survey.intro === '' ? {} : { lead: survey.intro }),
      ...(isShown
        ? {}
        : { actions: [{ href: urls.surveyEdit(survey.id), text: 'Изменить', icon: 'pencil' }] }),
    },
    problems: errorSummary(form.errors),
    conflict: trouble.conflict ?? null,
    tag: stateTag(survey, today),
    facts: { rows: factRows(survey, facts) },
    warnings: isClosed ? shutNote(survey) : warningNote(facts.cells),
    statements: texts('scale'),
    questions: texts('open'),
    opening: survey.state === 'draft' ? openingPress(survey, today) : null,
    end:
      survey.state === 'open' && isShown
        ? {
            action: urls.surveyEdit(survey.id),
            version,
            button: 'Перенести конец',
            text: nb('Сам текст опроса уже не меняется: люди отвечали бы на разное.'),
            day: field(form, 'closes_on', 'Последний день', { type: 'date', min: today }),
          }
        : null,
    closing:
      survey.state === 'open' && isShown ? closingPress(survey, trouble.isWithoutAnswers ?? false) : null,
    removal: isShown
      ? null
      : {
          action: urls.surveyRemoval(survey.id),
          version,
          button: 'Удалить опрос',
          text: nb('Опрос ещё никто не видел.'),
        },
    onward: isClosed
      ? [
          { href: urls.surveyResults(survey.id), text: 'Итоги', icon: 'chart-column-increasing', main: true },
          { href: urls.surveyTexts(survey.id), text: 'Ответы своими словами', icon: 'message-square' },
          { href: urls.surveyDecision(survey.id), text: 'Решение', icon: 'clipboard-check' },
        ]
      : [],
  };
}

function openingPress(survey: SurveyRow, today: string) {
  const isNow = survey.opens_on <= today;
  const when = relativeDay(survey.opens_on, today);
  return {
    action: urls.surveyOpening(survey.id),
    version: String(survey.version),
    button: isNow ? 'Открыть опрос' : nb(`Открыть: ${when}`),
    text: isNow
      ? nb('Все, кого спрашиваем, сразу получат уведомление. Текст после этого не меняется.')
      : nb(
          'Опрос откроется сам, и все, кого спрашиваем, получат уведомление. До тех пор его можно изменить.',
        ),
  };
}

function closingPress(survey: SurveyRow, isWithoutAnswers: boolean) {
  return {
    action: urls.surveyClosing(survey.id),
    version: String(survey.version),
    isWithoutAnswers,
    button: isWithoutAnswers ? 'Завершить без ответов' : 'Завершить опрос сейчас',
    text: nb('Можно и завершить сейчас: ответить больше никто не сможет, а итоги откроются сразу.'),
  };
}

function factRows(survey: SurveyRow, { classes, cells, answered, today }: DeskFacts) {
  const audience = survey.audience.map(({ role, grade, class_id: classId }) => ({ role, grade, classId }));
  const possible = cells.reduce((sum, cell) => sum + cell.asked, 0);
  const isClosed = survey.state === 'closed' || survey.state === 'published';
  const rows = [
    summaryRow('Кого спрашиваем', nb(audienceSaid(audience, classes))),
    summaryRow('Когда', nb(dayRange(survey.opens_on, survey.closes_on))),
  ];
  if (isClosed) return [...rows, summaryRow('Сколько ответили', shareSaid(survey.answered, survey.asked))];
  if (survey.opened_at === null)
    return [...rows, summaryRow('Ответов может быть', nb(answersSaid(possible)))];
  const reminders = reminderDays(survey.opens_on, survey.closes_on).filter((day) => day >= today);
  return [
    ...rows,
    summaryRow('Сколько ответили', shareSaid(answered, possible)),
    ...(reminders.length === 0
      ? []
      : [
          summaryRow(
            'Напомним',
            nb(`${reminders.map(dayShort).join(' и ')} — тем, кто ещё не ответил; кто это, не видит никто`),
          ),
        ]),
    summaryRow('Итоги появятся', nb(`${dayLong(addDays(survey.closes_on, 1))}, утром`)),
  ];
}

const rolesOf: Readonly<Record<AskedRole, string>> = {
  parent: 'родителей',
  student: 'учеников',
  teacher: 'учителей',
};
const MOST_CELLS = 6;

/** Where so few are asked that results cannot be shown by themselves. */
function warningNote(cells: readonly AskedCell[]): NoteModel | null {
  const all = cells.reduce((sum, cell) => sum + cell.asked, 0);
  if (all < FEWEST_ANSWERS)
    return {
      kind: 'warn',
      title: nb('Итогов не будет видно'),
      text: nb(
        `Спрашиваем слишком мало людей: может быть ${answersSaid(all)}. Итоги показывают, когда ответили пятеро и больше.`,
      ),
    };
  const byRole = new Map<AskedRole, number>();
  for (const cell of cells) byRole.set(cell.role, (byRole.get(cell.role) ?? 0) + cell.asked);
  const items = [...byRole]
    .filter(([, asked]) => asked < FEWEST_ANSWERS)
    .map(([role]) => ({ text: nb(`${rolesOf[role]} меньше пяти: их ответы войдут только в общий итог`) }));
  const few = cells.filter(
    (cell) =>
      cell.class_name !== null &&
      cell.asked < FEWEST_ANSWERS &&
      (byRole.get(cell.role) ?? 0) >= FEWEST_ANSWERS,
  );
  const named = few.slice(0, MOST_CELLS).map((cell) => `${rolesOf[cell.role]} ${cell.class_name}`);
  const others = few.length - named.length;
  const list = [...named, ...(others > 0 ? [`ещё ${counted(others, 'группа', 'группы', 'групп')}`] : [])];
  if (list.length > 0)
    items.push({ text: nb(`${list.join(', ')} — меньше пяти: их ответы покажем вместе с параллелью`) });
  return items.length === 0 ? null : { kind: 'info', title: nb('Где ответов будет мало'), items };
}

function shutNote(survey: SurveyRow): NoteModel | null {
  if (survey.shut_boxes === 0) return null;
  return {
    kind: 'bad',
    title: nb('Часть ответов не открылась'),
    text: nb(
      'Во время опроса на сервере сменили секрет портала, и ответы, собранные до этого, прочесть нельзя. В итогах их нет. Скажите техническому специалисту.',
    ),
  };
}

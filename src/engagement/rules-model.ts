import { windowSaid } from '../attendance/cause-words.ts';
import { type ConcernKind, concernKinds, concernKindWords } from '../attendance/concern.ts';
import { errorSummary, type FilledForm, field, freshForm, type NoteModel } from '../web/components.ts';
import { counted, dayNumeric, dayShort, nb } from '../web/dates.ts';
import { typed } from '../web/form.ts';
import { urls } from '../web/urls.ts';
import type { EngagementRulesPage } from './pages.ts';
import type { RuleRow } from './rule-queries.ts';

const titles: Readonly<Record<ConcernKind, string>> = {
  missed: 'Пропускает онлайн-уроки',
  silent: 'Молчит на онлайн-уроках',
  technical: 'Не может подключиться',
};

/** The rules of a kind as one sign: who fills a form from another state is told. */
export function signOfRules(rows: readonly RuleRow[], kind: ConcernKind): string {
  return rows
    .filter((row) => row.kind === kind && row.valid_to === null)
    .map((row) => `${row.id}.${row.threshold}.${row.window_days}.${row.valid_from}`)
    .join(' ');
}

/** «3 урока за две недели». */
export function ruleSaid(rule: Pick<RuleRow, 'threshold' | 'window_days'>): string {
  return nb(`${counted(rule.threshold, 'урок', 'урока', 'уроков')} за ${windowSaid(rule.window_days)}`);
}

export type RuleFieldName = 'threshold' | 'window_days' | 'valid_from';

/** The name of a field: the page has a form for each kind, and names stand once a page. */
export function ruleField(name: RuleFieldName, kind: ConcernKind): string {
  return `${name}_${kind}`;
}

interface Shown {
  today: string;
  canEdit: boolean;
}

/** The page of the rules; `filled` is what was typed for one kind. */
export function toRulesPage(
  rows: readonly RuleRow[],
  { today, canEdit }: Shown,
  filled: FilledForm | null = null,
  conflict: NoteModel | null = null,
): EngagementRulesPage {
  return {
    head: {
      title: 'Правила внимания',
      crumb: canEdit
        ? [{ text: 'Настройки школы', href: urls.settings() }]
        : [{ text: 'Под вниманием', href: urls.concerns() }],
      lead: nb(
        'Когда отметки ученика сходятся с правилом, он появляется на странице «Под вниманием» у классного руководителя и координатора. Портал смотрит в журналы после каждого сохранения и ночью.',
      ),
    },
    problems: errorSummary(filled?.errors ?? {}),
    conflict,
    action: urls.engagementRules(),
    rules: concernKinds.map((kind) => toRule(kind, rows, { today, canEdit }, filled)),
  };
}

function toRule(
  kind: ConcernKind,
  rows: readonly RuleRow[],
  { today, canEdit }: Shown,
  filled: FilledForm | null,
): EngagementRulesPage['rules'][number] {
  const own = rows.filter((row) => row.kind === kind);
  const now = own.find((row) => row.valid_from <= today && (row.valid_to === null || row.valid_to >= today));
  const planned = own.find((row) => row.valid_from > today);
  const isTyped = filled !== null && typed(filled.values, 'kind') === kind;
  const last = planned ?? now;
  const form = isTyped
    ? filled
    : freshForm({
        [ruleField('threshold', kind)]: String(last?.threshold ?? ''),
        [ruleField('window_days', kind)]: String(last?.window_days ?? ''),
        [ruleField('valid_from', kind)]: today,
      });
  return {
    id: `rule-${kind}`,
    title: titles[kind],
    now: now === undefined ? 'Сейчас правила нет.' : nb(`Сейчас: ${ruleSaid(now)}.`),
    about: nb(concernKindWords[kind].about),
    plan: planned === undefined ? null : nb(`С ${dayShort(planned.valid_from)}: ${ruleSaid(planned)}.`),
    history: own.filter((row) => row !== now && row !== planned).map(historyLine),
    form: canEdit ? ruleForm(kind, signOfRules(rows, kind), form, today) : null,
  };
}

function ruleForm(kind: ConcernKind, seen: string, form: FilledForm, today: string) {
  const short = { inputMode: 'numeric', width: 'short' } as const;
  return {
    kind,
    seen,
    threshold: field(form, ruleField('threshold', kind), 'Сколько уроков', short),
    window: field(form, ruleField('window_days', kind), 'За сколько дней', short),
    from: field(form, ruleField('valid_from', kind), 'С какого дня', { type: 'date', min: today }),
  };
}

function historyLine(row: RuleRow): string {
  const to = row.valid_to === null ? '' : `–${dayNumeric(row.valid_to)}`;
  const who = row.setter === null ? '' : `, ${row.setter}`;
  return nb(`${dayNumeric(row.valid_from)}${to}: ${ruleSaid(row)}${who}`);
}

/** What somebody else saved meanwhile, beside what was typed here. */
export function rulesConflict(rows: readonly RuleRow[], kind: ConcernKind): NoteModel {
  const last = rows.find((row) => row.kind === kind && row.valid_to === null);
  return {
    kind: 'warn',
    title: 'Пока вы заполняли форму, правило изменил кто-то ещё',
    text: nb(
      last === undefined
        ? 'Проверьте и сохраните ещё раз.'
        : `«${titles[kind]}»: теперь ${ruleSaid(last)}, с ${dayShort(last.valid_from)}. В форме осталось то, что ввели вы; если всё верно, сохраните ещё раз.`,
    ),
  };
}

/** For the journal: «Пропускает онлайн-уроки: 3 урока за две недели → 4 урока за две недели, с 1 декабря». */
export function ruleChangeLine(
  kind: ConcernKind,
  before: RuleRow | undefined,
  after: { threshold: number; window_days: number; valid_from: string },
): string {
  const was = before === undefined ? '' : `${ruleSaid(before)} → `;
  return nb(`${titles[kind]}: ${was}${ruleSaid(after)}, с ${dayShort(after.valid_from)}`);
}

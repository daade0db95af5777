import type { QuestionWait } from '../feedback/waits.ts';
import type { TagModel } from '../web/components.ts';
import { counted, dayShort, fullName, momentSaid, nb, sentence, shortName } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import type { DeskItem } from './desk-pages.ts';
import type { DeskRow } from './desk-queries.ts';

export interface DeskLook {
  now: Temporal.Instant;
  timeZone: string;
}

/** A question in a list of those that somebody answers; `wait` is missing where it does not wait. */
export function toDeskItem(
  row: DeskRow,
  wait: QuestionWait | undefined,
  { now, timeZone }: DeskLook,
  tick: { isTicked: boolean } | null = null,
): DeskItem {
  const who = nb(
    [fullName(row.student.family_name, row.student.given_name, null), row.class_name]
      .filter(Boolean)
      .join(', '),
  );
  return {
    href: urls.question(row.id),
    who,
    about: nb(aboutOf(row)),
    words:
      row.words === null ? 'Сообщение отозвано' : row.words === '' ? 'Без слов, с файлом' : nb(row.words),
    hasFiles: row.has_files,
    earlier: row.earlier === 0 ? '' : nb(`раньше спрашивали ${counted(row.earlier, 'раз', 'раза', 'раз')}`),
    when: momentSaid(row.waiting_since ?? row.asked_at, now, timeZone),
    tag: tagOf(row, wait),
    tick:
      tick === null
        ? null
        : {
            id: `q-${row.id}`,
            value: String(row.id),
            label: nb(`Ответить вместе с другими: ${who}`),
            checked: tick.isTicked,
          },
  };
}

function aboutOf(row: DeskRow): string {
  const lesson = row.lesson_day === null ? '' : `, урок ${dayShort(row.lesson_day)}`;
  const sentences = [`${partName(row)}${lesson}`];
  if (row.topic === 'organisation') sentences.push('Об организации');
  if (row.guardian !== null) {
    const { family_name: family, given_name: given, patronymic, relation } = row.guardian;
    const name = shortName(family, given, patronymic);
    sentences.push(relation === '' ? `Спрашивает ${name}` : `Спрашивает ${relation}, ${name}`);
  }
  if (!row.is_own) {
    const { family_name: family, given_name: given, patronymic } = row.teacher;
    sentences.push(`Вы замещаете: ${shortName(family, given, patronymic)}`);
  }
  return sentences.length === 1 ? (sentences[0] ?? '') : sentences.map(sentence).join(' ');
}

/** «Математика, 7А» or «Классному руководителю, 7А»: to what a question belongs. */
export function partName(row: Pick<DeskRow, 'subject' | 'target'>): string {
  return [row.subject || 'Классному руководителю', row.target].filter(Boolean).join(', ');
}

const ordinals = [
  '',
  'первый',
  'второй',
  'третий',
  'четвёртый',
  'пятый',
  'шестой',
  'седьмой',
  'восьмой',
  'девятый',
  'десятый',
];

/** «ждёт второй учебный день»; days that count alone, so an ill teacher's do not. */
export function ageSaid(wait: Pick<QuestionWait, 'waitsDays'>): string {
  if (wait.waitsDays === 0) return 'новый';
  const ordinal = ordinals[wait.waitsDays] ?? `${wait.waitsDays}-й`;
  return nb(`ждёт ${ordinal} учебный день`);
}

function tagOf(row: DeskRow, wait: QuestionWait | undefined): TagModel | null {
  if (row.state === 'asked_back') return { text: 'ждём ответа семьи' };
  if (row.state === 'answered') return { text: 'отвечен', kind: 'ok', icon: 'check' };
  if (row.state === 'closed') return { text: 'закрыт', icon: 'check' };
  if (wait === undefined) return null;
  const text = ageSaid(wait);
  if (wait.isOverdue) return { text: nb(`${text}, срок прошёл`), kind: 'bad', icon: 'clock' };
  if (wait.waitsDays >= 2) return { text: nb(`${text}: ответьте сегодня`), kind: 'warn', icon: 'clock' };
  return { text, kind: wait.waitsDays === 0 ? 'accent' : undefined };
}

import { capital, counted, dayShort, nb, plural } from '../web/dates.ts';
import { type Cause, type ConcernKind, type Grounds, GroundsShape } from './concern.ts';

/** What a concern of the database says of itself. */
export interface ConcernFacts {
  kind: ConcernKind;
  cause: Cause;
  /** How many lessons brought the pupil up. */
  lessons: number;
  window_days: number;
  /** As the database holds them; empty where a concern came from elsewhere than the portal's own search. */
  grounds: Readonly<Record<string, unknown>>;
}

const causeLabels: Readonly<Record<Cause, string>> = {
  illness: 'Болезнь',
  announced: 'Семья предупредила',
  no_device: 'Нет связи или устройства',
  never_signed_in: 'Нет входа на портал',
  silent: 'Не участвует в уроке',
  one_course: 'Один предмет',
  unknown: 'Причина не видна',
};

const weeks = ['неделю', 'две недели', 'три недели', 'четыре недели'] as const;

/** «две недели», «10 дней»: what stands after «за». */
export function windowSaid(days: number): string {
  return (days % 7 === 0 ? weeks[days / 7 - 1] : undefined) ?? counted(days, 'день', 'дня', 'дней');
}

/** «Пропущено 3 из 5 онлайн-уроков за две недели». */
export function concernSaid(facts: ConcernFacts): string {
  const { lessons } = facts;
  const grounds = groundsOf(facts);
  const of = grounds === null || grounds.marks < lessons ? null : grounds.marks;
  const since = `за ${windowSaid(facts.window_days)}`;
  const genitive = of === null ? lessons : of;
  const number = of === null ? String(lessons) : `${lessons} из ${of}`;
  const ofLessons = `${number} ${plural(genitive, 'онлайн-урока', 'онлайн-уроков', 'онлайн-уроков')}`;
  if (facts.kind === 'missed') {
    const noun = of === null ? counted(lessons, 'онлайн-урок', 'онлайн-урока', 'онлайн-уроков') : ofLessons;
    return nb(`${plural(lessons, 'Пропущен', 'Пропущено', 'Пропущено')} ${noun} ${since}`);
  }
  if (facts.kind === 'silent') {
    const when = of === null ? counted(lessons, 'онлайн-уроке', 'онлайн-уроках', 'онлайн-уроках') : ofLessons;
    return nb(`Без активности на ${when} ${since}`);
  }
  const what = of === null ? counted(lessons, 'онлайн-уроку', 'онлайн-урокам', 'онлайн-урокам') : ofLessons;
  return nb(`Не удалось подключиться к ${what} ${since}`);
}

/** «Мама сообщила о болезни до 27 ноября», «Один предмет: 4 из 5 пропусков — «Физика»»; without grounds the label alone. */
export function causeSaid(facts: ConcernFacts): string {
  const grounds = groundsOf(facts);
  const rest = grounds === null ? '' : restsOn(facts, grounds);
  if (rest !== '' && (facts.cause === 'illness' || facts.cause === 'announced')) return nb(capital(rest));
  return nb(rest === '' ? causeLabels[facts.cause] : `${causeLabels[facts.cause]}: ${rest}`);
}

function groundsOf(facts: ConcernFacts): Grounds | null {
  const parsed = GroundsShape.safeParse(facts.grounds);
  return parsed.success ? parsed.data : null;
}

const accountWords: Readonly<Record<Grounds['account'], string>> = {
  none: 'учётной записи нет',
  no_password: 'код первого входа ещё не использован',
  never: 'на портал ни разу не входили',
  seen: '',
};

function restsOn({ cause, kind }: ConcernFacts, grounds: Grounds): string {
  switch (cause) {
    case 'illness':
    case 'announced':
      return absenceSaid(grounds.absence);
    case 'no_device':
      return offlineSaid(grounds);
    case 'never_signed_in':
      return accountWords[grounds.account];
    case 'silent':
      return `${grounds.silent} из ${grounds.attended} посещённых уроков — без активности`;
    case 'one_course':
      return subjectSaid(kind, grounds);
    case 'unknown':
      return 'поговорите с семьёй';
  }
}

const reasonWords: Readonly<Record<string, string>> = {
  illness: 'о болезни',
  doctor: 'о визите к врачу',
  family: 'о семейных обстоятельствах',
  event: 'об участии в мероприятии',
  no_connection: 'о перебоях со связью',
};

function absenceSaid(absence: Grounds['absence']): string {
  if (absence === null) return '';
  const who = /^мать|^мама/i.test(absence.relation)
    ? 'мама сообщила'
    : /^отец|^папа/i.test(absence.relation)
      ? 'папа сообщил'
      : 'семья сообщила';
  return `${who} ${reasonWords[absence.reason] ?? 'о пропуске'} до ${dayShort(absence.ends_on)}`;
}

function offlineSaid({ technical, tickets, absence }: Grounds): string {
  return [
    technical > 0 ? `не удалось подключиться — ${counted(technical, 'урок', 'урока', 'уроков')}` : '',
    tickets > 0 ? counted(tickets, 'просьба о помощи', 'просьбы о помощи', 'просьб о помощи') : '',
    absence?.reason === 'no_connection' ? absenceSaid(absence) : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function subjectSaid(kind: ConcernKind, { subject, counted: all }: Grounds): string {
  if (subject === null) return '';
  const what = kind === 'missed' ? 'пропусков' : 'таких уроков';
  return `${subject.counted} из ${all} ${what} — «${subject.name}»`;
}

import type { Actor } from '../access/actor.ts';
import { absenceReasonWords, absenceWhen } from '../attendance/absence-words.ts';
import { figures, NO_SUMS, type Sums, valueSaid } from '../attendance/figures.ts';
import { type Attendance, activityWords, attendanceWords } from '../attendance/mark.ts';
import type { TagModel } from '../web/components.ts';
import {
  addDays,
  counted,
  dayRange,
  dayShort,
  daysBetween,
  fullName,
  nb,
  plural,
  weekdayBrief,
} from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import { phoneHref, phoneSaid } from '../web/words.ts';
import type { CardAbsence, CardLessonRow, Chain } from './card-queries.ts';
import { toChainItems } from './chain.ts';
import type { StudentRow } from './find.ts';
import type { StudentPage } from './pages.ts';

export interface CardFacts {
  student: StudentRow;
  lessons: readonly CardLessonRow[];
  chain: Chain;
  period: CardPeriod;
  today: string;
  actor: Actor;
}

/** The days of the card, and the term that they are, where they are one. */
export interface CardPeriod {
  from: string;
  to: string;
  term: string | null;
}

const DAYS_WITHOUT_TERM = 60;
/** A card is of a year at most, so that no lesson of it is ever left out; reports tell of more. */
const MOST_DAYS = 366;

/**
 * The period asked for, turned where it is the wrong way round; unless told, the term of today or the last one. Of
 * more than a year, its last year, and nothing that is still to come.
 */
export function choosePeriod(
  asked: { from?: string | undefined; to?: string | undefined },
  terms: StudentRow['terms'],
  today: string,
): CardPeriod {
  const term = terms.filter((one) => one.starts_on <= today).at(-1);
  const from =
    asked.from ??
    (asked.to === undefined ? (term?.starts_on ?? addDays(today, -DAYS_WITHOUT_TERM)) : asked.to);
  const to = asked.to ?? (asked.from === undefined ? (term?.ends_on ?? today) : today);
  const [first, last] = atMostAYear(from <= to ? [from, to] : [to, from], today);
  const same = terms.find((one) => one.starts_on === first && one.ends_on === last);
  return { from: first, to: last, term: same?.name ?? null };
}

function atMostAYear([from, to]: readonly [string, string], today: string): readonly [string, string] {
  if (daysBetween(from, to) <= MOST_DAYS) return [from, to];
  const last = from <= today && today < to ? today : to;
  const first = addDays(last, -MOST_DAYS);
  return [from > first ? from : first, last];
}

/** The card of a pupil for the class teacher and the coordinator. */
export function toStudentPage(facts: CardFacts): StudentPage {
  const { student, lessons, chain, period, today, actor } = facts;
  const sums = sumsOf(lessons);
  const isUnderAttention = chain.concerns.some((one) => one.closed_on === null);
  const mayDecide = actor.permissions.has('measure:edit');
  return {
    head: {
      title: nb(fullName(student.family_name, student.given_name, student.patronymic)),
      crumb: [
        {
          text: 'Под вниманием',
          href: urls.concerns({ class: isUnderAttention ? (student.class_id ?? undefined) : undefined }),
        },
        classCrumb(student, actor),
      ],
      actions: [
        ...(student.guardians.some((one) => one.phone !== '')
          ? [{ href: '#family', text: 'Телефоны семьи', icon: 'phone' as const }]
          : []),
        ...(mayDecide && !isUnderAttention
          ? [{ href: urls.measureNew(student.id), text: 'Назначить меру', icon: 'plus' as const }]
          : []),
      ],
    },
    left: student.left_on === null ? null : nb(`Ушёл из школы: ${dayShort(student.left_on)}`),
    guardians: student.guardians.map((one) => ({
      name: nb(fullName(one.family_name, one.given_name, one.patronymic)),
      relation: one.relation,
      phone: one.phone === '' ? null : { href: phoneHref(one.phone), text: phoneSaid(one.phone) },
    })),
    chain: toChainItems(chain, { studentId: student.id, today, mayDecide }),
    periods: periodChips(student, period, today),
    period: nb(period.term ?? dayRange(period.from, period.to)),
    figures: figuresOf(sums),
    share: shareSaid(sums),
    spark: lessons.map((lesson) => ({
      ...sparks[lesson.attendance],
      isSilent: lesson.activity === 0 && isThere(lesson.attendance),
    })),
    legend: (Object.keys(sparks) as Attendance[]) // the keys of the table below
      .filter((one) => lessons.some((lesson) => lesson.attendance === one))
      .map((one) => ({ letter: sparks[one].letter, text: attendanceWords[one].long })),
    lessons:
      lessons.length === 0
        ? null
        : {
            summary: `Все уроки: ${lessons.length}`,
            isOpen: lessons.length <= MOST_OPEN,
            rows: [...lessons].reverse().map(toLessonRow),
          },
    absences: chain.absences.map((absence) => toAbsence(absence, today)),
  };
}

/** The class, from which a report of it opens: the way back to where many came from. */
function classCrumb({ class_id, class_name }: StudentRow, actor: Actor): { text: string; href?: string } {
  if (class_id === null || class_name === null) return { text: 'не учится в школе' };
  const mayRead = actor.permissions.has('report:read');
  return mayRead
    ? { text: class_name, href: urls.reports({ class: class_id, by: 'student' }) }
    : { text: class_name };
}

const MOST_OPEN = 10;

function periodChips(
  { id, terms: all }: StudentRow,
  period: CardPeriod,
  today: string,
): StudentPage['periods'] {
  const terms = all.filter((one) => one.starts_on <= today);
  const year = { from: terms[0]?.starts_on, to: terms.at(-1)?.ends_on };
  return {
    label: 'За какое время',
    chips: [
      ...terms.map((one) => ({
        text: nb(one.name),
        href: urls.student(id, { from: one.starts_on, to: one.ends_on }),
        current: period.term === one.name,
      })),
      ...(terms.length > 1
        ? [
            {
              text: 'Весь год',
              href: urls.student(id, year),
              current: period.from === year.from && period.to === year.to,
            },
          ]
        : []),
    ],
  };
}

/** The sums of a pupil's marks: of each lesson there is one mark, and its register is filled. */
function sumsOf(lessons: readonly CardLessonRow[]): Sums {
  const many = (test: (lesson: CardLessonRow) => boolean) => lessons.filter(test).length;
  const kind = (attendance: Attendance) => many((lesson) => lesson.attendance === attendance);
  return {
    ...NO_SUMS,
    lessons: lessons.length,
    filled: lessons.length,
    present: kind('present'),
    late: kind('late'),
    absent: kind('absent'),
    excused: kind('excused'),
    technical: kind('technical'),
    active: many((lesson) => isThere(lesson.attendance) && (lesson.activity ?? 0) > 0),
    silent: many((lesson) => isThere(lesson.attendance) && lesson.activity === 0),
  };
}

function isThere(attendance: Attendance): boolean {
  return attendance === 'present' || attendance === 'late';
}

function figuresOf(sums: Sums): StudentPage['figures'] {
  if (sums.lessons === 0) return [];
  const { late, absent, excused, technical, silent } = sums;
  const attended = sums.present + late;
  return [
    { count: attended, label: 'на уроке' },
    { count: late, label: 'из них с опозданием' },
    { count: absent, label: plural(absent, 'пропуск', 'пропуска', 'пропусков') },
    { count: excused, label: 'по уважительной причине' },
    { count: technical, label: plural(technical, 'сбой связи', 'сбоя связи', 'сбоев связи') },
    { count: silent, label: 'без активности' },
  ]
    .filter(({ count }, i) => count > 0 || i === 0)
    .map(({ count, label }) => ({ value: String(count), label: nb(label) }));
}

function shareSaid(sums: Sums): string {
  if (sums.lessons === 0) return 'Отметок за эти дни нет: онлайн-уроков не было или журналы не заполнены.';
  const all = { ...NO_SUMS, ...sums };
  const share = figures.attendance.of(all);
  const lessons = counted(sums.lessons, 'онлайн-урок', 'онлайн-урока', 'онлайн-уроков');
  if (typeof share === 'string') return nb(`Всего ${lessons}: для доли этого мало.`);
  return nb(`Посещаемость ${valueSaid(share, 'share')}, всего ${lessons}.`);
}

/** The letters of a paper register. */
const sparks: Readonly<Record<Attendance, { letter: string; tone: 'ok' | 'warn' | 'bad' | 'none' }>> = {
  present: { letter: '+', tone: 'ok' },
  late: { letter: 'о', tone: 'warn' },
  absent: { letter: 'н', tone: 'bad' },
  excused: { letter: 'у', tone: 'none' },
  technical: { letter: 'с', tone: 'warn' },
};

const markKinds: Readonly<Record<Attendance, TagModel['kind']>> = {
  present: 'ok',
  late: 'warn',
  absent: 'bad',
  excused: undefined,
  technical: 'warn',
};

type LessonLine = NonNullable<StudentPage['lessons']>['rows'][number];

function toLessonRow(lesson: CardLessonRow): LessonLine {
  const { attendance, minutes_late, activity } = lesson;
  const minutes = minutes_late === null ? '' : `, ${counted(minutes_late, 'минута', 'минуты', 'минут')}`;
  return {
    day: nb(`${weekdayBrief(lesson.day)}, ${dayShort(lesson.day)}`),
    subject: nb(`${lesson.subject}, ${lesson.period}-й урок`),
    mark: { text: nb(attendanceWords[attendance].long + minutes), kind: markKinds[attendance] },
    about: [activityOf(activity), lesson.remark === '' ? '' : `«${lesson.remark}»`]
      .filter((part) => part !== '')
      .join('; '),
    register: lesson.sees_register ? urls.register(lesson.id) : null,
  };
}

function activityOf(activity: number | null): string {
  if (activity === null) return '';
  const known = Object.entries(activityWords).find(([one]) => Number(one) === activity);
  return known === undefined ? '' : nb(`активность ${activity}: ${known[1]}`);
}

const absenceTags: Readonly<Record<CardAbsence['state'], TagModel>> = {
  announced: { text: 'ждёт подтверждения', kind: 'warn' },
  confirmed: { text: 'подтверждено', kind: 'ok' },
  asked: { text: 'есть вопрос', kind: 'warn' },
  withdrawn: { text: 'отозвано' },
};

function toAbsence(absence: CardAbsence, today: string): StudentPage['absences'][number] {
  const words = absence.words === '' ? '' : `: ${absence.words}`;
  return {
    when: absenceWhen(absence, today),
    text: nb(absenceReasonWords[absence.reason] + words),
    tag: absenceTags[absence.state],
  };
}

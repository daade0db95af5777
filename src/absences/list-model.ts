import type { Actor, Child } from '../access/actor.ts';
import { absenceReasonWords, absenceWhen } from '../attendance/absence-words.ts';
import type { ChipsModel, TagModel } from '../web/components.ts';
import { counted, dayShort, fullName, nb, phoneSaid, relativeDay } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import { phoneHref } from '../web/words.ts';
import type { AbsenceItem, AbsencesPage } from './pages.ts';
import {
  type AbsenceRow,
  MARK_DAYS,
  type MarkRow,
  MOST_KEPT,
  RECENT_DAYS,
  type UntoldRow,
} from './queries.ts';
import { stateTag } from './words.ts';

/** The absences of a class teacher's classes, or of all. */
export function keptSection(
  rows: readonly AbsenceRow[],
  actor: Actor,
  isAll: boolean,
  today: string,
): AbsencesPage['kept'] {
  const waiting = rows.filter((row) => row.state === 'announced' || row.state === 'asked').length;
  const classes = actor.headedClasses.map((one) => one.name).join(', ');
  return {
    title: actor.roles.has('coordinator') ? 'Вся школа' : `Ваш класс: ${classes}`,
    chips: {
      label: 'Какие пропуски показать',
      chips: [
        { href: urls.absences(), text: 'Ждут решения', count: waiting, current: !isAll },
        { href: urls.absences({ show: 'all' }), text: 'Все', current: isAll },
      ],
    },
    items: rows.map((row) => keptItem(row, today)),
    empty:
      rows.length > 0
        ? null
        : {
            text: isAll
              ? nb(
                  `За последние ${counted(RECENT_DAYS, 'день', 'дня', 'дней')} родители не сообщали о пропусках.`,
                )
              : nb('Здесь появится, когда родители сообщат о пропуске. Сейчас решать нечего.'),
            icon: 'user-check',
          },
    more:
      rows.length < MOST_KEPT
        ? null
        : nb(`Показаны первые ${MOST_KEPT}: сначала те, что ждут решения, потом самые новые.`),
  };
}

function keptItem(row: AbsenceRow, today: string): AbsenceItem {
  const name = fullName(row.family_name, row.given_name, null);
  const words = row.words === '' ? '' : `. ${row.words}`;
  const answer = row.state === 'announced' && row.answer !== '' ? `. Ответ: ${row.answer}` : '';
  return {
    href: urls.absence(row.id),
    title: nb(row.class_name === '' ? name : `${name}, ${row.class_name}`),
    about: nb(`${absenceWhen(row, today)}, ${absenceReasonWords[row.reason]}${words}${answer}`),
    tag: stateTag(row),
  };
}

/** What a guardian announced, or the other guardian of the child. */
export function ownSection(
  rows: readonly AbsenceRow[],
  actor: Actor,
  child: Child | undefined,
  today: string,
  isAlsoKeeper: boolean,
): AbsencesPage['own'] {
  return {
    title: isAlsoKeeper ? 'Ваши дети' : 'О чём вы сообщили',
    chips: childChips(actor, child),
    items: rows.map((row) => ownItem(row, actor, today)),
    empty:
      rows.length > 0
        ? null
        : {
            text: nb(
              'Если ребёнка не будет на уроках, сообщите об этом здесь: классный руководитель и учителя узнают сразу.',
            ),
            icon: 'user-check',
            link: { href: urls.absenceNew({ child: child?.id }), text: 'Сообщить о пропуске' },
          },
  };
}

function childChips(actor: Actor, child: Child | undefined): ChipsModel | null {
  if (actor.children.length < 2) return null;
  return {
    label: 'Ребёнок',
    chips: [
      { href: urls.absences(), text: 'Все дети', current: child === undefined },
      ...actor.children.map((one) => ({
        href: urls.absences({ child: one.id }),
        text: one.className === null ? one.name : `${one.name}, ${one.className}`,
        current: one.id === child?.id,
      })),
    ],
  };
}

function ownItem(row: AbsenceRow, actor: Actor, today: string): AbsenceItem {
  const isOwn = row.announced_by === actor.personId;
  const question = isOwn && row.state === 'asked' ? `. Вопрос: ${row.question}` : '';
  return {
    href: urls.absence(row.id),
    title: nb(`${row.call_name}: ${absenceWhen(row, today)}`),
    about: nb(`${absenceReasonWords[row.reason]}${isOwn ? '' : ', сообщил другой родитель'}${question}`),
    tag: stateTag({ state: row.state, is_kept: false }),
  };
}

/** What registers of online lessons say of each child: what was missed, late or did not work. */
export function markSections(
  rows: readonly MarkRow[],
  children: readonly Child[],
  today: string,
): AbsencesPage['marks'] {
  return children.map((child) => {
    const all = rows.filter((row) => row.student_id === child.id);
    const missed = all.filter((row) => row.attendance !== 'present');
    return {
      id: `marks-${child.id}`,
      title: `${child.name}: онлайн-уроки`,
      lead: leadOf(all.length, missed.length),
      items: missed.map((row) => ({
        href: urls.lesson(row.lesson_id),
        text: nb(`${row.subject}, ${relativeDay(row.day, today)}, ${row.starts}`),
        tag: { text: nb(markSaid(row)), kind: markKinds[row.attendance] },
      })),
    };
  });
}

const markKinds: Readonly<Record<MarkRow['attendance'], TagModel['kind']>> = {
  present: undefined,
  late: 'warn',
  absent: 'bad',
  excused: undefined,
  technical: 'warn',
};

function leadOf(lessons: number, missed: number): string {
  const weeks = counted(MARK_DAYS / 7, 'неделю', 'недели', 'недель');
  if (lessons === 0)
    return nb(`За ${weeks} журналы онлайн-уроков ещё не заполнены. Здесь появятся пропуски и опоздания.`);
  const held = `отмечено ${counted(lessons, 'онлайн-урок', 'онлайн-урока', 'онлайн-уроков')}`;
  const end = missed === 0 ? ', пропусков и опозданий нет.' : '. Ниже — пропуски и опоздания.';
  return nb(`За ${weeks} ${held}${end}`);
}

/** A mark in the words of a guardian. */
export function markSaid({
  attendance,
  minutes_late: minutes,
}: Pick<MarkRow, 'attendance' | 'minutes_late'>) {
  switch (attendance) {
    case 'present':
      return 'был на уроке';
    case 'late':
      return minutes === null ? 'опоздание' : `опоздание на ${counted(minutes, 'минуту', 'минуты', 'минут')}`;
    case 'absent':
      return 'не было';
    case 'excused':
      return 'не было, причина уважительная';
    case 'technical':
      return 'не получилось подключиться';
  }
}

/** Pupils whose families the portal could not tell, with whom to call. */
export function untoldSection(rows: readonly UntoldRow[]): AbsencesPage['untold'] {
  if (rows.length === 0) return null;
  return {
    title: nb(`Не дошло до семьи: ${counted(rows.length, 'ученик', 'ученика', 'учеников')}`),
    isFolded: rows.length > MANY_PUPILS,
    pupils: rows.map(untoldPupil),
  };
}

/** From so many pupils on their list is folded away. */
const MANY_PUPILS = 6;

function untoldPupil(row: UntoldRow): NonNullable<AbsencesPage['untold']>['pupils'][number] {
  return {
    name: nb(`${fullName(row.family_name, row.given_name, null)}, ${row.class_name}`),
    lessons: row.lessons.map((lesson) => ({
      href: urls.lesson(lesson.id),
      text: nb(`${lesson.subject}, ${dayShort(lesson.day)}`),
    })),
    contacts: row.guardians.map(({ name, relation, phone }) => ({
      name: nb([name, relation].filter((part) => part !== '').join(', ')),
      call: phone === '' ? null : { href: phoneHref(phone), text: phoneSaid(phone) },
    })),
  };
}

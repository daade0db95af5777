import { type Actor, isStaff } from '../access/actor.ts';
import type { PulseModel } from '../feedback/pulse-offer.ts';
import type { NoteModel, SummaryRowModel, TagModel } from '../web/components.ts';
import { dayLong, localMoment, momentSaid, nb, shortName, timeRange } from '../web/dates.ts';
import type { EntryModel } from '../web/lesson-components.ts';
import type { SchoolInfo } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { decideEntry, type EntrantKind } from './entry-rule.ts';
import { helpModel } from './help-model.ts';
import { dayTitle, groupLabel, roomLabel } from './lesson-words.ts';
import type { LessonPage } from './pages.ts';
import { participantsOf } from './participants-model.ts';
import {
  type ChangeRow,
  type LessonRow,
  mayAnnounce,
  maySeeParticipants,
  type ParticipantRow,
} from './queries.ts';
import { questionLinks } from './question-links.ts';

/** Who looks, when, and what the school has set. */
export interface LessonLook {
  actor: Actor;
  now: Temporal.Instant;
  today: string;
  school: SchoolInfo;
}

/** As what somebody stands before a lesson; a guardian for the child named. */
export function entrantKind(lesson: LessonRow, actor: Actor, studentId: number | null): EntrantKind {
  if (studentId === null) {
    if (lesson.teaches && actor.roles.has('teacher')) return 'teacher';
    if (actor.roles.has('coordinator') || actor.roles.has('sysadmin')) return 'support';
    return actor.roles.has('student') && lesson.own_students.includes(actor.personId)
      ? 'student'
      : 'stranger';
  }
  const isChild = actor.children.some((child) => child.id === studentId);
  return isChild && lesson.own_students.includes(studentId) ? 'guardian' : 'stranger';
}

/** The lesson as the entry rule sees it. */
export function enterable(lesson: LessonRow, school: SchoolInfo) {
  return {
    status: lesson.status,
    format: lesson.format,
    isServiceApproved: lesson.service_status === 'approved',
    serviceName: lesson.service_name ?? '',
    startsAt: lesson.starts_at,
    endsAt: lesson.ends_at,
    day: lesson.day,
    startTime: lesson.start_time,
    endTime: lesson.end_time,
    opensTime: opensTime(lesson, school),
  };
}

/** The local time at which entry opens, '10:15'. */
export function opensTime(lesson: Pick<LessonRow, 'starts_at'>, school: SchoolInfo): string {
  return localMoment(lesson.starts_at.subtract({ minutes: school.entryOpensMinutes }), school.timeZone).time;
}

/**
 * The way in for whoever looks at the lesson; null where it is not online.
 * @param enterFor children (by number) for whom this guardian may press: young ones, and those without access
 */
function entryModel(lesson: LessonRow, look: LessonLook, enterFor: ReadonlySet<number>): EntryModel | null {
  if (lesson.format !== 'online' || lesson.status === 'cancelled') return null;
  const times = {
    opensMinutes: look.school.entryOpensMinutes,
    closesMinutes: look.school.entryClosesMinutes,
  };
  const own = entrantKind(lesson, look.actor, null);
  const children = look.actor.children.filter((child) => lesson.own_students.includes(child.id));
  const asked = [
    ...(own === 'stranger' ? [] : [{ kind: own, label: 'Войти на урок', studentId: null }]),
    ...children.map((child) => ({
      kind: 'guardian' as const,
      label: `Войти на урок: ${child.name}`,
      studentId: child.id,
    })),
  ];
  const decided = asked.map((each) => ({
    each,
    decision: decideEntry(
      each.kind,
      enterable(lesson, look.school),
      times,
      look.now,
      look.today,
      each.studentId !== null && enterFor.has(each.studentId),
    ),
  }));
  const refusals = decided.flatMap(({ decision }) => (decision.admitted ? [] : [decision.words]));
  return {
    action: urls.lessonEntry(lesson.id),
    buttons: decided.flatMap(({ each, decision }) =>
      decision.admitted ? [{ label: each.label, studentId: each.studentId }] : [],
    ),
    words: nb([...new Set(refusals)].join(' ')),
  };
}

/** The page of a lesson for whoever looks. */
export function toLessonPage(
  lesson: LessonRow,
  look: LessonLook,
  more: {
    participants: readonly ParticipantRow[];
    changes: readonly ChangeRow[];
    enterFor: ReadonlySet<number>;
    pulse: PulseModel | null;
  },
): LessonPage {
  const keeps = mayAnnounce(look.actor, lesson);
  const isAhead = Temporal.Instant.compare(look.now, lesson.starts_at) < 0 && lesson.status !== 'held';
  return {
    head: {
      title: `${lesson.subject}, ${groupLabel(lesson)}`,
      crumb: [
        { text: dayTitle(lesson.day, look.today), href: weekHref(lesson, look) },
        { text: `${lesson.period}-й урок, ${timeRange(lesson.start_time, lesson.end_time)}` },
      ],
      actions: keeps && isAhead ? headActions(lesson, look.actor) : registerActions(lesson, look),
    },
    tags: tagsOf(lesson, keeps),
    notes: keeps ? notesForKeeper(lesson) : [],
    entry: entryModel(lesson, look, more.enterFor),
    help: helpModel(lesson, look),
    pulse: more.pulse,
    facts: { rows: factRows(lesson, look) },
    questions: questionLinks(lesson, look.actor),
    participants:
      maySeeParticipants(look.actor, lesson) && lesson.announced_at !== null
        ? participantsOf(more.participants, look)
        : null,
    history: isStaff(look.actor) ? more.changes.map((change) => historyLine(change, look)) : [],
    acts: keeps && isAhead ? actsOf(lesson) : [],
  };
}

function weekHref(lesson: LessonRow, look: LessonLook): string {
  const [first] = lesson.classes;
  if (look.actor.actingAs !== 'personal' && first !== undefined) return urls.classWeek(first.id);
  return urls.week({ day: lesson.day });
}

function headActions(lesson: LessonRow, actor: Actor): NonNullable<LessonPage['head']['actions']> {
  if (lesson.status === 'cancelled') return [];
  return [
    {
      href: urls.lessonFormat(lesson.id),
      text: lesson.format === 'online' ? 'Изменить онлайн-урок' : 'Сделать урок онлайн',
      icon: 'video',
      main: lesson.format !== 'online',
    },
    ...(actor.permissions.has('lesson:rearrange')
      ? [{ href: urls.lessonRearrangement(lesson.id), text: 'Замена или перенос' }]
      : []),
    { href: urls.lessonCancellation(lesson.id), text: 'Отменить урок' },
  ];
}

/** The way to the register of an online lesson that has begun, for those who keep or read it. */
function registerActions(lesson: LessonRow, look: LessonLook): NonNullable<LessonPage['head']['actions']> {
  if (!hasRegister(lesson, look)) return [];
  const isToFill = mayAnnounce(look.actor, lesson) && lesson.register_saved_at === null;
  const text = isToFill ? 'Заполнить журнал' : 'Журнал урока';
  return [{ href: urls.register(lesson.id), text, icon: 'clipboard-check', main: isToFill }];
}

function hasRegister(lesson: LessonRow, { actor, now }: LessonLook): boolean {
  const hasBegun = Temporal.Instant.compare(now, lesson.starts_at) >= 0;
  const isOnline = lesson.format === 'online' && lesson.status !== 'cancelled';
  return isOnline && hasBegun && maySeeParticipants(actor, lesson);
}

function registerSaid(lesson: LessonRow, look: LessonLook): string {
  if (!hasRegister(lesson, look)) return '';
  if (lesson.register_saved_at === null) return 'не заполнен';
  const saved = momentSaid(lesson.register_saved_at, look.now, look.school.timeZone);
  return lesson.was_not_held ? `записано, что урок не состоялся: ${saved}` : `заполнен: ${saved}`;
}

function actsOf(lesson: LessonRow): LessonPage['acts'] {
  if (lesson.status === 'cancelled') {
    return [{ action: urls.lessonRestoration(lesson.id), label: 'Вернуть урок', version: lesson.version }];
  }
  if (lesson.format !== 'online') return [];
  return [{ action: urls.lessonInPerson(lesson.id), label: 'Провести в школе', version: lesson.version }];
}

function tagsOf(lesson: LessonRow, keeps: boolean): TagModel[] {
  const tags: TagModel[] = [];
  if (lesson.status === 'cancelled') tags.push({ text: 'Отменён', kind: 'bad', icon: 'ban' });
  else if (lesson.format === 'online') tags.push({ text: 'Онлайн', kind: 'accent', icon: 'video' });
  if (lesson.teachers.some((teacher) => teacher.replaces !== null)) {
    tags.push({ text: 'Замена', kind: 'warn', icon: 'repeat-2' });
  }
  if (lesson.planned_day !== null) tags.push({ text: 'Перенесён', kind: 'warn', icon: 'repeat-2' });
  if (keeps && lesson.is_late) tags.push({ text: 'Предупреждены поздно', kind: 'warn', icon: 'clock' });
  return tags;
}

function notesForKeeper(lesson: LessonRow): NoteModel[] {
  const notes: NoteModel[] = [];
  if (lesson.format === 'online' && lesson.service_status !== 'approved' && lesson.status === 'planned') {
    notes.push({
      kind: 'bad',
      title: `Сервис «${lesson.service_name ?? ''}» в этот день не разрешён`,
      text: 'Ученики не смогут войти. Выберите для урока другой сервис.',
      link: { href: urls.lessonFormat(lesson.id), text: 'Выбрать сервис' },
    });
  }
  if (lesson.warnings.length > 0) {
    notes.push({
      kind: 'warn',
      title: 'Беречь здоровье',
      items: lesson.warnings.map((text) => ({ text: nb(text) })),
    });
  }
  return notes;
}

function factRows(lesson: LessonRow, look: LessonLook): SummaryRowModel[] {
  const line = (name: string, text: string): SummaryRowModel[] =>
    text === '' ? [] : [{ name, lines: text.split('\n').map((part) => ({ text: nb(part) })) }];
  const online = lesson.format === 'online' && lesson.service_name !== null;
  const moved =
    lesson.planned_day === null
      ? ''
      : `было: ${dayLong(lesson.planned_day)}, ${lesson.planned_period ?? ''}-й урок`;
  return [
    ...line(
      'Когда',
      `${dayLong(lesson.day)}, ${timeRange(lesson.start_time, lesson.end_time)}${moved === '' ? '' : `\n${moved}`}`,
    ),
    ...line('Где', online ? `онлайн, сервис «${lesson.service_name ?? ''}»` : roomOf(lesson)),
    ...line('Учитель', lesson.teachers.map(teacherLine).join('\n')),
    ...line('Тема', lesson.topic),
    ...line('Что подготовить', lesson.preparation),
    ...line('Журнал урока', registerSaid(lesson, look)),
    ...line('Почему отменён', lesson.status === 'cancelled' ? lesson.cancelled_reason : ''),
    ...line('Почему предупредили поздно', isStaff(look.actor) && lesson.is_late ? lesson.late_reason : ''),
  ];
}

function roomOf(lesson: LessonRow): string {
  if (lesson.room === '') return 'в школе';
  const was =
    lesson.planned_room !== null && lesson.planned_room !== ''
      ? ` (было: ${roomLabel(lesson.planned_room)})`
      : '';
  return `${roomLabel(lesson.room)}${was}`;
}

function teacherLine(teacher: LessonRow['teachers'][number]): string {
  const name = shortName(teacher.family_name, teacher.given_name, teacher.patronymic);
  return teacher.replaces === null ? name : `${name} (замена, было: ${teacher.replaces})`;
}

const changeWords: Readonly<Record<string, string>> = {
  announced: 'Объявлен онлайн',
  edited: 'Изменён онлайн-урок',
  in_person: 'Возвращён в школу',
  cancelled: 'Отменён',
  restored: 'Возвращён в расписание',
  substituted: 'Замена учителя или кабинета',
  moved: 'Перенесён',
  timetable: 'Изменился вместе с расписанием',
};

function historyLine(change: ChangeRow, look: LessonLook): { text: string; when: string } {
  const who =
    change.family_name === null
      ? ''
      : `, ${shortName(change.family_name, change.given_name ?? '', change.patronymic)}`;
  const why = change.reason === '' ? '' : `: ${change.reason}`;
  return {
    text: `${changeWords[change.kind] ?? change.kind}${who}${why}`,
    when: momentSaid(change.at, look.now, look.school.timeZone),
  };
}

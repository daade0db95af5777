import sql from 'sql-template-tag';
import { loadWaits } from '../feedback/waits.ts';
import { type LessonLeft, lessonsLeft } from '../service-register/lessons-left.ts';
import { statusLabels } from '../service-register/status.ts';
import {
  addDays,
  counted,
  dayLong,
  dayShort,
  daysOfWeek,
  momentSaid,
  nb,
  plural,
  relativeDay,
} from '../web/dates.ts';
import { page, type Reply } from '../web/reply.ts';
import { urls } from '../web/urls.ts';
import { feedbackLinks, feedbackTasks } from './coordinator-feedback.ts';
import {
  LATE_DAYS,
  listRegisterChanges,
  loadSchoolState,
  type RegisterChangeRow,
  type SchoolStateRow,
} from './coordinator-queries.ts';
import { type DutyRow, dutyItems } from './duties.ts';
import { type CoordinatorHome, coordinatorHome, type Figures } from './pages.ts';
import type { HomeContext } from './personal.ts';

const MOST_LESSONS = 6;

/** GET / of the coordinator: whether the order is kept, what to do, and for a new school the first steps. */
export async function showCoordinatorHome({ db, actor, now, today, school }: HomeContext): Promise<Reply> {
  const days = daysOfWeek(today);
  const week = { from: days[0] ?? today, to: days[6] ?? today };
  const state = await loadSchoolState(db, actor, { today, now, week, timeZone: school.timeZone });
  const left = await lessonsLeft(db, { now, today, limit: MOST_LESSONS });
  const register = await listRegisterChanges(db, 5);
  const waits = await loadWaits(db, sql`true`, today);
  const dayName = dayLong(today);
  const model: CoordinatorHome = {
    head: {
      crumb: [{ text: dayName.charAt(0).toUpperCase() + dayName.slice(1) }],
      title: 'Соответствие порядку',
    },
    steps: stepsOf(state),
    figures: figuresOf(state),
    tasks: [
      ...dutyTasks(state.duties, today),
      ...feedbackTasks(state, waits, today),
      ...tasksOf(state, left, today),
    ],
    feedback: feedbackLinks(state, waits),
    noTasks:
      'Срочных дел нет. Здесь появятся уроки без разрешённого сервиса, классы без канала и сервисы, срок которых подходит к концу.',
    register: register.map((change) => ({
      href: urls.service(change.service_id),
      text: nb(registerWords(change)),
      when: nb(`${momentSaid(change.at, now, school.timeZone)}. ${change.order_reference}`),
    })),
    timetable: timetableOf(state, today),
    quick: [
      { href: urls.onlinePeriodNew(), text: 'Онлайн-дни', icon: 'calendar-days' },
      { href: urls.serviceNew(), text: 'Внести сервис', icon: 'plus' },
      { href: urls.channels(), text: 'Каналы классов', icon: 'link' },
      { href: urls.absences(), text: 'Пропуски', icon: 'user-x' },
      { href: urls.concerns(), text: 'Под вниманием', icon: 'user-check' },
    ],
  };
  return page(coordinatorHome, model, { title: model.head.title });
}

/** The first steps of a school, ticked by what the database holds; null once all are done. */
function stepsOf(state: SchoolStateRow): CoordinatorHome['steps'] {
  const steps = [
    {
      href: urls.schoolYear(),
      text: 'Учебный год и каникулы',
      hint: 'Когда начинается и кончается год, четверти, выходные дни',
      isDone: state.has_year,
    },
    {
      href: urls.bells(),
      text: 'Звонки',
      hint: 'Когда начинаются и кончаются уроки',
      isDone: state.has_bells,
    },
    {
      href: urls.timetableNew(),
      text: 'Расписание',
      hint: 'Файл aSc Timetables: классы, учителя и уроки появятся из него',
      isDone: state.version_name !== null,
    },
    {
      href: urls.services(),
      text: 'Сервисы',
      hint: 'Какие сервисы разрешены приказом и для чего',
      isDone: state.has_approved_service,
    },
    {
      href: urls.channels(),
      text: 'Каналы',
      hint: 'Где каждый класс проводит видеоуроки и переписывается',
      isDone: state.has_channel,
    },
  ];
  return steps.every((step) => step.isDone) ? null : steps;
}

function figuresOf(state: SchoolStateRow): Figures {
  const { online_today, online_week, late, left_without_service, unfilled, classes, classes_without_video } =
    state;
  const bare = state.pupils_without_measure;
  return {
    label: 'Главное в числах',
    figures: [
      {
        href: urls.onlineLessons(),
        value: String(online_today),
        label: `${plural(online_today, 'онлайн-урок', 'онлайн-урока', 'онлайн-уроков')} сегодня`,
        about: `за неделю ${online_week}`,
        tone: null,
      },
      {
        href: urls.onlineLessons({ show: 'late' }),
        value: String(late),
        label: plural(late, 'урок объявлен поздно', 'урока объявлены поздно', 'уроков объявлены поздно'),
        about: nb(`за ${counted(LATE_DAYS, 'день', 'дня', 'дней')} и впереди`),
        tone: late > 0 ? 'warn' : null,
      },
      {
        href: urls.onlineLessons({ show: 'left' }),
        value: String(left_without_service),
        label: `${plural(left_without_service, 'урок', 'урока', 'уроков')} без разрешённого сервиса`,
        about: left_without_service > 0 ? 'нужен другой сервис или формат' : 'всё в порядке',
        tone: left_without_service > 0 ? 'bad' : null,
      },
      {
        href: urls.channels(),
        value: String(classes_without_video),
        label: nb(
          `${plural(classes_without_video, 'класс', 'класса', 'классов')} без канала для видеоуроков`,
        ),
        about: `всего классов ${classes}`,
        tone: classes_without_video > 0 ? 'warn' : null,
      },
      {
        href: urls.concerns(bare > 0 ? { show: 'bare' } : {}),
        value: String(bare),
        label: nb(`${plural(bare, 'ученик', 'ученика', 'учеников')} под вниманием без мер`),
        about: nb(`всего под вниманием ${state.pupils_concerned}`),
        tone: bare > 0 ? 'warn' : null,
      },
      {
        href: urls.registers(),
        value: String(unfilled),
        label: plural(unfilled, 'журнал не заполнен', 'журнала не заполнены', 'журналов не заполнено'),
        about: unfilled > 0 ? 'онлайн-уроки, которые прошли' : 'всё в порядке',
        tone: unfilled > 0 ? 'warn' : null,
      },
    ],
  };
}

/** The coordinator's own measures. */
function dutyTasks(duties: readonly DutyRow[], today: string): CoordinatorHome['tasks'] {
  return dutyItems(duties, today).map(({ isSoon, ...item }) => ({ ...item, isLate: isSoon }));
}

/** What to do, the soonest first. */
function tasksOf(
  state: SchoolStateRow,
  left: readonly LessonLeft[],
  today: string,
): CoordinatorHome['tasks'] {
  const tasks = left.map((lesson) => ({
    href: urls.lesson(lesson.lesson_id),
    text: nb(
      `${lesson.subject}, ${lesson.group_name}: сервис «${lesson.service_name}» ${statusLabels[lesson.status]}`,
    ),
    due: nb(`урок ${relativeDay(lesson.day, today)}`),
    isLate: lesson.day <= addDays(today, 1),
  }));
  const more = state.left_without_service - left.length;
  if (more > 0) {
    const text = nb(`И ещё ${counted(more, 'урок', 'урока', 'уроков')} без разрешённого сервиса`);
    tasks.push({ href: urls.onlineLessons({ show: 'left' }), text, due: 'впереди', isLate: false });
  }
  for (const service of state.ending_services) {
    tasks.push({
      href: urls.service(service.id),
      text: nb(`Продлите или замените сервис «${service.name}»`),
      due: nb(`действует до ${dayShort(service.last_day)}`),
      isLate: service.last_day <= addDays(today, 7),
    });
  }
  if (state.classes_without_video > 0) {
    const classes = counted(state.classes_without_video, 'класса', 'классов', 'классов');
    const text = nb(`Закрепите канал для видеоуроков: его нет у ${classes}`);
    tasks.push({ href: urls.channels(), text, due: 'без канала ссылку вводят вручную', isLate: false });
  }
  return tasks;
}

const registerActions: Readonly<Record<RegisterChangeRow['action'], string>> = {
  created: 'внесён в реестр',
  edited: 'изменён',
  suspended: 'приостановлен',
  resumed: 'снова разрешён',
  withdrawn: 'выведен',
};

function registerWords(change: RegisterChangeRow): string {
  return `${change.service_name}: ${registerActions[change.action]}`;
}

function timetableOf(state: SchoolStateRow, today: string): CoordinatorHome['timetable'] {
  const { version_name: name, version_starts_on: from } = state;
  if (name === null || from === null) {
    return {
      text: 'Расписания ещё нет: загрузите файл, и уроки появятся у всех.',
      href: urls.timetableNew(),
    };
  }
  const since = from > today ? `вступит в силу ${dayShort(from)}` : `действует с ${dayShort(from)}`;
  return { text: nb(`${name}, ${since}`), href: urls.timetables() };
}

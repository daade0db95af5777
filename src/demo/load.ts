/**
 * The demo school and the small school of the tests, of one make.
 *
 * `loadSmallSchool(db, { today, now })` fills an empty, migrated database: classes 7А, 7Б and 3Б with nine pupils
 * each, the whole cast (`cast.ts`: logins, names, classes, passwords; `castMember('sonya')`), sixteen teachers, a
 * timetable, bells, terms, the order's services with a channel of each class for each purpose, lessons of the whole
 * year, online lessons yesterday, today and in the coming days with notices, reading marks and entries.
 * `loadDemoSchool` does the same for 45 classes. `today` is the school's local day; it is always a day of lessons
 * (`calendar.ts` says how). The same day gives the same school: find people by login, lessons by class, day and teacher.
 * Both answer with who can sign in by which password.
 */
import sql from 'sql-template-tag';
import { hashSecret } from '../accounts/password-hash.ts';
import type { Db } from '../db/db.ts';
import type { AnswerKeys } from '../feedback/answer-token.ts';
import { usualBells } from '../school-start/school-year.ts';
import {
  insertHealthLimits,
  insertRegulation,
  insertResponsiblePersons,
  insertSchool,
  insertSchoolYear,
  insertStandardServices,
  responsiblePersons,
  type SchoolFacts,
} from '../school-start/start-school.ts';
import { makeLessons } from '../timetable/lessons-from-slots.ts';
import { writeAbsences } from './absences.ts';
import { CAST } from './cast.ts';
import { changeLessons } from './changed-lessons.ts';
import { writeChannels } from './channels.ts';
import { writeConsultations } from './consultations.ts';
import { writeEntries } from './entries.ts';
import { planFates } from './fates.ts';
import { writeMeasures } from './measures.ts';
import { writeNotices } from './notices.ts';
import { lateToday, setLessonsOnline } from './online-lessons.ts';
import { writeParentsDay } from './parents-day.ts';
import { pickPastLessons } from './past-lessons.ts';
import { LessonsByDay, pickOnlineLessons } from './pick-lessons.ts';
import { UNKNOWN_PASSWORD } from './plan-people.ts';
import { planSchool, type SchoolPlan } from './plan-school.ts';
import { writePulse } from './pulse.ts';
import { writeQuestions } from './questions.ts';
import { random } from './random.ts';
import { writeRegisters } from './registers.ts';
import { writeSignIns } from './sign-ins.ts';
import type { ClassSpec } from './staff.ts';
import { writeSurveys } from './surveys.ts';
import { writeTickets } from './tickets.ts';
import { moveIdsOn, writePeople, writeTeaching } from './write-school.ts';

/** Somebody who can sign in to the demo, for the printed list. */
export interface SignIn {
  login: string;
  password: string;
  /** «Ковалёва Елена Петровна». */
  name: string;
  /** In Russian: «учитель математики, классный руководитель 7А». */
  about: string;
}

export interface DemoTime {
  /** The school's local day, '2026-11-24'. */
  today: string;
  now: Temporal.Instant;
  /** The portal's keys for answers without a name; without them nobody has answered the survey that is open. */
  keys?: AnswerKeys | null;
}

export const DEMO_TIME_ZONE = 'Europe/Kaliningrad';

const SEED = 11;
const PAST_SEED = 13;
const DAYS_OF_ENTRIES = 28;
/** With this one Елена Ковалёва and Наталья Орлова teach 7А and 7Б on every weekday. */
const SMALL_SEED = 62;
const SCHOOL: SchoolFacts = {
  name: 'МАОУ СОШ № 11 им. Т. А. Апакидзе',
  shortName: 'СОШ № 11',
  city: 'Калининград',
  timeZone: DEMO_TIME_ZONE,
  directorName: 'Мальцева Е. М.',
  supportPhone: '+7 900 000-11-49',
  supportEmail: 'help@school11.example',
  supportHours: 'по будням с 8:00 до 17:00',
  daysPerWeek: 5,
  isDemo: true,
};
const ORDER = { number: '149/5-д', date: '2024-09-02' };

/** How many classes each grade has, grade 1 first: 45 in all. */
const CLASSES_BY_GRADE = [5, 4, 4, 4, 5, 5, 4, 4, 4, 3, 3];
const LETTERS = 'АБВГД';
const TEACHERS = 80;
const SMALL_SIZE = 9;

/** Fills an empty database with the demo school: 45 classes, 80 teachers, about 1,200 pupils. */
export function loadDemoSchool(db: Db, time: DemoTime): Promise<SignIn[]> {
  const classes = CLASSES_BY_GRADE.flatMap((count, index) =>
    [...LETTERS.slice(0, count)].map((letter, place): ClassSpec => {
      const grade = index + 1;
      return { grade, letter, size: sizeOf(grade, place) };
    }),
  );
  return load(db, time, { classes, teacherCount: TEACHERS, isSmall: false });
}

/** Fills an empty database with three classes and the cast. */
export function loadSmallSchool(db: Db, time: DemoTime): Promise<SignIn[]> {
  const classes = [
    { grade: 3, letter: 'Б', size: SMALL_SIZE },
    { grade: 7, letter: 'А', size: SMALL_SIZE },
    { grade: 7, letter: 'Б', size: SMALL_SIZE },
  ];
  return load(db, time, { classes, teacherCount: null, isSmall: true });
}

/** From 24 to 30 pupils: fewer in the last grades and in the later letters. */
function sizeOf(grade: number, place: number): number {
  return 29 - ((grade * 2 + place * 3) % 5) - (grade >= 10 ? 1 : 0) + (grade === 1 ? 1 : 0);
}

interface SizeOfSchool {
  classes: ClassSpec[];
  teacherCount: number | null;
  isSmall: boolean;
}

async function load(db: Db, time: DemoTime, size: SizeOfSchool): Promise<SignIn[]> {
  const [plan, hashes] = await Promise.all([
    planSchool({ ...size, seed: size.isSmall ? SMALL_SEED : SEED, today: time.today }),
    hashPasswords(),
  ]);
  await db.transaction((tx) => write(tx, plan, hashes, time, size.isSmall));
  return CAST.filter((one) => one.maySignIn).map((one) => ({
    login: one.login,
    password: one.password,
    name: [one.familyName, one.givenName, one.patronymic].filter(Boolean).join(' '),
    about: one.about,
  }));
}

/** The hash of each printed password by login, and one of a password that is thrown away for everybody else. */
async function hashPasswords(): Promise<Map<string, string>> {
  const passwords: [string, string][] = CAST.map((one) => [one.login, one.password]);
  passwords.push([UNKNOWN_PASSWORD, crypto.randomUUID()]);
  return new Map(
    await Promise.all(passwords.map(async ([name, text]) => [name, await hashSecret(text)] as const)),
  );
}

async function write(
  tx: Db,
  plan: SchoolPlan,
  hashes: ReadonlyMap<string, string>,
  { now, keys = null }: DemoTime,
  isSmall: boolean,
): Promise<void> {
  const { calendar, rows, cast } = plan;
  const coordinator = cast.get('ivanenko') ?? 0;
  const madeAt = Temporal.PlainDate.from(calendar.startsOn)
    .subtract({ days: 5 })
    .toZonedDateTime({ timeZone: DEMO_TIME_ZONE, plainTime: '12:00' })
    .toInstant();
  await insertSchool(tx, SCHOOL);
  const yearId = await writeYear(tx, plan);
  await writePeople(tx, rows, hashes, madeAt);
  await writeOrder(tx, cast);
  const services = await insertStandardServices(tx, {
    order: ORDER,
    city: 'Калининград',
    by: coordinator,
    now: madeAt,
  });
  const teaching = { yearId, from: calendar.startsOn, by: coordinator, now: madeAt };
  const versionId = await writeTeaching(tx, rows, teaching);
  await moveIdsOn(tx, rows);
  await writeChannels(tx, { classes: rows.class, services, from: calendar.startsOn, now: madeAt });
  // On a busy machine a whole year of lessons may take longer than a statement of the portal may.
  await tx.run(sql`select set_config('statement_timeout', '120s', true)`);
  await makeLessons(tx, { versionId, from: calendar.startsOn, to: calendar.endsOn });
  await writeLife(tx, { plan, services, coordinator, now, keys, isSmall });
}

async function writeYear(tx: Db, { calendar }: SchoolPlan): Promise<number> {
  const yearId = await insertSchoolYear(tx, calendar, usualBells(SCHOOL.daysPerWeek));
  await tx.run(sql`
    insert into school_day (day, kind, follows_weekday, name)
    select m.day, 'moved', m."followsWeekday", m.name
    from jsonb_to_recordset(${JSON.stringify(calendar.moved)}::jsonb)
      as m(day date, "followsWeekday" smallint, name text)`);
  return yearId;
}

/** The order with its clauses, the limits, and the persons whom it names. */
async function writeOrder(tx: Db, cast: ReadonlyMap<string, number>): Promise<void> {
  await insertRegulation(tx, ORDER);
  await insertHealthLimits(tx);
  const coordinator = {
    personId: cast.get('ivanenko') ?? 0,
    name: 'Иваненко Т. В.',
    phone: '+7 900 000-11-01',
    email: 'ivanenko@mail.example',
  };
  const support = {
    personId: cast.get('litvinov') ?? 0,
    name: 'Литвинов А. В.',
    phone: SCHOOL.supportPhone,
    email: SCHOOL.supportEmail,
  };
  await insertResponsiblePersons(tx, responsiblePersons(coordinator, support), ORDER.date);
}

interface LifeTask {
  plan: SchoolPlan;
  services: ReadonlyMap<string, number>;
  coordinator: number;
  now: Temporal.Instant;
  keys: AnswerKeys | null;
  isSmall: boolean;
}

/** What goes on around today: online lessons, changes of lessons, the notices about both; and the history before. */
async function writeLife(tx: Db, task: LifeTask): Promise<void> {
  const { plan, now, isSmall } = task;
  const lessons = new LessonsByDay(plan, DEMO_TIME_ZONE);
  const picked = pickOnlineLessons(lessons, isSmall);
  const late = lateToday(picked, lessons, now);
  const announced = await setLessonsOnline(tx, { ...task, lessons, picked, late, chance: plan.chance });
  const changed = await changeLessons(tx, { lessons, taken: picked, isSmall, by: task.coordinator, now });
  const notices = [...announced, ...changed].sort((a, b) => Temporal.Instant.compare(a.at, b.at));
  await writeNotices(tx, notices, { cast: [...plan.cast.values()], today: plan.today, now });
  const past = pickPastLessons(lessons, picked, isSmall);
  await setLessonsOnline(tx, { ...task, ...past, lessons, chance: random(PAST_SEED) });
  await tx.run(sql`update lesson set status = 'held' where status = 'planned' and ends_at < ${now}`);
  await writeAttendance(tx, { ...task, lessons });
  if (!isSmall) await writeFeedback(tx, { ...task, lessons });
}

/** What families asked and were asked; tests begin without it. */
async function writeFeedback(tx: Db, task: LifeTask & { lessons: LessonsByDay }): Promise<void> {
  await writeQuestions(tx, task);
  await writeConsultations(tx, task);
  await writeParentsDay(tx, task);
  await writeSurveys(tx, task);
  await writePulse(tx, task.plan);
}

/** How pupils took part in the online lessons that have begun, and what the school did about it. */
async function writeAttendance(tx: Db, task: LifeTask & { lessons: LessonsByDay }): Promise<void> {
  const { plan, lessons, isSmall } = task;
  const fates = planFates(lessons, isSmall);
  const entriesFrom = Temporal.PlainDate.from(plan.today).subtract({ days: DAYS_OF_ENTRIES }).toString();
  const all = { ...task, fates, entriesFrom };
  if (!isSmall) await writeSignIns(tx, { startsOn: plan.calendar.startsOn, now: task.now });
  await writeAbsences(tx, all);
  await writeEntries(tx, all);
  await writeRegisters(tx, all);
  await writeTickets(tx, all);
  await writeMeasures(tx, all);
}

import { readFileSync } from 'node:fs';
import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../../src/db/db.ts';
import { readAsc } from '../../src/timetable-import/read-asc.ts';
import { storeImport } from '../../src/timetable-import/stored-import.ts';
import { understand } from '../../src/timetable-import/understand.ts';
import { lessonOf, personOf } from '../support/cast.ts';
import { engagementSamples } from './engagement-samples.ts';
import { absenceSamples } from './more-absences.ts';
import { answerSamples } from './more-answers.ts';
import { complaintSamples } from './more-complaints.ts';
import { consultationSamples } from './more-consultations.ts';
import { parentsDaySamples } from './more-parents-days.ts';
import { questionSamples } from './more-questions.ts';
import { surveySamples } from './more-surveys.ts';

/** What a path's parameters stand for, each by the names that the tables of the guards use. */
export type Samples = Readonly<Record<string, Readonly<Record<string, string>>>>;

const Named = z.object({ name: z.string(), id: z.number() });

/**
 * Objects of the small school by path parameter: each kind has one of every family or class that counts, and one
 * that is not there.
 */
export async function sampleObjects(db: Db, now: Temporal.Instant): Promise<Samples> {
  const lessons = await db.rows(
    Named,
    sql`
      select distinct on (k.name) k.name, l.id
      from lesson l join course c on c.id = l.course_id
      join study_group_class w on w.group_id = c.group_id and w.is_whole join class k on k.id = w.class_id
      join lesson_teacher t on t.lesson_id = l.id join account a on a.person_id = t.person_id
      where l.format = 'online' and l.status = 'planned' and l.day > '2026-11-24'
        and (k.name, a.login) in (('7А', 'orlova'), ('7Б', 'kovaleva'), ('3Б', 'petrova'))
      order by k.name, l.day
    `,
  );
  const notices = await db.rows(
    Named,
    sql`
      select k.name, min(n.notice_id) as id
      from notice_lesson n join lesson l on l.id = n.lesson_id join course c on c.id = l.course_id
      join study_group_class w on w.group_id = c.group_id join class k on k.id = w.class_id
      where l.id = any(${lessons.map((one) => one.id)}::bigint[]) group by k.name
    `,
  );
  const classes = await db.rows(Named, sql`select name, id from class where grade > 0`);
  const channels = await db.rows(
    Named,
    sql`select k.name, c.id from channel c join class k on k.id = c.class_id where c.purpose = 'messenger'`,
  );
  const one = async (statement: ReturnType<typeof sql>) => String((await db.row(Named, statement)).id);
  const questions = await questionSamples(db);
  return {
    lessonId: {
      ...byName(lessons),
      // kovaleva's lesson of sidorov's class, with its register
      '7Б, прошёл': String(await lessonOf(db, 'kovaleva', '2026-11-16', 6)),
      absent: '999999',
    },
    noticeId: { ...byName(notices), absent: '999999' },
    classId: { ...byName(classes), absent: '999999' },
    channelId: { ...byName(channels), absent: '999999' },
    childId: {
      Соня: String(await personOf(db, 'sonya')),
      Тимур: String(await personOf(db, 'timur')),
      Кирилл: String(await personOf(db, 'kirill')),
      absent: '999999',
    },
    serviceId: {
      any: await one(sql`select name, id from service where name = 'Сферум'`),
      absent: '999999',
    },
    responsibleId: {
      any: await one(sql`select name, id from responsible_person where ends_on is null order by id limit 1`),
      absent: '999999',
    },
    yearId: { any: await one(sql`select name, id from school_year order by id limit 1`), absent: '999999' },
    day: { any: await comingDayOff(db), absent: '2026-11-25' },
    importId: { any: String(await uploaded(db, now)), absent: '999999' },
    ...(await engagementSamples(db)),
    ...(await absenceSamples(db)),
    ...questions,
    ...(await answerSamples(db, questions)),
    ...(await parentsDaySamples(db)),
    ...(await complaintSamples(db)),
    ...(await consultationSamples(db)),
    ...(await surveySamples(db, now)),
    key: { Соня: await sessionKeyOf(db, 'sonya'), absent: '0'.repeat(64) },
  };
}

/** A path with its parameters filled in; `which` names the object that all of them stand for. */
export function fill(path: string, samples: Samples, which: string): string {
  return path.replace(/:(\w+)/g, (_whole, name: string) => {
    const value = samples[name]?.[which];
    if (value === undefined) throw new Error(`No sample «${which}» of :${name} in test/guards/samples.ts`);
    return value;
  });
}

function byName(rows: readonly z.output<typeof Named>[]): Record<string, string> {
  if (rows.length !== 3) throw new Error(`Expected one of each class, got ${JSON.stringify(rows)}`);
  return Object.fromEntries(rows.map((row) => [row.name, String(row.id)]));
}

async function comingDayOff(db: Db): Promise<string> {
  const Day = z.object({ day: z.string() });
  return (await db.row(Day, sql`select day from school_day where day > '2026-11-25' order by day limit 1`))
    .day;
}

async function uploaded(db: Db, at: Temporal.Instant): Promise<number> {
  const file = new URL('../timetable-import/fixtures/small.xml', import.meta.url);
  const reading = readAsc(readFileSync(file));
  if (!reading.ok) throw new Error(reading.words);
  const upload = { fileName: 'small.xml', sha256: '0'.repeat(64), uploadedBy: null, at };
  return storeImport(db, { ...upload, content: understand(reading.document) });
}

async function sessionKeyOf(db: Db, login: string): Promise<string> {
  const Key = z.object({ key: z.string() });
  const found = await db.maybeRow(
    Key,
    sql`
      select encode(sha256(convert_to(s.sid, 'UTF8')), 'hex') as key
      from session s join account a on a.person_id = s.person_id where a.login = ${login} order by s.expire limit 1
    `,
  );
  return found?.key ?? '1'.repeat(64);
}

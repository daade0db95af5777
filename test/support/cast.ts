import type { Express } from 'express';
import sql from 'sql-template-tag';
import * as z from 'zod';
import { createSchoolApp } from '../../src/app.ts';
import type { Db } from '../../src/db/db.ts';
import { castMember } from '../../src/demo/cast.ts';
import { type TestSchool, type TestSchoolOptions, testSchool } from './school.ts';
import { type Visitor, visitor } from './visitor.ts';

/** The small school with its portal, and a way to be one of the cast in it. */
export interface Stage {
  school: TestSchool;
  db: Db;
  app: Express;
  /** A visitor who signed in by the sign-in page as this member of the cast. */
  as(login: string): Promise<Visitor>;
}

/** The small school in a transaction of the test, and its portal. */
export async function stage(options: Omit<TestSchoolOptions, 'template'> = {}): Promise<Stage> {
  return stageOf(await testSchool({ ...options, template: 'school' }));
}

/** The portal over a school, and a way to be one of the cast in it. */
export function stageOf(school: TestSchool, app = createSchoolApp(school)): Stage {
  return {
    school,
    db: school.db,
    app,
    async as(login) {
      const one = visitor(app);
      const { password } = castMember(login);
      const done = await (await one.open('/sign-in')).form('/sign-in').submit({ login, password });
      if (done.status !== 303) throw new Error(`${login} could not sign in: ${done.status} ${done.words}`);
      return one;
    },
  };
}

const Found = z.object({ id: z.number() });

/** The number of the lesson that a member of the cast teaches on a day in a period. */
export async function lessonOf(db: Db, login: string, day: string, period: number): Promise<number> {
  const lesson = await db.row(
    Found,
    sql`
      select l.id from lesson l join lesson_teacher t on t.lesson_id = l.id join account a on a.person_id = t.person_id
      where a.login = ${login} and l.day = ${day} and l.period = ${period}
    `,
  );
  return lesson.id;
}

/** The person behind a login. */
export async function personOf(db: Db, login: string): Promise<number> {
  return (await db.row(Found, sql`select person_id as id from account where login = ${login}`)).id;
}

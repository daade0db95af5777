import type { DemoCalendar } from './calendar.ts';
import { CAST, CAST_FAMILIES, type CastMember } from './cast.ts';
import {
  birthDate,
  type Child,
  type Family,
  type Guardian,
  makeFamilies,
  OTHER_GUARDIANS_OF_CAST,
} from './families.ts';
import { type FamilyName, fatherOfAdult, givenName, latin, patronymic, type Sex } from './names.ts';
import type { Random } from './random.ts';
import type { AccountRow, PersonRow, SchoolRows } from './school-rows.ts';
import { type ClassSpec, classNameOf, type TeacherSpec } from './staff.ts';

/** The name under which everybody who is not of the cast has a password: one that nobody knows. */
export const UNKNOWN_PASSWORD = 'unknown';

const PEOPLE_FROM = '2020-09-01';
const PARENT_HAS_ACCOUNT = 0.95;
const PARENT_IS_ACTIVE = 0.94;
const PARENT_HAS_EMAIL = 0.8;
const PUPIL_IS_ACTIVE = 0.97;
const LAST_YOUNG_GRADE = 4;

export interface PeoplePlan {
  /** Person ids by login of the cast. */
  cast: Map<string, number>;
  /** Person ids by place in the staff. */
  teachers: number[];
  /** The pupils of each class with their sex, by name; whoever left is not among them. */
  pupils: { id: number; sex: Sex }[][];
}

export interface PeopleTask {
  classes: readonly ClassSpec[];
  staff: readonly TeacherSpec[];
  calendar: DemoCalendar;
  today: string;
  firstYear: number;
  familyNames: readonly FamilyName[];
  chance: Random;
}

/** Adds the school's people with roles, accounts, classes and families to `rows`; class ids are indexes plus one. */
export function planPeople(rows: SchoolRows, task: PeopleTask): PeoplePlan {
  const register = new Register(rows, task);
  const cast = new Map(CAST.map((member) => [member.login, register.addCast(member)]));
  const teachers = task.staff.map((one) =>
    one.castLogin ? (cast.get(one.castLogin) ?? 0) : register.addTeacher(one.sex),
  );
  register.addFamiliesOfCast(cast);
  const grades = task.classes.map((one) => one.grade);
  const places = task.classes.flatMap((one, index) =>
    Array.from({ length: Math.max(0, one.size - register.pupilsOf(index).length) }, () => index),
  );
  for (const family of makeFamilies(places, { ...task, grades })) register.addFamily(family);
  return { cast, teachers, pupils: task.classes.map((_, index) => register.pupilsOf(index)) };
}

class Register {
  private readonly rows: SchoolRows;
  private readonly task: PeopleTask;
  private readonly logins = new Set<string>();
  private readonly pupils: { id: number; sex: Sex; name: string }[][];
  /** When Пётр Громов left, and when Виктор Ершов's right ended. */
  private readonly leftOn: string;
  private readonly rightEndedOn: string;

  constructor(rows: SchoolRows, task: PeopleTask) {
    this.rows = rows;
    this.task = task;
    this.pupils = task.classes.map(() => []);
    const weekAgo = Temporal.PlainDate.from(task.today).subtract({ days: 7 }).toString();
    this.leftOn = weekAgo < `${task.firstYear}-10-14` ? weekAgo : `${task.firstYear}-10-14`;
    this.rightEndedOn = Temporal.PlainDate.from(task.today).subtract({ days: 40 }).toString();
  }

  /** The pupils of a class in the order of its list. */
  pupilsOf(classIndex: number): { id: number; sex: Sex }[] {
    const collator = new Intl.Collator('ru');
    return [...(this.pupils[classIndex] ?? [])].sort((a, b) => collator.compare(a.name, b.name));
  }

  addCast(member: CastMember): number {
    const classIndex = this.task.classes.findIndex((one) => classNameOf(one) === member.className);
    const isPupil = member.roles.includes('student');
    const leftOn = member.maySignIn ? null : this.leftOn;
    const grade = this.task.classes[classIndex]?.grade ?? 1;
    const person = this.person(member, {
      call_name: member.callName,
      birth_date: isPupil ? birthDate(this.task.chance, this.task.firstYear, grade) : null,
      email: isPupil && member.isYoung ? '' : `${member.login}@mail.example`,
      left_on: leftOn,
    });
    for (const role of member.roles) {
      this.rows.person_role.push({ person_id: person.id, role, starts_on: PEOPLE_FROM, ends_on: leftOn });
    }
    this.rows.account.push({
      person_id: person.id,
      login: member.login,
      password: member.login,
      is_young: member.isYoung,
      is_disabled: !member.maySignIn,
    });
    this.logins.add(member.login);
    if (isPupil) this.enrol(person, member.sex, classIndex, leftOn);
    return person.id;
  }

  addFamiliesOfCast(cast: ReadonlyMap<string, number>): void {
    for (const { guardian, child, relation, ended } of CAST_FAMILIES) {
      this.rows.guardianship.push({
        guardian_id: cast.get(guardian) ?? 0,
        student_id: cast.get(child) ?? 0,
        relation,
        starts_on: PEOPLE_FROM,
        ends_on: ended ? this.rightEndedOn : null,
      });
    }
    for (const one of OTHER_GUARDIANS_OF_CAST) {
      const person = this.person(one, { email: '' });
      this.role(person, 'parent');
      if (one.hasAccount) this.account(person, UNKNOWN_PASSWORD, false);
      this.guardianship(person, cast.get(one.child) ?? 0, one.relation);
    }
  }

  addTeacher(sex: Sex): number {
    const { chance, familyNames } = this.task;
    const name = {
      familyName: chance.pick(familyNames)[sex],
      givenName: givenName(chance, 'adult', sex),
      patronymic: patronymic(fatherOfAdult(chance), sex),
    };
    const person = this.person(name, {});
    this.role(person, 'teacher');
    const account = this.account(person, UNKNOWN_PASSWORD, false);
    person.email = `${account.login}@school11.example`;
    return person.id;
  }

  addFamily(family: Family): void {
    const { chance } = this.task;
    const children = family.children.map((child) => this.addChild(child));
    for (const guardian of family.guardians) {
      const id = this.addGuardian(guardian);
      for (const child of children) this.guardianship({ id }, child.id, guardian.relation);
    }
    for (const child of children) {
      const grade = this.task.classes[child.classIndex]?.grade ?? 1;
      const isActive = chance.chance(PUPIL_IS_ACTIVE);
      this.account(child.person, isActive ? UNKNOWN_PASSWORD : null, grade <= LAST_YOUNG_GRADE);
    }
  }

  private addChild(child: Child) {
    const person = this.person(child, { birth_date: child.birthDate, phone: '' });
    this.role(person, 'student');
    this.enrol(person, child.sex, child.classIndex, null);
    return { id: person.id, person, classIndex: child.classIndex };
  }

  private addGuardian(guardian: Guardian): number {
    const { chance } = this.task;
    const person = this.person(guardian, {});
    this.role(person, 'parent');
    if (chance.chance(PARENT_HAS_ACCOUNT)) {
      const account = this.account(person, chance.chance(PARENT_IS_ACTIVE) ? UNKNOWN_PASSWORD : null, false);
      if (chance.chance(PARENT_HAS_EMAIL)) person.email = `${account.login}@mail.example`;
    }
    return person.id;
  }

  private person(
    name: Pick<Guardian, 'familyName' | 'givenName' | 'patronymic'>,
    more: Partial<PersonRow>,
  ): PersonRow {
    const id = this.rows.person.length + 1;
    const row: PersonRow = {
      id,
      family_name: name.familyName,
      given_name: name.givenName,
      patronymic: name.patronymic,
      call_name: '',
      birth_date: null,
      phone: phoneNumber(id),
      email: '',
      left_on: null,
      ...more,
    };
    this.rows.person.push(row);
    return row;
  }

  private role(person: PersonRow, role: string): void {
    this.rows.person_role.push({ person_id: person.id, role, starts_on: PEOPLE_FROM, ends_on: null });
  }

  private account(person: PersonRow, password: string | null, isYoung: boolean): AccountRow {
    const base = `${latin(person.family_name)}.${latin(person.given_name).slice(0, 1)}`;
    let login = base;
    for (let number = 2; this.logins.has(login); number += 1) login = `${base}${number}`;
    this.logins.add(login);
    const row: AccountRow = { person_id: person.id, login, password, is_young: isYoung, is_disabled: false };
    this.rows.account.push(row);
    return row;
  }

  private enrol(person: PersonRow, sex: Sex, classIndex: number, endsOn: string | null): void {
    this.rows.enrolment.push({
      class_id: classIndex + 1,
      student_id: person.id,
      starts_on: this.task.calendar.startsOn,
      ends_on: endsOn,
    });
    const name = `${person.family_name} ${person.given_name}`;
    if (endsOn === null) this.pupils[classIndex]?.push({ id: person.id, sex, name });
  }

  private guardianship(guardian: { id: number }, studentId: number, relation: string): void {
    this.rows.guardianship.push({
      guardian_id: guardian.id,
      student_id: studentId,
      relation,
      starts_on: PEOPLE_FROM,
      ends_on: null,
    });
  }
}

/** A number of a range that no operator gives out, so that nobody is rung up by the demo. */
function phoneNumber(id: number): string {
  const digits = String((id * 7919) % 10_000).padStart(4, '0');
  return `+7 900 000-${digits.slice(0, 2)}-${digits.slice(2)}`;
}

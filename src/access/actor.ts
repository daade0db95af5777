import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { loneRoles, type Permission, permissionsOf, type Role, roles } from './permissions.ts';

/** In which of their roles somebody works: one of the lone roles, or all the others together. */
export type ActingAs = 'coordinator' | 'sysadmin' | 'personal';

const ActorRow = z.object({
  person_id: id,
  login: z.string(),
  family_name: z.string(),
  given_name: z.string(),
  patronymic: z.string(),
  is_young: z.boolean(),
  roles: z.array(z.enum(roles)),
  unread: z.number(),
  children: z.array(
    z.object({ id, call_name: z.string(), class_name: z.string().nullable(), class_id: id.nullable() }),
  ),
  headed_classes: z.array(z.object({ id, name: z.string() })),
  own_class: z.object({ id, name: z.string() }).nullable(),
});

/** A child whom a guardian may see today. */
export interface Child {
  id: number;
  /** «Соня»: how the child is called at home. */
  name: string;
  className: string | null;
  classId: number | null;
}

/** Who asks: the person behind the session, with the relations of this very moment. */
export interface Actor {
  personId: number;
  login: string;
  familyName: string;
  givenName: string;
  patronymic: string;
  /** A pupil of grades 1–4 (or so marked): guardians may enter lessons for them. */
  isYoung: boolean;
  /** All roles that are held today. */
  heldRoles: readonly Role[];
  actingAs: ActingAs;
  /** The roles that count now: a lone role by itself, or all the others. */
  roles: ReadonlySet<Role>;
  permissions: ReadonlySet<Permission>;
  /** Unread notices of those that this person may see. */
  unread: number;
  /** Children whom this guardian may see today; empty unless acting as a parent. */
  children: readonly Child[];
  /** Classes whose class teacher this is; empty unless acting as a teacher. */
  headedClasses: readonly { id: number; name: string }[];
  /** A pupil's class today. */
  ownClass: { id: number; name: string } | null;
}

/**
 * Loads who a session belongs to: one statement, read anew in every request, so that whoever loses a class,
 * a child or a role loses the sight of it at once.
 * @param today the school's local day, by which roles and relations count
 * @param wanted in which role the person chose to work; what they do not hold is ignored
 * @returns null where the account is disabled, was never activated, or holds no role today
 */
export async function loadActor(
  db: Db,
  personId: number,
  today: string,
  wanted: ActingAs | undefined,
): Promise<Actor | null> {
  const row = await db.maybeRow(
    ActorRow,
    sql`
      select p.id as person_id, a.login, p.family_name, p.given_name, p.patronymic, a.is_young,
        array(
          select r.role from person_role r
          where r.person_id = p.id and r.starts_on <= ${today} and (r.ends_on is null or r.ends_on >= ${today})
        ) as roles,
        (
          select count(*) from recipient n where n.person_id = p.id and n.read_at is null and (
            not exists (select from recipient_student s where s.recipient_id = n.id)
            or exists (
              select from recipient_student s left join guardianship g on g.student_id = s.student_id
                and g.guardian_id = p.id and g.starts_on <= ${today} and (g.ends_on is null or g.ends_on >= ${today})
              where s.recipient_id = n.id and (s.student_id = p.id or g.guardian_id is not null))
            or exists (
              select from notice_lesson l join lesson_teacher t on t.lesson_id = l.lesson_id
              where l.notice_id = n.notice_id and t.person_id = p.id))
        ) as unread,
        coalesce((
          select jsonb_agg(jsonb_build_object(
            'id', c.id, 'call_name', coalesce(nullif(c.call_name, ''), c.given_name),
            'class_name', k.name, 'class_id', k.id) order by k.grade desc nulls last, c.id)
          from guardianship g
          join person c on c.id = g.student_id and (c.left_on is null or c.left_on >= ${today})
          left join enrolment e on e.student_id = c.id and e.starts_on <= ${today}
            and (e.ends_on is null or e.ends_on >= ${today})
          left join class k on k.id = e.class_id
          where g.guardian_id = p.id and g.starts_on <= ${today} and (g.ends_on is null or g.ends_on >= ${today})
        ), '[]') as children,
        coalesce((
          select jsonb_agg(jsonb_build_object('id', k.id, 'name', k.name) order by k.grade, k.letter)
          from class k join school_year y on y.id = k.school_year_id
          where k.class_teacher_id = p.id and ${today} between y.starts_on and y.ends_on
        ), '[]') as headed_classes,
        (
          select jsonb_build_object('id', k.id, 'name', k.name)
          from enrolment e join class k on k.id = e.class_id
          where e.student_id = p.id and e.starts_on <= ${today} and (e.ends_on is null or e.ends_on >= ${today})
        ) as own_class
      from person p join account a on a.person_id = p.id
      where p.id = ${personId} and a.disabled_at is null and a.password_hash is not null
        and (p.left_on is null or p.left_on >= ${today})
    `,
  );
  return row === null || row.roles.length === 0 ? null : toActor(row, wanted);
}

function toActor(row: z.output<typeof ActorRow>, wanted: ActingAs | undefined): Actor {
  const actingAs = chooseActing(row.roles, wanted);
  const acting = actingAs === 'personal' ? row.roles.filter((role) => !loneRoles.includes(role)) : [actingAs];
  return {
    personId: row.person_id,
    login: row.login,
    familyName: row.family_name,
    givenName: row.given_name,
    patronymic: row.patronymic,
    isYoung: row.is_young,
    heldRoles: row.roles,
    actingAs,
    roles: new Set(acting),
    permissions: new Set(acting.flatMap((role) => permissionsOf[role])),
    unread: row.unread,
    children: acting.includes('parent')
      ? row.children.map((child) => ({
          id: child.id,
          name: child.call_name,
          className: child.class_name,
          classId: child.class_id,
        }))
      : [],
    headedClasses: acting.includes('teacher') ? row.headed_classes : [],
    ownClass: acting.includes('student') ? row.own_class : null,
  };
}

/** Whether somebody works at the school: they see every class and lesson. */
export function isStaff(actor: Pick<Actor, 'roles'>): boolean {
  return actor.roles.has('coordinator') || actor.roles.has('sysadmin') || actor.roles.has('teacher');
}

/** The roles somebody can choose between: each lone role, and all the others as one. */
export function choicesOfActing(held: readonly Role[]): ActingAs[] {
  const lone = loneRoles.filter((role) => held.includes(role)) as ('coordinator' | 'sysadmin')[]; // loneRoles holds these two only
  return held.some((role) => !loneRoles.includes(role)) ? [...lone, 'personal'] : lone;
}

function chooseActing(held: readonly Role[], wanted: ActingAs | undefined): ActingAs {
  const choices = choicesOfActing(held);
  return (wanted !== undefined && choices.includes(wanted) ? wanted : choices[0]) ?? 'personal';
}

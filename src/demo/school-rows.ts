/** The rows that a demo school is made of, table by table, with the ids that they will have. */

export interface PersonRow {
  id: number;
  family_name: string;
  given_name: string;
  patronymic: string;
  call_name: string;
  birth_date: string | null;
  phone: string;
  email: string;
  left_on: string | null;
}

export interface RoleRow {
  person_id: number;
  role: string;
  starts_on: string;
  ends_on: string | null;
}

export interface AccountRow {
  person_id: number;
  login: string;
  /** The password, known or not, by its name in the list of hashes; null: not activated. */
  password: string | null;
  is_young: boolean;
  is_disabled: boolean;
}

export interface ClassRow {
  id: number;
  grade: number;
  letter: string;
  class_teacher_id: number;
}

export interface EnrolmentRow {
  class_id: number;
  student_id: number;
  starts_on: string;
  ends_on: string | null;
}

export interface GuardianshipRow {
  guardian_id: number;
  student_id: number;
  relation: string;
  starts_on: string;
  ends_on: string | null;
}

export interface GroupRow {
  id: number;
  name: string;
}

export interface GroupClassRow {
  group_id: number;
  class_id: number;
  is_whole: boolean;
}

export interface GroupMemberRow {
  group_id: number;
  student_id: number;
  starts_on: string;
  ends_on: string | null;
}

export interface SubjectRow {
  id: number;
  name: string;
  short_name: string;
}

export interface CourseRow {
  id: number;
  subject_id: number;
  group_id: number;
}

export interface CourseTeacherRow {
  course_id: number;
  person_id: number;
}

export interface SlotRow {
  id: number;
  course_id: number;
  weekday: number;
  period: number;
  room: string;
}

export interface SchoolRows {
  person: PersonRow[];
  person_role: RoleRow[];
  account: AccountRow[];
  class: ClassRow[];
  enrolment: EnrolmentRow[];
  guardianship: GuardianshipRow[];
  study_group: GroupRow[];
  study_group_class: GroupClassRow[];
  study_group_member: GroupMemberRow[];
  subject: SubjectRow[];
  course: CourseRow[];
  course_teacher: CourseTeacherRow[];
  timetable_slot: SlotRow[];
}

/** No rows yet. */
export function noRows(): SchoolRows {
  return {
    person: [],
    person_role: [],
    account: [],
    class: [],
    enrolment: [],
    guardianship: [],
    study_group: [],
    study_group_class: [],
    study_group_member: [],
    subject: [],
    course: [],
    course_teacher: [],
    timetable_slot: [],
  };
}

import type {
  EmptyModel,
  ErrorSummaryModel,
  FieldModel,
  LinkModel,
  NoteModel,
  PageHeadModel,
  SelectModel,
  SummaryListModel,
  TagModel,
} from '../web/components.ts';
import { view } from '../web/view.ts';

export interface ParentsDaysPage {
  head: PageHeadModel;
  items: readonly { href: string; title: string; about: string; tag: TagModel }[];
  nothing: EmptyModel | null;
}

export const parentsDaysPage = view<ParentsDaysPage>('consultations/parents-days');

/** consultations/_parents-day-form.ejs: when it is, how long a talk lasts. */
export interface DayFormModel {
  action: string;
  version: number | null;
  name: FieldModel;
  day: FieldModel;
  starts: FieldModel;
  ends: FieldModel;
  turnMinutes: FieldModel;
  breakMinutes: FieldModel;
  cancelHours: FieldModel;
  words: FieldModel;
  button: string;
  cancel: LinkModel | undefined;
}

export interface ParentsDayNewPage {
  head: PageHeadModel;
  summary: ErrorSummaryModel | null;
  form: DayFormModel;
}

export const parentsDayNewPage = view<ParentsDayNewPage>('consultations/parents-day-new');

/** consultations/_place.ejs: the room of a teacher, or the service and the address of the call. */
export interface PlaceModel {
  label: string;
  room: { name: string; id: string; value: string; error: string | undefined };
  how: { name: string; id: string; options: readonly { value: string; label: string; selected: boolean }[] };
  link: { name: string; id: string; value: string; hint: string };
  isOnline: boolean;
}

/** A parents' day before it is announced, for the coordinator. */
export interface ParentsDayDraftPage {
  head: PageHeadModel;
  summary: ErrorSummaryModel | null;
  notes: readonly NoteModel[];
  facts: SummaryListModel;
  editing: { isOpen: boolean; form: DayFormModel };
  teachers: {
    action: string;
    version: number;
    lead: string;
    rows: readonly {
      id: string;
      value: number;
      checked: boolean;
      name: string;
      subjects: string;
      place: PlaceModel;
    }[];
  };
  announcement: { action: string; version: number; words: string } | null;
  removal: { action: string; version: number };
}

export const parentsDayDraftPage = view<ParentsDayDraftPage>('consultations/parents-day-draft');

/** An announced parents' day for the coordinator. */
export interface ParentsDayKeptPage {
  head: PageHeadModel;
  summary: ErrorSummaryModel | null;
  notes: readonly NoteModel[];
  tag: TagModel;
  facts: SummaryListModel;
  teachers: readonly {
    id: string;
    name: string;
    subjects: string;
    place: string;
    taken: string;
    change: {
      isOpen: boolean;
      action: string;
      version: number;
      teacherId: number;
      place: PlaceModel;
      reason: FieldModel;
      removal: string;
    } | null;
  }[];
  adding: {
    isOpen: boolean;
    action: string;
    version: number;
    teachers: SelectModel;
    room: FieldModel;
  } | null;
  cancellation: {
    isOpen: boolean;
    action: string;
    version: number;
    reason: FieldModel;
    words: string;
  } | null;
}

export const parentsDayKeptPage = view<ParentsDayKeptPage>('consultations/parents-day-kept');

/** consultations/_line.ejs: talks one after another. */
export interface LineModel {
  items: readonly {
    /** What lies between the talk before and this one; null where nothing does. */
    pause: string | null;
    time: string;
    title: string;
    place: string;
    about: string;
    tag: TagModel | null;
    href: string | null;
    /** Where another time is chosen for it. */
    move: string | null;
  }[];
}

/** An announced parents' day for families, pupils and teachers. */
export interface ParentsDayPage {
  head: PageHeadModel;
  summary: ErrorSummaryModel | null;
  notes: readonly NoteModel[];
  facts: SummaryListModel;
  own: { title: string; line: LineModel } | null;
  wishes: {
    title: string;
    action: string;
    children: readonly { legend: string; own: ChoiceListModel; others: ChoiceListModel | null }[];
    from: SelectModel;
    to: SelectModel;
  } | null;
  receiving: {
    title: string;
    place: string;
    turns: readonly { time: string; who: string; about: string }[];
    free: string;
  } | null;
  teachers: readonly { name: string; place: string; free: string }[];
}

export interface ChoiceListModel {
  empty: string | null;
  title: string;
  isOpen: boolean;
  choices: readonly { id: string; value: string; label: string; hint: string; checked: boolean }[];
}

export const parentsDayPage = view<ParentsDayPage>('consultations/parents-day');

/** Whoever calls is found by the child. */
export interface CallersPage {
  head: PageHeadModel;
  action: string;
  search: FieldModel;
  note: string | null;
  pupils: readonly {
    name: string;
    guardians: readonly { href: string; text: string; relation: string }[];
  }[];
}

export const callersPage = view<CallersPage>('consultations/callers');

/** The proposed order, before it is booked. */
export interface PlanPage {
  head: PageHeadModel;
  notes: readonly NoteModel[];
  said: string;
  line: LineModel;
  booking: {
    action: string;
    /** «child.turn» of each talk, with commas between. */
    turns: string;
    wishes: readonly { name: string; value: string }[];
    button: string;
  } | null;
  change: LinkModel;
  leftOut: readonly {
    title: string;
    why: string;
    waiting: { action: string; studentId: number } | null;
  }[];
}

export const planPage = view<PlanPage>('consultations/plan');

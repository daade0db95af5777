import type {
  ChipsModel,
  ChoicesModel,
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
import type { EntryModel } from '../web/lesson-components.ts';
import { view } from '../web/view.ts';
import type { OnlineFields } from './online-place.ts';

/** Turns of one day in a preview: «Четверг, 26 ноября» and the times. */
export interface DayOfTurns {
  day: string;
  times: readonly string[];
}

export interface OpeningPage {
  head: PageHeadModel;
  summary: ErrorSummaryModel | null;
  notes: readonly NoteModel[];
  /** What would be opened; null until it was asked for, and where it cannot be. */
  preview: {
    title: string;
    days: readonly DayOfTurns[];
    skipped: string | null;
    /** What the button says was seen. */
    fingerprint: string;
    button: string;
  } | null;
  action: string;
  cancel: string;
  repeat: ChoicesModel;
  firstDay: FieldModel;
  lastDay: FieldModel;
  starts: FieldModel;
  ends: FieldModel;
  turnMinutes: FieldModel;
  kind: ChoicesModel;
  places: FieldModel;
  format: ChoicesModel;
  room: FieldModel;
  online: OnlineFields;
  audience: ChoicesModel;
  attendees: ChoicesModel;
  topic: FieldModel;
  cancelHours: FieldModel;
  /** Shown where some of the turns clash: open the others. */
  skipTaken: ChoicesModel | null;
}

export const openingPage = view<OpeningPage>('consultations/new');

/** A line of a list that leads to a turn or a booking. */
export interface ConsultationItem {
  href: string;
  title: string;
  about: string;
  tags: readonly TagModel[];
}

export interface ItemsOfDay {
  id: string;
  title: string;
  items: readonly ConsultationItem[];
}

/** A time that is pressed: «16:00», with a word where it is not simply free. */
export interface SlotModel {
  href: string;
  time: string;
  /** «занято», «вы в очереди», «3 места»; empty: free. */
  word: string;
  state: 'free' | 'full' | 'waiting';
}

export interface SlotsOfDay {
  title: string;
  about: string;
  slots: readonly SlotModel[];
}

export interface ConsultationsPage {
  head: PageHeadModel;
  notes: readonly NoteModel[];
  /** Of the teacher. */
  toRecord: ToRecordModel['items'];
  teaching: {
    days: readonly (ItemsOfDay & { free: SlotsOfDay | null })[];
    empty: EmptyModel | null;
    more: string | null;
  } | null;
  /** Of the family. */
  invitations: readonly ConsultationItem[];
  booked: readonly ConsultationItem[];
  chips: ChipsModel | null;
  offered: {
    title: string;
    teachers: readonly { id: string; title: string; days: readonly SlotsOfDay[] }[];
    empty: EmptyModel | null;
  } | null;
  past: readonly ConsultationItem[];
  /** Of the coordinator: what is offered and used. */
  figures: {
    lead: string;
    /** Talks of the next days that families have booked. */
    coming: readonly ConsultationItem[];
    numbers: readonly { value: string; words: string }[];
    teachers: readonly { name: string; offered: string; taken: string; waiting: string; came: string }[];
  } | null;
  calendar: LinkModel | null;
}

export const consultationsPage = view<ConsultationsPage>('consultations/list');

/** Whoever has a place, as the teacher sees them. */
export interface BookedModel {
  title: string;
  about: string;
  words: string | null;
  tag: TagModel;
  outcome: LinkModel | null;
  cancel: { action: string; version: number } | null;
}

export interface PlaceFormModel {
  action: string;
  /** Whose place; null where there is but one pupil. */
  student: ChoicesModel | null;
  studentId: number | null;
  /** Who comes; null where that is settled. */
  attendee: ChoicesModel | null;
  attendeeValue: string;
}

export interface TurnPage {
  head: PageHeadModel;
  summary: ErrorSummaryModel | null;
  notes: readonly NoteModel[];
  tag: TagModel;
  facts: SummaryListModel;
  entry: EntryModel | null;
  /** The family's own bookings of this turn. */
  own: readonly ConsultationItem[];
  booking: (PlaceFormModel & { words: FieldModel }) | null;
  waiting: (PlaceFormModel & { anyTurn: ChoicesModel | null }) | null;
  waitingEnd: { action: string; studentId: number; words: string } | null;
  /** Other free turns of the same teacher, where this one is full. */
  others: readonly ConsultationItem[];
  /** Of the teacher. */
  booked: {
    title: string;
    items: readonly BookedModel[];
    empty: string | null;
    waiting: string | null;
  } | null;
  invitation: { action: string; who: SelectModel; words: FieldModel } | null;
  change: LinkModel | null;
  cancel: LinkModel | null;
}

export const turnPage = view<TurnPage>('consultations/turn');

export interface CancellationPage {
  head: PageHeadModel;
  summary: ErrorSummaryModel | null;
  notes: readonly NoteModel[];
  action: string;
  version: number;
  reason: FieldModel;
  button: string;
  cancel: string;
}

export const cancellationPage = view<CancellationPage>('consultations/cancellation');

export interface SeriesPage {
  head: PageHeadModel;
  summary: ErrorSummaryModel | null;
  notes: readonly NoteModel[];
  /** For the teacher alone. */
  change: {
    action: string;
    version: number;
    topic: FieldModel;
    /** In the school. */
    room: FieldModel | null;
    online: OnlineFields | null;
  } | null;
  cancel: string;
  /** Cancels what is left of it. */
  end: { action: string; version: number; reason: FieldModel } | null;
}

export const seriesPage = view<SeriesPage>('consultations/series');

export interface BookingPage {
  head: PageHeadModel;
  summary: ErrorSummaryModel | null;
  notes: readonly NoteModel[];
  tag: TagModel;
  facts: SummaryListModel;
  entry: EntryModel | null;
  invitation: { words: string; accept: string; refuse: string; version: number } | null;
  outcome: string | null;
  calendar: LinkModel | null;
  move: LinkModel | null;
  cancel: { action: string; version: number; reason: FieldModel | null; button: string } | null;
  /** Why the family cannot cancel by itself any more, and whom to call. */
  tooLate: string | null;
}

export const bookingPage = view<BookingPage>('consultations/booking');

export interface MovePage {
  head: PageHeadModel;
  summary: ErrorSummaryModel | null;
  notes: readonly NoteModel[];
  action: string;
  version: number;
  turns: SelectModel | null;
  empty: EmptyModel | null;
  cancel: string;
}

export const movePage = view<MovePage>('consultations/move');

export interface OutcomePage {
  head: PageHeadModel;
  summary: ErrorSummaryModel | null;
  notes: readonly NoteModel[];
  action: string;
  version: number;
  came: ChoicesModel;
  outcome: FieldModel;
  cancel: string;
}

export const outcomePage = view<OutcomePage>('consultations/outcome');

/** consultations/_to_record.ejs: each leads to its outcome; that it took place is one press. */
export interface ToRecordModel {
  items: readonly (ConsultationItem & { version: number })[];
}

/** _items.ejs */
export interface ItemsModel {
  items: readonly ConsultationItem[];
}

import type { PulseModel } from '../feedback/pulse-offer.ts';
import type {
  ActionModel,
  ChoicesModel,
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

export interface ParticipantModel {
  name: string;
  told: TagModel;
  guardians: string;
  guardiansTag: TagModel | null;
  entered: string;
  /** Said that they cannot get in: when, and in which words. */
  call: TagModel | null;
  callWords: string;
}

export interface LessonPage {
  head: PageHeadModel;
  tags: readonly TagModel[];
  notes: readonly NoteModel[];
  entry: EntryModel | null;
  /** Help for whoever cannot get in; null where there is none to call. */
  help: {
    action: string;
    buttons: readonly { studentId: number; label: string }[];
    /** What was said already… */
    said: readonly string[];
    /** …and whom to call then. */
    call: { words: string; link: LinkModel | null };
  } | null;
  /** «Как прошёл урок»: null where there is nothing to tell of. */
  pulse: PulseModel | null;
  facts: SummaryListModel;
  /** To the questions about it and to the answers of the course. */
  questions: readonly ActionModel[];
  participants: { summary: string; rows: readonly ParticipantModel[] } | null;
  history: readonly { text: string; when: string }[];
  /** Acts that need a press and no form. */
  acts: readonly { action: string; label: string; version: number }[];
}

export const lessonPage = view<LessonPage>('lessons/lesson');

interface FormPage {
  head: PageHeadModel;
  summary: ErrorSummaryModel | null;
  notes: readonly NoteModel[];
  action: string;
  version: number;
  cancel: string;
}

export interface FormatPage extends FormPage {
  source: ChoicesModel;
  service: SelectModel;
  link: FieldModel;
  topic: FieldModel;
  preparation: FieldModel;
  scope: ChoicesModel;
  until: FieldModel;
  late: { lead: string; reason: SelectModel; words: FieldModel } | null;
  button: string;
}

export const formatPage = view<FormatPage>('lessons/format');

export interface CancellationPage extends FormPage {
  reason: FieldModel;
}

export const cancellationPage = view<CancellationPage>('lessons/cancellation');

export interface RearrangementPage extends FormPage {
  teacher: SelectModel;
  room: FieldModel;
  day: FieldModel;
  period: SelectModel;
  reason: FieldModel;
}

export const rearrangementPage = view<RearrangementPage>('lessons/rearrangement');

export interface OnlinePeriodPage {
  head: PageHeadModel;
  summary: ErrorSummaryModel | null;
  notes: readonly NoteModel[];
  action: string;
  cancel: string;
  /** Box «вся школа»; null where only own classes are offered. */
  everybody: ChoicesModel | null;
  classes: ChoicesModel;
  from: FieldModel;
  to: FieldModel;
  service: SelectModel;
  late: { lead: string; reason: SelectModel; words: FieldModel };
}

export const onlinePeriodPage = view<OnlinePeriodPage>('lessons/online-period');

export interface OnlinePeriodConfirmation {
  head: PageHeadModel;
  facts: SummaryListModel;
  left: readonly { text: string; href: string }[];
  leftTitle: string;
  action: string;
  cancel: string;
  hidden: readonly { name: string; value: string }[];
}

export const onlinePeriodConfirmation = view<OnlinePeriodConfirmation>('lessons/online-period-confirmation');

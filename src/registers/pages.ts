import type {
  ErrorSummaryModel,
  FieldModel,
  NoteModel,
  PageHeadModel,
  SelectModel,
} from '../web/components.ts';
import { view } from '../web/view.ts';
import type { HintModel } from './hints.ts';
import type { ParticipantsModel } from './participants-model.ts';

/** One of a row of choices that are pressed like buttons. */
export interface PressModel {
  id: string;
  value: string;
  text: string;
  /** What a screen reader adds to the text. */
  about: string;
  checked: boolean;
}

/** registers/_pupil.ejs: a pupil in the form. */
export interface PupilModel {
  id: number;
  number: string;
  name: string;
  hints: readonly HintModel[];
  attendance: { name: string; presses: readonly PressModel[] };
  minutes: { name: string; id: string; value: string; isWrong: boolean };
  activity: { name: string; presses: readonly PressModel[] };
  remark: { name: string; id: string; value: string };
  isRemarkOpen: boolean;
  errors: readonly string[];
  errorId: string;
  /** What somebody else marked meanwhile: «Орлова Н. И. в 10:52: опоздание, 5 минут». */
  theirs: string | null;
}

/** registers/_form.ejs */
export interface RegisterFormModel {
  action: string;
  /** What the fields hold, for the script: what is saved, what was refused, or what was kept over another press. */
  holds: 'saved' | 'refused' | 'kept';
  version: string;
  lead: string;
  /** What the numbers of activity mean. */
  help: string;
  pupils: readonly PupilModel[];
  participants: ParticipantsModel;
  /** Under the counts: when guardians are told, and until when marks are corrected. */
  note: string;
}

/** registers/_marks.ejs: the marks to be read only. */
export interface MarksTable {
  rows: readonly { name: string; mark: string; hints: readonly HintModel[] }[];
}

/** registers/_history.ejs */
export interface RegisterHistory {
  saves: readonly { when: string; who: string; lines: readonly string[] }[];
}

/** registers/_not-held.ejs: the form that says why a lesson did not take place. */
export interface NotHeldForm {
  action: string;
  version: string;
  isOpen: boolean;
  warning: string | null;
  reason: SelectModel;
  words: FieldModel;
}

/** The register of an online lesson. */
export interface RegisterPage {
  head: PageHeadModel;
  summary: ErrorSummaryModel | null;
  notes: readonly NoteModel[];
  /** «Заполнен сегодня в 10:52, Ковалёва Е. П.»; null: not filled. */
  state: { text: string; isFilled: boolean };
  form: RegisterFormModel | null;
  marks: MarksTable | null;
  notHeld: NotHeldForm | null;
  history: RegisterHistory | null;
}

export const registerPage = view<RegisterPage>('registers/register');

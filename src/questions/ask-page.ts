import type { FileUploadModel } from '../attachments/attachment-model.ts';
import type {
  ChipsModel,
  ChoicesModel,
  EmptyModel,
  ErrorSummaryModel,
  FieldModel,
  LinkModel,
  PageHeadModel,
} from '../web/components.ts';
import { view } from '../web/view.ts';
import type { RudeNote } from './rude-note.ts';

export interface AskPage {
  head: PageHeadModel;
  summary: ErrorSummaryModel | null;
  /** Whose question it is; null where there is one pupil. */
  chips: ChipsModel | null;
  /** Why nobody can be asked, and what to do. */
  nothing: EmptyModel | null;
  /** Whom to ask, where the address does not say. */
  addressees: readonly { href: string; title: string; about: string }[];
  form: {
    action: string;
    /** The one teacher; null where `teachers` is a choice. */
    teacher: { id: number; name: string } | null;
    teachers: ChoicesModel | null;
    topic: ChoicesModel;
    body: FieldModel;
    files: FileUploadModel;
    rude: RudeNote | null;
    /** Who will read it. */
    readers: string;
    cancel: string;
    /** Where it may have been answered already. */
    answers: LinkModel | null;
  } | null;
}

export const askPage = view<AskPage>('questions/new');

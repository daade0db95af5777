import type { AttachmentsModel, FileUploadModel } from '../attachments/attachment-model.ts';
import type {
  ErrorSummaryModel,
  FieldModel,
  LinkModel,
  NoteModel,
  PageHeadModel,
  TagModel,
} from '../web/components.ts';
import { view } from '../web/view.ts';
import type { AnswerPanel } from './answer-model.ts';
import type { RudeNote } from './rude-note.ts';

/** _message.ejs: one message in its place. */
export interface MessageItem {
  /** Of the element, so that a link can lead to it. */
  anchor: string;
  isOwn: boolean;
  isUnread: boolean;
  who: string;
  when: string;
  tag: TagModel | null;
  /** Lines as they were written; empty where it was withdrawn. */
  body: string;
  /** «Сообщение отозвано вчера, 17:40»; null where it stands. */
  withdrawn: string | null;
  files: AttachmentsModel | null;
  /** «Прочитано сегодня, 10:05»; null where it says nothing to whoever looks. */
  read: string | null;
  withdraw: { action: string } | null;
  /** The press «Пожаловаться»; null where there is nothing to complain of. */
  complaint: { action: string } | null;
  /** «Вы пожаловались на это сообщение»; null where not. */
  complained: string | null;
}

/** What stands in the course of the thread: a message, or that the question was handed on. */
export type ThreadItem =
  | { kind: 'message'; message: MessageItem }
  | { kind: 'event'; text: string; when: string };

export interface ThreadPage {
  head: PageHeadModel;
  summary: ErrorSummaryModel | null;
  notes: readonly NoteModel[];
  tag: TagModel;
  /** «Ответят до среды, 26 ноября»; empty where nothing is to be said. */
  standing: string;
  items: readonly ThreadItem[];
  /** The press «Прочитано»; null where all is read, or the look does not count. */
  reading: { action: string } | null;
  reply: {
    action: string;
    version: number;
    title: string;
    /** False where nothing is asked of the family: the form is folded. */
    isOpen: boolean;
    hint: string;
    body: FieldModel;
    files: FileUploadModel;
    rude: RudeNote | null;
  } | null;
  answer: AnswerPanel | null;
  closing: { action: string; version: number; button: string } | null;
  /** More to do from here. */
  links: readonly LinkModel[];
}

export const threadPage = view<ThreadPage>('questions/thread');

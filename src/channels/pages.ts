import type {
  ConfirmModel,
  EmptyModel,
  ErrorSummaryModel,
  FieldModel,
  NoteModel,
  PageHeadModel,
  SelectModel,
  TagModel,
} from '../web/components.ts';
import { view } from '../web/view.ts';

/** Which service serves which class, group or course. */
export interface ChannelListPage {
  head: PageHeadModel;
  /** What is missing, for those who can mend it. */
  gaps: NoteModel | null;
  /** Classes by purposes; null for those who keep no class. */
  classes: { caption: string; columns: readonly string[]; rows: readonly ClassChannels[] } | null;
  /** Channels of groups and courses that somebody keeps. */
  others: ChannelGroups;
  /** Channels that somebody may enter and does not keep. */
  shared: ChannelGroups;
  empty: EmptyModel | null;
}

export interface ClassChannels {
  name: string;
  cells: readonly {
    label: string;
    channels: readonly ChannelCell[];
    add: { href: string; about: string } | null;
  }[];
}

export interface ChannelCell {
  text: string;
  href: string | null;
  about: string;
  tag: TagModel | null;
}

export interface ChannelLine extends ChannelCell {
  purpose: string;
  /** The form that leads into the channel; null where it serves later, or its service may not be used now. */
  entry: string | null;
}

export type ChannelGroups = readonly { target: string; lines: readonly ChannelLine[] }[];

/** A new channel: first of which class, where there are many; then the rest. */
export interface ChannelNewPage {
  head: PageHeadModel;
  errors: ErrorSummaryModel | null;
  step: { action: string; classes: SelectModel } | null;
  form: {
    action: string;
    target: SelectModel;
    service: SelectModel;
    address: FieldModel;
    startsOn: FieldModel;
    confirm: ConfirmModel;
  } | null;
  empty: EmptyModel | null;
}

/** A channel: into it, change it, end it. */
export interface ChannelPage {
  head: PageHeadModel;
  errors: ErrorSummaryModel | null;
  note: NoteModel | null;
  tag: TagModel;
  entry: string | null;
  edit: { action: string; version: string; service: SelectModel; address: FieldModel; confirm: ConfirmModel };
  end: { action: string; version: string; lastDay: FieldModel; reason: FieldModel; confirm: ConfirmModel };
}

/** What stands where a channel cannot be entered now. */
export interface ChannelClosedPage {
  head: PageHeadModel;
  note: NoteModel;
}

export const channelListPage = view<ChannelListPage>('channels/list');
export const channelNewPage = view<ChannelNewPage>('channels/new');
export const channelPage = view<ChannelPage>('channels/channel');
export const channelClosedPage = view<ChannelClosedPage>('channels/closed');

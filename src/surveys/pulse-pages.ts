import type { PulseModel } from '../feedback/pulse-offer.ts';
import type { ChipsModel, EmptyModel, NoteModel, PageHeadModel } from '../web/components.ts';
import type { SafeHtml } from '../web/safe-html.ts';
import { view } from '../web/view.ts';
import type { FiguresModel, StatementModel } from './result-pages.ts';

export interface PulsePage {
  head: PageHeadModel;
  terms: ChipsModel;
  groupings: ChipsModel;
  summary: string;
  questions: readonly StatementModel[];
  trend: { title: string; finding: string; svg: SafeHtml | null } | null;
  table: FiguresModel | null;
  empty: EmptyModel | null;
}

export const pulsePage = view<PulsePage>('surveys/pulse');

/** The form once more, where an answer was missing. */
export interface PulseAgainPage {
  head: PageHeadModel;
  note: NoteModel;
  pulse: PulseModel;
}

export const pulseAgainPage = view<PulseAgainPage>('surveys/pulse-again');

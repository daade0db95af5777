import type { ActionModel, ChipsModel, EmptyModel, LinkModel, PageHeadModel } from '../web/components.ts';
import { view } from '../web/view.ts';
import type { WeekChanges, WeekGrid } from './week-grid.ts';

/** weeks/_nav.ejs: to the week before and after. */
export interface WeekNav {
  /** «23–27 ноября» */
  range: string;
  /** «эта неделя», «следующая неделя»; null farther away. */
  word: string | null;
  previous: LinkModel;
  next: LinkModel;
  /** Back to this week, where another is shown. */
  current: string | null;
}

/** weeks/_consultations.ejs: own consultations of the week. */
export interface WeekConsultations {
  title: string;
  items: readonly { href: string; title: string; about: string }[];
}

/** A week of lessons: of a pupil, of children, of a teacher, or of a class. */
export interface WeekPage {
  crumb: { text: string; href?: string | undefined } | null;
  title: string;
  lead: string | null;
  nav: WeekNav;
  /** Where else one goes from here: answers of a class, its channels. */
  links: readonly ActionModel[];
  chips: ChipsModel | null;
  changes: WeekChanges | null;
  empty: EmptyModel | null;
  grid: WeekGrid | null;
  /** Of whoever asks and their children; null where there are none, and on the page of a class. */
  consultations: WeekConsultations | null;
}

export const weekPage = view<WeekPage>('weeks/week');

export interface ClassesPage {
  head: PageHeadModel;
  empty: EmptyModel | null;
  grades: readonly {
    id: string;
    title: string;
    classes: readonly { href: string; name: string; teacher: string | null }[];
  }[];
}

export const classesPage = view<ClassesPage>('weeks/classes');

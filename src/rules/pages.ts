import type { EmptyModel, LinkModel, PageHeadModel } from '../web/components.ts';
import { type SafeHtml, view } from '../web/view.ts';

/** «Правила и поддержка»: whom to call, the way into one's channels, services, who answers, the order. */
export interface RulesPage {
  head: PageHeadModel;
  support: { phone: LinkModel | null; email: LinkModel | null; hours: string };
  channels: readonly RulesChannels[];
  services: readonly RulesServiceItem[];
  noServices: EmptyModel | null;
  persons: readonly { post: string; name: string; duty: string; contacts: readonly LinkModel[] }[];
  order: { title: string; source: string; clauses: readonly { heading: string; body: SafeHtml }[] } | null;
}

/** The channels of one class, group or course. */
export interface RulesChannels {
  target: string;
  items: readonly { purpose: string; service: string; entry: string; about: string }[];
}

export interface RulesServiceItem {
  name: string;
  purposes: string;
  /** What is to be known, by role; the role is named where there are several. */
  instructions: readonly { title: string | null; body: SafeHtml }[];
  support: string;
  card: string | null;
}

export const rulesPage = view<RulesPage>('rules/rules');

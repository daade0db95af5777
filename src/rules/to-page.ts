import type { Actor } from '../access/actor.ts';
import { purposeLabels } from '../service-register/approved.ts';
import type { OwnChannel } from '../service-register/channels-of-actor.ts';
import type { LinkModel } from '../web/components.ts';
import { dayWithYear } from '../web/dates.ts';
import { markdown } from '../web/markdown.ts';
import type { SchoolInfo } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { phoneHref } from '../web/words.ts';
import type { RulesChannels, RulesPage, RulesServiceItem } from './pages.ts';
import type { ClauseInForce, ResponsiblePerson, RulesService } from './queries.ts';

/** What the page is made of; `visitor` is null for somebody signed out. */
export interface RulesFacts {
  visitor: Actor | null;
  school: SchoolInfo;
  channels: readonly OwnChannel[];
  services: readonly RulesService[];
  persons: readonly ResponsiblePerson[];
  clauses: readonly ClauseInForce[];
}

/** The page as this visitor sees it: everybody the general part, each role its own instructions. */
export function toRulesPage(facts: RulesFacts): RulesPage {
  const { school, visitor } = facts;
  const trustedHosts = facts.services.flatMap((service) => service.hosts);
  return {
    head: {
      title: 'Правила и поддержка',
      lead: 'Какими сервисами пользуется школа, как ими пользоваться и кому звонить, если не получается.',
    },
    support: {
      phone: school.supportPhone === '' ? null : phoneLink(school.supportPhone),
      email: school.supportEmail === '' ? null : mailLink(school.supportEmail),
      hours: school.supportHours,
    },
    channels: byTarget(facts.channels),
    services: facts.services.map((service) => serviceItem(service, visitor, trustedHosts)),
    noServices:
      facts.services.length > 0
        ? null
        : { text: 'Здесь появятся сервисы, которые утвердит школа.', icon: 'server' },
    persons: facts.persons.map((person) => ({
      post: person.post,
      name: person.name,
      duty: person.duty,
      contacts: visitor === null ? [] : contactsOf(person),
    })),
    order: orderOf(facts.clauses, trustedHosts),
  };
}

function byTarget(channels: readonly OwnChannel[]): RulesChannels[] {
  const groups = Map.groupBy(channels, (channel) => channel.target);
  return [...groups].map(([target, own]) => ({
    target,
    items: own.map((channel) => ({
      purpose: purposeLabels[channel.purpose],
      service: channel.service_name,
      entry: urls.channelEntry(channel.channel_id),
      about: `${target}, ${channel.service_name}`,
    })),
  }));
}

function serviceItem(
  service: RulesService,
  visitor: Actor | null,
  trustedHosts: readonly string[],
): RulesServiceItem {
  const texts = instructionsFor(visitor, service).filter(([, text]) => text !== '');
  return {
    name: service.name,
    purposes: service.purposes.map((purpose) => purposeLabels[purpose]).join(', '),
    instructions: texts.map(([title, text]) => ({
      title: texts.length > 1 ? title : null,
      body: markdown(text, trustedHosts),
    })),
    support: service.support_contact,
    card: visitor?.permissions.has('service:read') ? urls.service(service.id) : null,
  };
}

/** Which instructions a visitor reads: those of their roles; the coordinator and the technical specialist all. */
function instructionsFor(visitor: Actor | null, service: RulesService): [string, string][] {
  if (visitor === null) return [];
  const { roles } = visitor;
  const all = roles.has('coordinator') || roles.has('sysadmin');
  const texts: [string, string][] = [];
  if (all || roles.has('teacher')) texts.push(['Учителю', service.instructions_teacher]);
  if (all || roles.has('student')) texts.push(['Ученику', service.instructions_student]);
  if (all || roles.has('parent')) texts.push(['Родителю', service.instructions_parent]);
  return texts;
}

function contactsOf(person: ResponsiblePerson): LinkModel[] {
  const contacts: LinkModel[] = [];
  if (person.phone !== '') contacts.push(phoneLink(person.phone));
  if (person.email !== '') contacts.push(mailLink(person.email));
  return contacts;
}

function phoneLink(phone: string): LinkModel {
  return { href: phoneHref(phone), text: phone };
}

function mailLink(email: string): LinkModel {
  return { href: `mailto:${email}`, text: email };
}

function orderOf(clauses: readonly ClauseInForce[], trustedHosts: readonly string[]): RulesPage['order'] {
  const first = clauses[0];
  if (first === undefined) return null;
  return {
    title: first.title,
    source: `Приказ № ${first.order_number} от ${dayWithYear(first.order_date)}`,
    clauses: clauses.map((clause) => ({
      heading: `${clause.number}. ${clause.clause_title}`,
      body: markdown(clause.body, trustedHosts),
    })),
  };
}

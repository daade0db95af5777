import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { type Actor, choicesOfActing } from '../access/actor.ts';
import { actingLabel, actorLabel } from '../access/role-labels.ts';
import { speculationRules } from './assets.ts';
import { attachment } from './attachment.ts';
import { shortName } from './dates.ts';
import { readDisplay } from './display-settings.ts';
import { type ErrorPage, type ErrorPageName, errorPages } from './error-pages.ts';
import { contentSecurityPolicy } from './headers.ts';
import type { MountedSchool, MountOptions } from './mount.ts';
import { type PackedPage, packPage } from './page-compression.ts';
import type { Reply } from './reply.ts';
import { factsOf, type RequestFacts } from './request-facts.ts';
import type { SchoolInfo } from './route.ts';
import { addFlash, takeFlash } from './session.ts';
import { renderPage, type Shell } from './view.ts';
import { visitorKey } from './visitor-pages.ts';
import { phoneHref } from './words.ts';

/** What turning a reply into HTTP needs. */
export interface SendFacts {
  request: Request;
  response: Response;
  school: MountedSchool;
  info: SchoolInfo;
  actor: Actor | null;
  facts: RequestFacts;
  options: MountOptions;
  /** Under which the page is kept for other visitors; null: it is not. */
  keepAs: string | null;
}

const OPEN = 'private, no-cache';
/** For what is no page of the portal's own. */
const NOTHING_RUNS = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** Turns a handler's reply into HTTP. */
export function send(reply: Reply, facts: SendFacts): void {
  const { response } = facts;
  // Nothing that a signed-in person saw stays in a browser's or a proxy's cache (v5.0.0-14.3.2)
  response.setHeader('Cache-Control', facts.actor === null ? OPEN : 'no-store');
  switch (reply.kind) {
    case 'page':
      sendPage(reply, facts);
      break;
    case 'redirect':
      if (reply.flash !== null) addFlash(facts.request, reply.flash);
      if (reply.clearSiteData) response.setHeader('Clear-Site-Data', '"cache", "storage"');
      for (const cookie of reply.cookies) {
        response.cookie(cookie.name, cookie.value, {
          httpOnly: true,
          sameSite: 'lax',
          secure: facts.school.secure,
          path: '/',
          maxAge: cookie.maxAgeDays * 86_400_000,
          encode: String,
        });
      }
      leadTo(response, reply.url);
      break;
    case 'leave':
      response.setHeader('Referrer-Policy', 'no-referrer');
      leadTo(response, reply.url);
      break;
    case 'download':
      response.setHeader('Content-Disposition', attachment(reply.fileName, reply.latinName));
      response.type(reply.type);
      response.setHeader('Content-Security-Policy', NOTHING_RUNS);
      response.send(typeof reply.content === 'string' ? reply.content : Buffer.from(reply.content));
      break;
    case 'photo':
      response.setHeader('Content-Disposition', 'inline; filename="photo.jpg"');
      response.type('image/jpeg');
      response.setHeader('Content-Security-Policy', NOTHING_RUNS);
      response.send(Buffer.from(reply.content));
      break;
    case 'notFound':
      sendErrorPage('notFound', 404, null, facts);
      break;
    case 'forbidden':
      sendErrorPage('forbidden', 403, reply.words, facts);
      break;
    case 'tooMany':
      response.setHeader('Retry-After', String(reply.seconds));
      sendErrorPage('tooMany', 429, reply.words, facts);
      break;
  }
}

/**
 * 303 without a body. With one, express-session lets the headers out before the session is written, and a quick
 * browser asks for the next page as somebody who is not signed in yet.
 */
function leadTo(response: Response, url: string): void {
  response.statusCode = 303;
  response.location(url);
  response.end();
}

function sendPage(reply: Extract<Reply, { kind: 'page' }>, facts: SendFacts): void {
  const { response, info } = facts;
  const shell = toShell(reply.options.title, reply.options.focus ?? false, facts);
  const html = renderPage(reply.view.name, reply.model, shell);
  if (facts.actor !== null) response.setHeader('Speculation-Rules', speculationRules);
  const packed = packPage(html, facts.request.headers['accept-encoding']);
  allowForms(response, info);
  describeHtml(response, packed);
  if (facts.keepAs !== null) {
    const headers = Object.entries(response.getHeaders()).flatMap(([name, value]) => [name, String(value)]);
    facts.school.visitorPages.keep(facts.keepAs, {
      bytes: packed.bytes,
      headers,
      info,
      route: facts.facts.route,
    });
  }
  response.statusCode = reply.options.status ?? 200;
  response.end(packed.bytes);
}

/** Answers a visitor without a cookie by a page that was made for another one, where there is one. */
export function answerKept(school: MountedSchool): RequestHandler {
  return (request, response, next) => {
    const key = visitorKey(request);
    const info = school.lastInfo();
    const kept = key === null || info === undefined ? null : school.visitorPages.find(key, info);
    if (kept === null) return next();
    factsOf(request, school.db).route = kept.route;
    response.writeHead(200, kept.headers as string[]); // node's types know no list that stays as it is
    response.end(kept.bytes);
  };
}

function allowForms(response: Response, info: SchoolInfo): void {
  if (info.linkHosts.length > 0)
    response.setHeader('Content-Security-Policy', contentSecurityPolicy(info.linkHosts));
}

/** An error page with as much of the portal around it as is known. */
export function sendErrorPage(
  name: ErrorPageName,
  status: number,
  words: string | null,
  facts: SendFacts,
): void {
  const { handle, title } = errorPages[name];
  const model: ErrorPage = { id: facts.facts.id, words };
  const html = renderPage(handle.name, model, toShell(title, false, facts));
  sendHtml(facts.response, status, packPage(html, facts.request.headers['accept-encoding']));
}

function sendHtml(response: Response, status: number, packed: PackedPage): void {
  describeHtml(response, packed);
  response.statusCode = status;
  response.end(packed.bytes);
}

function describeHtml(response: Response, { bytes, isGzipped }: PackedPage): void {
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.setHeader('Content-Length', bytes.length);
  if (isGzipped) response.setHeader('Content-Encoding', 'gzip');
  response.setHeader('Vary', 'Cookie, Accept-Encoding');
}

function toShell(title: string, focus: boolean, { request, info, actor, options }: SendFacts): Shell {
  return {
    title,
    school: { name: info.name, shortName: info.shortName },
    lang: 'ru',
    display: readDisplay(request.headers.cookie),
    nav: actor === null ? [] : options.navigation(actor, request.path),
    user:
      actor === null
        ? null
        : {
            name: shortName(actor.familyName, actor.givenName, actor.patronymic),
            roleLabel: actorLabel(actor),
          },
    actingRoles: actor === null ? [] : actingRoles(actor),
    flash: takeFlash(request),
    // a key for every form: two forms of one page are two acts
    get submissionKey() {
      return randomUUID();
    },
    support: { phone: info.supportPhone, phoneHref: phoneHref(info.supportPhone), email: info.supportEmail },
    path: request.path,
    unread: actor?.unread ?? 0,
    focus,
  };
}

function actingRoles(actor: Actor): Shell['actingRoles'] {
  const choices = choicesOfActing(actor.heldRoles);
  return choices.length < 2
    ? []
    : choices.map((code) => ({
        code,
        label: actingLabel(code, actor.heldRoles),
        current: code === actor.actingAs,
      }));
}

import { type CheerioAPI, load } from 'cheerio';
import type { Db } from '../../src/db/db.ts';
import { routes } from '../../src/routes.ts';
import { type PageSample, pages } from '../guards/pages.ts';
import { fill, type Samples, sampleObjects } from '../guards/samples.ts';
import { type Answer, type Ask, askerOf, cookieHeader, formHeaders } from '../support/asker.ts';
import { type Stage, stage } from '../support/cast.ts';

/** A form as a page of the portal shows it to somebody. */
export interface RenderedForm {
  as: string | null;
  action: string;
  fields: readonly { name: string; value: string; isText: boolean }[];
  isUpload: boolean;
}

/** The small school behind a port, with everybody of the guards' pages signed in. */
export interface Ground {
  at: Stage;
  db: Db;
  ask: Ask;
  samples: Samples;
  /** The Cookie header of a member of the cast; empty for somebody signed out. */
  cookieOf(as: string | null): { Cookie?: string };
  /** Every page of the portal: its address, and who opens it. */
  addresses: readonly { as: string | null; address: string }[];
}

/** Stands the portal up for tests that try all of it. */
export async function ground(): Promise<Ground> {
  const at = await stage();
  const cookies = new Map<string, string>();
  const samplePages = Object.entries(pages).flatMap(([key, listed]) =>
    Array.isArray(listed)
      ? listed.map((sample: PageSample) => ({ path: key.slice('GET '.length), sample }))
      : [],
  );
  for (const login of new Set(samplePages.map(({ sample }) => sample.as)))
    if (login !== null) cookies.set(login, cookieHeader((await at.as(login)).cookies()));
  const samples = await sampleObjects(at.db, at.school.clock.now());
  const addresses = samplePages.map(({ path, sample }) => ({
    as: sample.as,
    address: asAsked(fill(path + (sample.query ?? ''), samples, sample.of ?? '')),
  }));
  const cookieOf = (as: string | null) => (as === null ? {} : { Cookie: cookies.get(as) ?? '' });
  return { at, db: at.db, ask: await askerOf(at.app), samples, cookieOf, addresses };
}

/** All forms that the pages show, each kind once a person. */
export async function renderedForms({ ask, addresses, cookieOf }: Ground): Promise<RenderedForm[]> {
  const found = new Map<string, RenderedForm>();
  for (const { as, address } of addresses) {
    const page = await ask('GET', address, { headers: cookieOf(as) });
    for (const form of formsOf(load(page.text), as, address)) {
      const names = form.fields.map(({ name }) => name).join();
      const kind = `${form.as} ${form.action.replace(/\d+/g, '0')} ${names.replace(/\d+/g, '0')}`;
      if (!found.has(kind)) found.set(kind, form);
    }
  }
  return [...found.values()];
}

function formsOf($: CheerioAPI, as: string | null, address: string): RenderedForm[] {
  return $('form[method=post]')
    .toArray()
    .map((element): RenderedForm => {
      const form = $(element);
      const texts = new Set(
        form
          .find(
            'textarea, input:not([type]), input[type=text], input[type=search], input[type=email], input[type=tel]',
          )
          .toArray()
          .map((field) => $(field).attr('name') ?? ''),
      );
      const fields = form
        .serializeArray()
        .map(({ name, value }) => ({ name, value, isText: texts.has(name) }));
      const isUpload = form.attr('enctype') === 'multipart/form-data';
      return { as, action: form.attr('action') ?? address, fields, isUpload };
    });
}

/** Sends a form with its fields as they were rendered, or others. */
export function sendForm(
  { ask, cookieOf }: Ground,
  form: Pick<RenderedForm, 'as' | 'action'>,
  fields: readonly (readonly [string, string])[],
): Promise<Answer> {
  const body = new URLSearchParams(fields.map(([name, value]) => [name, value])).toString();
  return ask('POST', form.action, { headers: { ...formHeaders, ...cookieOf(form.as) }, body });
}

class Undo extends Error {}

/** Does something in a savepoint, and undoes it. */
export async function undone<T>(db: Db, work: () => Promise<T>): Promise<T> {
  let kept: { value: T } | undefined;
  const ended = db.transaction(async () => {
    kept = { value: await work() };
    throw new Undo();
  });
  await ended.catch((fault: unknown) => {
    if (!(fault instanceof Undo)) throw fault;
  });
  if (kept === undefined) throw new Error('Nothing was done');
  return kept.value;
}

/** The POST routes, with an address of each and somebody who is let in. */
export function postAddresses(
  samples: Samples,
  access: Readonly<Record<string, { in: Readonly<Record<string, string>> }>>,
): { address: string; as: string }[] {
  return routes
    .filter((route) => route.method === 'post')
    .map(({ path }) => {
      const [of = '', names = ''] = Object.entries(access[`POST ${path}`]?.in ?? {})[0] ?? [];
      return { address: fill(path, samples, of), as: names.split(' ')[0] ?? '' };
    });
}

/** An address as a browser asks for it: what is written in Russian is encoded, what is encoded already stays. */
function asAsked(address: string): string {
  const { pathname, search } = new URL(address, 'http://portal.test');
  return `${pathname}${search}`;
}

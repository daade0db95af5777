import { type CheerioAPI, load } from 'cheerio';
import type { Express } from 'express';
import request from 'supertest';

/** Somebody with a browser: keeps cookies, opens pages, fills the forms that were rendered, follows redirects. */
export interface Visitor {
  open(path: string): Promise<Shown>;
  /** Sends fields to a path without a rendered form: what a browser would not do. */
  send(path: string, fields?: Fields, headers?: Record<string, string>): Promise<Shown>;
  /** The cookies as they are now, by name. */
  cookies(): Record<string, string>;
  setCookie(name: string, value: string): void;
  /** Headers that come with every request from now on, such as X-Forwarded-For. */
  always(headers: Record<string, string>): void;
}

export type Fields = Readonly<Record<string, string | readonly string[]>>;

/** An answer as the visitor sees it. */
export interface Shown {
  status: number;
  headers: Record<string, string>;
  /** Where a redirect leads; null for pages. */
  location: string | null;
  html: string;
  $: CheerioAPI;
  /** The words on the page's main part, blanks drawn together. */
  words: string;
  /** The form that goes to this action (or the only one in main), as it was rendered. */
  form(action?: string): ShownForm;
  /** Opens where the redirect leads. */
  follow(): Promise<Shown>;
}

export interface ShownForm {
  fields: Record<string, string | string[]>;
  action: string;
  /** Fills, and presses the button (`name=value` of a named button). Unknown field names throw. */
  submit(fields?: Fields, button?: { name: string; value: string }): Promise<Shown>;
  /** Chooses a file or several for a file field, fills the others, and presses the button. */
  upload(field: string, chosen: ChosenFile | readonly ChosenFile[], fields?: Fields): Promise<Shown>;
}

export interface ChosenFile {
  fileName: string;
  content: Buffer;
}

/** A new visitor of the portal, with no cookies. */
export function visitor(app: Express): Visitor {
  const jar = new Map<string, string>();
  let standing: Record<string, string> = {
    'User-Agent': 'Mozilla/5.0 (Linux; Android 14) Chrome/150.0 Mobile',
  };

  async function ask(method: 'get' | 'post', path: string, fields: Fields, headers: Record<string, string>) {
    const call = request(app)
      [method](path)
      .redirects(0)
      .ok(() => true);
    call.set(standing);
    if (jar.size > 0) call.set('Cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    if (method === 'post') {
      const body = new URLSearchParams();
      for (const [name, value] of Object.entries(fields))
        for (const one of [value].flat()) body.append(name, one);
      call.set({
        'Sec-Fetch-Site': 'same-origin',
        'Content-Type': 'application/x-www-form-urlencoded',
        ...headers,
      });
      call.send(body.toString());
    } else call.set(headers);
    const answer = await call;
    const set: unknown = answer.headers['set-cookie'];
    for (const line of Array.isArray(set) ? set : []) keep(String(line));
    return shown(answer.status, answer.headers, answer.text ?? '', path);
  }

  async function sendFile(
    path: string,
    fields: Fields,
    name: string,
    chosen: ChosenFile | readonly ChosenFile[],
  ): Promise<Shown> {
    const call = request(app)
      .post(path)
      .redirects(0)
      .ok(() => true);
    call.set({ ...standing, 'Sec-Fetch-Site': 'same-origin' });
    if (jar.size > 0) call.set('Cookie', [...jar].map(([one, value]) => `${one}=${value}`).join('; '));
    for (const [one, values] of Object.entries(fields))
      if (one !== name) for (const value of [values].flat()) call.field(one, value);
    for (const file of [chosen].flat()) call.attach(name, file.content, file.fileName);
    const answer = await call;
    return shown(answer.status, answer.headers, answer.text ?? '', path);
  }

  function keep(line: string): void {
    const [pair = ''] = line.split(';');
    const at = pair.indexOf('=');
    const isGone = /expires=Thu, 01 Jan 1970/i.test(line) || /max-age=0/i.test(line);
    if (isGone) jar.delete(pair.slice(0, at));
    else jar.set(pair.slice(0, at), pair.slice(at + 1));
  }

  function shown(status: number, headers: Record<string, string>, html: string, path: string): Shown {
    const $ = load(html);
    const location = headers.location ?? null;
    return {
      status,
      headers,
      location,
      html,
      $,
      words: $('main').text().replace(/\s+/g, ' ').trim(),
      form: (action) => shownForm($, action, path),
      follow() {
        if (location === null) throw new Error(`Nothing to follow: ${status} ${path}`);
        return ask('get', location, {}, {});
      },
    };
  }

  function shownForm($: CheerioAPI, action: string | undefined, path: string): ShownForm {
    const all = action === undefined ? $('main form[method=post]') : $(`form[action="${action}"]`);
    const form = all.last();
    if (form.length === 0) throw new Error(`No form for ${action ?? 'anything'} on ${path}`);
    const fields: Record<string, string | string[]> = {};
    for (const { name, value } of form.serializeArray()) {
      const known = fields[name];
      fields[name] = known === undefined ? value : [known, value].flat();
    }
    // Cheerio takes the first option of a list also where one in a group is selected
    for (const option of form.find('select:not([multiple]) optgroup > option[selected]'))
      fields[$(option).closest('select').attr('name') ?? ''] = $(option).attr('value') ?? '';
    const names = new Set(
      form
        .find('[name]')
        .map((_at, element) => $(element).attr('name'))
        .get(),
    );
    const target = form.attr('action') ?? path;
    return {
      fields,
      action: target,
      submit(filled = {}, button) {
        for (const name of Object.keys(filled))
          if (!names.has(name)) throw new Error(`No field «${name}» on ${path}`);
        const pressed = button === undefined ? {} : { [button.name]: button.value };
        return ask('post', target, { ...fields, ...filled, ...pressed }, {});
      },
      upload(field, chosen, filled = {}) {
        if (form.find(`input[type=file][name="${field}"]`).length === 0)
          throw new Error(`No file field «${field}» on ${path}`);
        if (form.attr('enctype') !== 'multipart/form-data')
          throw new Error(`The form on ${path} sends no files`);
        for (const name of Object.keys(filled))
          if (!names.has(name)) throw new Error(`No field «${name}» on ${path}`);
        return sendFile(target, { ...fields, ...filled }, field, chosen);
      },
    };
  }

  return {
    open: (path) => ask('get', path, {}, {}),
    send: (path, fields = {}, headers = {}) => ask('post', path, fields, headers),
    cookies: () => Object.fromEntries(jar),
    setCookie: (name, value) => void jar.set(name, value),
    always: (headers) => {
      standing = { ...standing, ...headers };
    },
  };
}

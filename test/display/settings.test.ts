import { load } from 'cheerio';
import request from 'supertest';
import { beforeEach, describe, expect, test } from 'vitest';
import { createSchoolApp } from '../../src/app.ts';
import { expectValidHtml } from '../support/html.ts';
import { testSchool } from '../support/school.ts';

let agent: ReturnType<typeof request.agent>;

beforeEach(async () => {
  agent = request.agent(createSchoolApp(await testSchool()));
});

/** Sends the form that the page shows, with these choices. */
async function choose(choices: Record<string, string>) {
  const $ = load((await agent.get('/display')).text);
  const form = $('main form');
  const chosen = Object.fromEntries(form.serializeArray().map(({ name, value }) => [name, value]));
  return agent
    .post(form.attr('action') ?? '')
    .set('Sec-Fetch-Site', 'same-origin')
    .type('form')
    .send({ ...chosen, ...choices });
}

describe('the version for people with poor sight', () => {
  test('is open to somebody who is not signed in, and valid', async () => {
    const answer = await agent.get('/display');
    expect(answer.status).toBe(200);
    await expectValidHtml(answer.text);
    expect(load(answer.text)('html').attr('data-theme')).toBe('auto');
  });

  test('a choice is in every page from then on, without script', async () => {
    const answer = await choose({ theme: 'blue', size: '200', font: 'serif' });
    expect(answer.status).toBe(303);
    expect(answer.headers['set-cookie']?.[0]).toContain(
      'display=blue.200.1.serif.on; Max-Age=31536000; Path=/',
    );
    const $ = load((await agent.get('/display')).text);
    expect($('html').attr()).toMatchObject({
      'data-theme': 'blue',
      'data-size': '200',
      'data-font': 'serif',
    });
    expect($('html').attr('data-two-colours')).toBe('');
    expect($('#theme-blue').is('[checked]')).toBe(true);
  });

  test('«Обычная версия» takes everything back', async () => {
    await choose({ theme: 'wb', size: '150' });
    await choose({ reset: '1' });
    const $ = load((await agent.get('/display')).text);
    expect($('html').attr()).toMatchObject({ 'data-theme': 'auto', 'data-size': '100' });
    expect($('button[name=reset]')).toHaveLength(0);
  });

  test.each(['display=<script>', 'display=blue', 'display=purple.999.1.sans.on', 'display='])(
    'a cookie that nobody made (%s) is the ordinary look',
    async (cookie) => {
      const answer = await agent.get('/display').set('Cookie', cookie);
      expect(answer.status).toBe(200);
      const $ = load(answer.text);
      expect($('html').attr('data-size')).toBe('100');
    },
  );
});

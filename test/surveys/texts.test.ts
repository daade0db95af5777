import sql from 'sql-template-tag';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { urls } from '../../src/web/urls.ts';
import { stage } from '../support/cast.ts';
import { expectValidHtml } from '../support/html.ts';
import { alike, madeSurvey } from './made-survey.ts';

const Text = z.object({ id: z.number(), body: z.string(), tags: z.array(z.string()) });

const LEAVES = [{ role: 'parent', grade: 7, className: '7А', ballots: alike(6, [5, 4]) }] as const;
const RESPONSE = { parent: [20, 6] } as const;

async function readTexts(db: Awaited<ReturnType<typeof stage>>['db'], surveyId: number) {
  return db.rows(
    Text,
    sql`
      select t.id, t.body, array(select g.tag from survey_text_tag g where g.text_id = t.id order by g.tag) as tags
      from survey_text t where t.survey_id = ${surveyId} order by t.id
    `,
  );
}

describe('answers in words', () => {
  it('are tagged by typing and by a press, filtered and counted', async () => {
    const at = await stage();
    const bodies = ['Звук пропадает', 'Домашних заданий много', '<b>Всё хорошо</b>'];
    const id = await madeSurvey(at.db, { leaves: LEAVES, response: RESPONSE, texts: bodies });
    const [first, second] = await readTexts(at.db, id);
    if (first === undefined || second === undefined) throw new Error('No texts');
    const one = await at.as('ivanenko');
    const shown = await one.open(urls.surveyTexts(id));
    await expectValidHtml(shown.html);
    expect(shown.words).toContain('Звук пропадает');
    expect(shown.words).toContain('<b>Всё хорошо</b>');

    const form = shown.form(urls.surveyTextTags(id, first.id));
    const done = await form.submit({ tag: ' связь  и звук ' });
    expect(done.location).toBe(
      `${urls.surveyTexts(id, { item: itemOf(done.location), page: 1 })}#text-${first.id}`,
    );
    await form.submit({ tag: 'другое' }); // the same form again: once only
    const again = await one.open(urls.surveyTexts(id));
    // a press on what another answer has; other letters are the same tag
    await again.form(urls.surveyTextTags(id, second.id)).submit({ tag: 'СВЯЗЬ И ЗВУК' });
    await again.form(urls.surveyTextTags(id, second.id)).submit({ tag: '' });
    expect((await readTexts(at.db, id)).map((text) => text.tags)).toEqual([
      ['связь и звук'],
      ['связь и звук'],
      [],
    ]);

    const tagged = await one.open(urls.surveyTexts(id, { tag: 'связь и звук' }));
    expect(tagged.$('.texts > li')).toHaveLength(2);
    expect(tagged.words).toContain('связь и звук 2');
    const untagged = await one.open(urls.surveyTexts(id, { tag: ' ' }));
    expect(untagged.$('.texts > li')).toHaveLength(1);
    const away = tagged.form(urls.surveyTextTags(id, first.id));
    const removed = await away.submit({}, { name: 'remove', value: 'связь и звук' });
    expect(removed.location).toContain('tag=');
    expect((await readTexts(at.db, id)).map((text) => text.tags)).toEqual([[], ['связь и звук'], []]);
  });

  it('refuses an empty or long tag and keeps what was typed; a stranger has no such page', async () => {
    const at = await stage();
    const id = await madeSurvey(at.db, { leaves: LEAVES, response: RESPONSE, texts: ['Спасибо'] });
    const other = await madeSurvey(at.db, { leaves: LEAVES, response: RESPONSE, texts: ['Другое'] });
    const [text] = await readTexts(at.db, id);
    if (text === undefined) throw new Error('No text');
    const one = await at.as('ivanenko');
    const path = urls.surveyTextTags(id, text.id);
    const form = (await one.open(urls.surveyTexts(id))).form(path);
    const empty = await form.submit({ tag: ' ' });
    expect(empty.status).toBe(422);
    expect(empty.words).toContain('Напишите, о чём этот ответ');
    const long = await form.submit({ tag: 'о'.repeat(41) });
    expect(long.status).toBe(422);
    expect(long.form(path).fields.tag).toBe('о'.repeat(41));
    expect((await readTexts(at.db, id))[0]?.tags).toEqual([]);
    expect((await one.send(urls.surveyTextTags(other, text.id), { tag: 'чужой' })).status).toBe(404);
    expect((await (await at.as('kovaleva')).send(path, { tag: 'чужой' })).status).toBe(404);
  });

  it('parts many answers into pages', async () => {
    const at = await stage();
    const texts = Array.from({ length: 45 }, (_text, place) => `Ответ ${place + 1}`);
    const id = await madeSurvey(at.db, { leaves: LEAVES, response: RESPONSE, texts });
    const one = await at.as('ivanenko');
    const second = await one.open(urls.surveyTexts(id, { page: 2 }));
    expect(second.words).toContain('21–40 из 45');
    expect(second.$('.texts > li')).toHaveLength(20);
  });
});

function itemOf(location: string | null): number {
  return Number(/item=(\d+)/.exec(location ?? '')?.[1]);
}

import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { askedRoles } from './scale.ts';

/** Answers in words on a page. */
export const TEXTS_PER_PAGE = 20;

/** Which answers are read: those with a tag, those with none yet, or all. */
export type TagFilter = { kind: 'all' } | { kind: 'untagged' } | { kind: 'tag'; tag: string };

const TextRow = z.object({
  id,
  role: z.enum(askedRoles).nullable(),
  body: z.string(),
  tags: z.array(z.string()),
});
export type TextRow = z.infer<typeof TextRow>;

/** A page of the answers to an open question, in the shuffled order in which they were written down. */
export function listTexts(
  db: Db,
  surveyId: number,
  asked: { itemId: number; filter: TagFilter; page: number },
): Promise<TextRow[]> {
  const { filter } = asked;
  const tag = filter.kind === 'tag' ? filter.tag : null;
  return db.rows(
    TextRow,
    sql`
      select t.id, t.role, t.body,
        array(select g.tag from survey_text_tag g where g.text_id = t.id order by g.tag) as tags
      from survey_text t
      where t.survey_id = ${surveyId} and t.item_id = ${asked.itemId}
        and (${tag}::text is null or exists (select from survey_text_tag g where g.text_id = t.id and g.tag = ${tag}))
        and (not ${filter.kind === 'untagged'} or not exists (select from survey_text_tag g where g.text_id = t.id))
      order by t.id limit ${TEXTS_PER_PAGE} offset ${(asked.page - 1) * TEXTS_PER_PAGE}
    `,
  );
}

const Counts = z.object({
  texts: z.number(),
  untagged: z.number(),
  /** Tags of this question, the most used first. */
  tags: z.array(z.object({ tag: z.string(), count: z.number() })),
  /** Tags of other questions and surveys, the most used first: offered, where this question has few. */
  before: z.array(z.string()),
});
export type TextCounts = z.infer<typeof Counts>;

/** How many answers to a question there are, and by tag; and the tags that other surveys have. */
export function countTexts(db: Db, surveyId: number, itemId: number): Promise<TextCounts> {
  return db.row(
    Counts,
    sql`
      with answer as (
        select t.id from survey_text t where t.survey_id = ${surveyId} and t.item_id = ${itemId}
      ), used as (
        select g.tag, count(*) as count from survey_text_tag g join answer on answer.id = g.text_id group by g.tag
      ), before as (
        select g.tag, count(*) as count from survey_text_tag g
        where not exists (select from used where used.tag = g.tag)
        group by g.tag order by count(*) desc, g.tag limit 12
      )
      select (select count(*) from answer) as texts,
        (select count(*) from answer where not exists (
          select from survey_text_tag g where g.text_id = answer.id)) as untagged,
        coalesce((select jsonb_agg(jsonb_build_object('tag', tag, 'count', count) order by count desc, tag) from used),
          '[]') as tags,
        array(select tag from before order by count desc, tag) as before
    `,
  );
}

const TextOfSurvey = z.object({ id, item_id: id, tags: z.array(z.string()), known: z.string().nullable() });
/** An answer that is being tagged: its tags, and the tag as others have it (`Сайт` for `сайт`). */
export type TextOfSurvey = z.infer<typeof TextOfSurvey>;

export function findText(
  db: Db,
  surveyId: number,
  textId: number,
  tag: string,
): Promise<TextOfSurvey | null> {
  return db.maybeRow(
    TextOfSurvey,
    sql`
      select t.id, t.item_id, array(select g.tag from survey_text_tag g where g.text_id = t.id order by g.tag) as tags,
        (select min(g.tag) from survey_text_tag g where lower(g.tag) = lower(${tag})) as known
      from survey_text t where t.id = ${textId} and t.survey_id = ${surveyId}
    `,
  );
}

/** @returns false where it had the tag already */
export async function addTag(tx: Db, textId: number, tag: string): Promise<boolean> {
  const added = await tx.run(
    sql`insert into survey_text_tag (text_id, tag) values (${textId}, ${tag}) on conflict do nothing`,
  );
  return added === 1;
}

/** @returns false where it had no such tag */
export async function removeTag(tx: Db, textId: number, tag: string): Promise<boolean> {
  return (await tx.run(sql`delete from survey_text_tag where text_id = ${textId} and tag = ${tag}`)) === 1;
}

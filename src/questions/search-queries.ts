import sql, { type Sql } from 'sql-template-tag';
import * as z from 'zod';
import type { Actor } from '../access/actor.ts';
import { id, instant } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { MARK_END, MARK_START } from './highlight.ts';
import { PersonShape, personColumn } from './person-shape.ts';
import { keepsAnswer } from './publication.ts';

/** So many answers stand on a page. */
export const PAGE_SIZE = 20;
/** From so many signs on the last word is looked for as a beginning too. */
const LEAST_PREFIX = 3;

const FoundAnswerRow = z.object({
  id,
  question: z.string(),
  answer: z.string(),
  /** The texts with ё as е, and what was looked for between two marks; null where nothing was. */
  marked_question: z.string().nullable(),
  marked_answer: z.string().nullable(),
  has_files: z.boolean(),
  answer_id: id.nullable(),
  published_at: instant,
  version: z.number(),
  /** «Алгебра, 7А», «7А» */
  shelf: z.string(),
  teacher: PersonShape,
  is_kept: z.boolean(),
});
export type FoundAnswerRow = z.output<typeof FoundAnswerRow>;

/** Where is looked: in some courses and classes, or everywhere. */
export type Shelves = { courseIds: readonly number[]; classIds: readonly number[] } | 'all';

export interface AnswerSearch {
  shelves: Shelves;
  /** What was typed; empty: the newest. */
  words: string;
  /** 1 is the first. */
  page: number;
}

/**
 * What is looked for as a query of PostgreSQL: the words in any form, ё as е, with «…», or and − as people know them
 * from search engines; the last word, from three letters on, also as a beginning, for who is still typing.
 */
function lookedFor(words: string): Sql {
  const plain = words
    .replaceAll('ё', 'е')
    .replaceAll('Ё', 'Е')
    .replace(/[«»„“”]/g, '"')
    .replace(/(?<=\s)или(?=\s)/gi, 'or');
  const parts = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  const last = parts.at(-1) ?? '';
  const hasSigns = /"|(?:^|\s)-|\sor\s/i.test(plain);
  const whole = sql`websearch_to_tsquery('russian', ${plain})`;
  if (last.length < LEAST_PREFIX || hasSigns) return whole;
  const begun = parts.map((part, at) => (at === parts.length - 1 ? `${part}:*` : part)).join(' & ');
  return sql`(${whole} || to_tsquery('russian', ${begun}))`;
}

/**
 * Published answers of shelves, one more than a page holds where there are more: by how well they fit, or the newest
 * first where nothing is looked for. One statement, whatever is asked.
 */
export function searchAnswers(db: Db, search: AnswerSearch, actor: Actor): Promise<FoundAnswerRow[]> {
  return db.rows(FoundAnswerRow, searchStatement(search, actor));
}

function searchStatement(search: AnswerSearch, actor: Actor): Sql {
  const { words, page } = search;
  const isLookedFor = words !== '';
  const marked = (text: Sql) =>
    isLookedFor
      ? sql`ts_headline('russian', translate(${text}, 'Ёё', 'Ее'), l.query, ${headlineOptions})`
      : sql`null::text`;
  return sql`
    with looked_for as (select ${isLookedFor ? lookedFor(words) : sql`null::tsquery`} as query), found as (
      select f.id, f.rank from (${isLookedFor ? fitting(search) : newest(search)}) f
      order by f.rank desc, f.id desc limit ${PAGE_SIZE + 1} offset ${(page - 1) * PAGE_SIZE}
    )
    select p.id, p.question, p.answer, ${marked(sql`p.question`)} as marked_question,
      ${marked(sql`p.answer`)} as marked_answer, p.has_files, p.answer_id, p.published_at, p.version,
      coalesce(k.name, j.name || ', ' || g.name) as shelf,
      ${personColumn(sql`t`)} as teacher,
      ${keepsAnswer(actor)} as is_kept
    from found f
    cross join looked_for l
    join published_answer p on p.id = f.id
    join person t on t.id = p.published_by
    left join class k on k.id = p.class_id
    left join course c on c.id = p.course_id
    left join subject j on j.id = c.subject_id
    left join study_group g on g.id = c.group_id
    order by f.rank desc, f.id desc
  `;
}

/** All that have the words, by the index of a course's or class's words: one look for all shelves together. */
function fitting({ shelves }: AnswerSearch): Sql {
  const fits = (where: Sql) => sql`
    select p.id, ts_rank(p.words, l.query) as rank from looked_for l join published_answer p on p.words @@ l.query
    where p.withdrawn_at is null and ${where}`;
  if (shelves === 'all') return fits(sql`true`);
  return sql`${fits(sql`p.course_id = any(${shelves.courseIds}::bigint[])`)}
    union all ${fits(sql`p.class_id = any(${shelves.classIds}::bigint[])`)}`;
}

/** The last of each shelf, by the index of a shelf's numbers: as many as the page may need, and no more are read. */
function newest({ shelves, page }: AnswerSearch): Sql {
  const last = (where: Sql) => sql`
    select p.id, 0 as rank from published_answer p
    where p.withdrawn_at is null and ${where} order by p.id desc limit ${page * PAGE_SIZE + 1}`;
  if (shelves === 'all') return last(sql`true`);
  return sql`
    select b.id, b.rank from unnest(${shelves.courseIds}::bigint[]) s(id)
    cross join lateral (${last(sql`p.course_id = s.id`)}) b
    union all
    select b.id, b.rank from unnest(${shelves.classIds}::bigint[]) s(id)
    cross join lateral (${last(sql`p.class_id = s.id`)}) b`;
}

const headlineOptions = `HighlightAll=true, StartSel=${MARK_START}, StopSel=${MARK_END}`;

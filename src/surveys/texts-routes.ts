import * as z from 'zod';
import { writeAudit } from '../audit/audit.ts';
import { idParam, optionalInteger, optionalText, readForm, refuse } from '../web/form.ts';
import { notFound, page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, type PostContext, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { type ClosedSurvey, closedSurveyForReader } from './closed-survey.ts';
import { textsPage } from './result-pages.ts';
import {
  emptyTextsPage,
  LONGEST_TAG,
  mayReadTexts,
  type TextsChoice,
  type TextsFacts,
  tagOf,
  textAnchor,
  toTextsPage,
  UNTAGGED,
} from './texts-model.ts';
import { addTag, countTexts, findText, listTexts, removeTag, type TagFilter } from './texts-queries.ts';

const SurveyParams = z.object({ surveyId: idParam });
const TextParams = z.object({ surveyId: idParam, textId: idParam });
const Query = z.object({
  tag: z.string().max(LONGEST_TAG).optional(),
  item: idParam.optional(),
  page: idParam.optional(),
});

const MOST_TAGS = 10;
const LAST_PAGE = 10_000;

/** A tag that was typed or pressed, one that is taken away, and the page to come back to. */
const TagForm = z.object({
  tag: optionalText(LONGEST_TAG).transform((tag) => tag.replace(/\s+/g, ' ')),
  remove: optionalText(LONGEST_TAG),
  back_tag: z.preprocess((value) => (typeof value === 'string' ? value : ''), z.string().max(LONGEST_TAG)),
  back_page: optionalInteger(1, LAST_PAGE, 'Откройте страницу заново'),
});

type Context = RouteContext<{ surveyId: number }, unknown, ClosedSurvey>;
type Post = PostContext<{ surveyId: number; textId: number }, unknown, ClosedSurvey>;

export const textsRoutes: readonly Route[] = [
  get(
    '/surveys/:surveyId/texts',
    { policy: allow('survey:read', closedSurveyForReader), params: SurveyParams, query: Query },
    (context) => {
      const { subject: survey, query } = context;
      if (!mayReadTexts(survey)) {
        const model = emptyTextsPage(survey);
        return page(textsPage, model, { title: model.head.title });
      }
      const item = survey.items.find(
        (one) => one.kind === 'open' && (query.item === undefined || one.id === query.item),
      );
      if (item === undefined) return notFound();
      return show(context, { item, filter: filterOf(query.tag ?? ''), page: query.page ?? 1 });
    },
  ),
  post(
    '/surveys/:surveyId/texts/:textId/tags',
    { policy: allow('survey:edit', closedSurveyForReader), params: TextParams },
    tag,
  ),
];

function filterOf(tag: string): TagFilter {
  if (tag === '') return { kind: 'all' };
  return tag === UNTAGGED ? { kind: 'untagged' } : { kind: 'tag', tag };
}

async function show(
  { db, subject: survey }: Context,
  choice: TextsChoice,
  refused: TextsFacts['refused'] = null,
): Promise<Reply> {
  const counts = await countTexts(db, survey.id, choice.item.id);
  const asked = { itemId: choice.item.id, filter: choice.filter, page: choice.page };
  const texts = await listTexts(db, survey.id, asked);
  const model = toTextsPage(survey, choice, { counts, texts, refused });
  const isRefused = refused !== null;
  const title = isRefused ? `Ошибка — ${model.head.title}` : model.head.title;
  return page(textsPage, model, { title, status: isRefused ? 422 : 200 });
}

/** Gives an answer a tag or takes one away. The same press twice changes nothing more. */
async function tag(context: Post): Promise<Reply> {
  const { db, subject: survey, params, body } = context;
  if (!mayReadTexts(survey)) return notFound();
  const form = readForm(TagForm, body);
  const wanted = form.ok ? form.value.tag : '';
  const text = await findText(db, survey.id, params.textId, wanted);
  const item = survey.items.find((one) => one.id === text?.item_id);
  if (text === null || item === undefined) return notFound();
  const place = {
    item,
    filter: filterOf(form.ok ? form.value.back_tag : ''),
    page: (form.ok ? form.value.back_page : null) ?? 1,
  };
  const again = (errors: Readonly<Record<string, string>>) =>
    show(context, place, { textId: text.id, form: refuse(body, errors) });
  if (!form.ok) return again(form.errors);
  if (form.value.remove !== '') await removeTag(db, text.id, form.value.remove);
  else if (wanted === '') return again({ tag: 'Напишите, о чём этот ответ, например «расписание»' });
  else if (text.tags.length >= MOST_TAGS) return again({ tag: 'У ответа уже десять тем: уберите лишнюю' });
  else await addTag(db, text.id, text.known ?? wanted);
  await noteTag(context, form.value.remove === '' ? (text.known ?? wanted) : form.value.remove);
  const back = urls.surveyTexts(survey.id, { item: item.id, tag: tagOf(place.filter), page: place.page });
  return redirect(`${back}#${textAnchor(text.id)}`);
}

function noteTag({ db, actor, subject: survey, requestId, now }: Post, line: string): Promise<void> {
  return writeAudit(db, {
    actorId: actor.personId,
    action: 'survey.tagged',
    subjectKind: 'survey',
    subjectId: survey.id,
    details: { lines: [line] },
    requestId,
    at: now,
  });
}

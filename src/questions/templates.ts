import sql from 'sql-template-tag';
import * as z from 'zod';
import { id } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import { idParam } from '../web/form.ts';
import type { Finder } from '../web/route.ts';

export const TemplateParams = z.object({ templateId: idParam });

export const TemplateRow = z.object({ id, title: z.string(), body: z.string() });
export type TemplateRow = z.output<typeof TemplateRow>;

/** So many templates a teacher keeps: more are not found again. */
export const MOST_TEMPLATES = 50;

/** What a teacher may begin with; nothing of it is stored until they take it over. */
export const suggestedTemplates: readonly { title: string; body: string }[] = [
  {
    title: 'Пришлите фото решения',
    body: 'Покажите, пожалуйста, что уже получилось: сфотографируйте решение и приложите к ответу. Так я увижу, на каком шаге возникла трудность.',
  },
  {
    title: 'Разберём на уроке',
    body: 'Спасибо за вопрос. Он будет полезен всему классу, поэтому разберём его на следующем уроке. Если после этого что-то останется непонятным, напишите сюда.',
  },
  {
    title: 'Это есть в учебнике',
    body: 'Похожий пример разобран в учебнике, в параграфе ___ на странице ___. Прочитайте его, попробуйте решить по образцу и напишите, что осталось непонятным.',
  },
  {
    title: 'Приходите на консультацию',
    body: 'Такое проще объяснить вслух. Запишитесь, пожалуйста, ко мне на консультацию: на портале есть свободное время.',
  },
  {
    title: 'Ребёнок болел: с чего начать',
    body: 'Не торопитесь, наверстаем. Сначала прочитайте параграф ___, потом решите номера ___. Остальное выполнять не нужно. Когда дойдёте до трудного места, напишите сюда.',
  },
];

/** A template of this very teacher. */
export const templateForOwner: Finder<TemplateRow, { templateId: number }> = ({ db, actor, params }) =>
  db.maybeRow(
    TemplateRow,
    sql`select id, title, body from answer_template where id = ${params.templateId} and person_id = ${actor.personId}`,
  );

export function listTemplates(db: Db, personId: number): Promise<TemplateRow[]> {
  return db.rows(
    TemplateRow,
    sql`select id, title, body from answer_template where person_id = ${personId} order by title, id`,
  );
}

/** Adds a template. @returns false where the teacher has one of this name, or too many already */
export async function addTemplate(
  tx: Db,
  personId: number,
  { title, body }: { title: string; body: string },
): Promise<boolean> {
  const added = await tx.run(sql`
    insert into answer_template (person_id, title, body)
    select ${personId}::bigint, ${title}, ${body}
    where (select count(*) from answer_template where person_id = ${personId}) < ${MOST_TEMPLATES}
    on conflict (person_id, title) do nothing
  `);
  return added === 1;
}

/** Changes a template. @returns false where another of theirs has this name */
export async function changeTemplate(
  tx: Db,
  personId: number,
  { id: templateId, title, body }: TemplateRow,
): Promise<boolean> {
  const changed = await tx.run(sql`
    update answer_template t set title = ${title}, body = ${body}
    where t.id = ${templateId} and t.person_id = ${personId} and not exists (
      select from answer_template o where o.person_id = ${personId} and o.title = ${title} and o.id <> t.id)
  `);
  return changed === 1;
}

export async function removeTemplate(tx: Db, personId: number, templateId: number): Promise<void> {
  await tx.run(sql`delete from answer_template where id = ${templateId} and person_id = ${personId}`);
}

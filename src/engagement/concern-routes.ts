import { writeAudit } from '../audit/audit.ts';
import { errorSummary, type FilledForm, field, freshForm, type NoteModel } from '../web/components.ts';
import { nb } from '../web/dates.ts';
import { readForm } from '../web/form.ts';
import { page, type Reply, redirect } from '../web/reply.ts';
import { allow, get, type PostContext, post, type Route, type RouteContext } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { closeConcern, listConcerns } from './concern-queries.ts';
import { concernName, toConcernsPage } from './concerns-model.ts';
import { type ConcernRow, concernForActor } from './find.ts';
import { ClosingForm, ConcernParams, ConcernsQuery } from './forms.ts';
import { concernClosingPage, concernsPage } from './pages.ts';

const CLOSING = 'Больше не под вниманием';

type Get = RouteContext<{ concernId: number }, unknown, ConcernRow>;
type Post = PostContext<{ concernId: number }, unknown, ConcernRow>;

export const concernRoutes: readonly Route[] = [
  get('/concerns', { policy: allow('concern:read'), query: ConcernsQuery }, async (context) => {
    const { db, actor, query, today, school } = context;
    const rows = await listConcerns(db, actor, { areClosed: query.show === 'closed', today });
    const model = toConcernsPage(rows, query, { actor, today, timeZone: school.timeZone });
    return page(concernsPage, model, { title: model.head.title });
  }),

  get(
    '/concerns/:concernId/closing',
    { policy: allow('concern:decide', concernForActor), params: ConcernParams },
    (context) => closingReply(context, freshForm()),
  ),

  post(
    '/concerns/:concernId/closing',
    { policy: allow('concern:decide', concernForActor), params: ConcernParams },
    close,
  ),
];

async function close(context: Post): Promise<Reply> {
  const { db, subject: concern, body, actor, now, requestId } = context;
  const form = readForm(ClosingForm, body);
  if (!form.ok) return closingReply(context, form, 422);
  const { version, words } = form.value;
  if (!(await closeConcern(db, { id: concern.id, version }, { personId: actor.personId, at: now, words })))
    return closingReply(context, { values: body, errors: {} }, 409);
  await writeAudit(db, {
    actorId: actor.personId,
    action: 'concern.closed',
    subjectKind: 'concern',
    subjectId: concern.id,
    details: { student_id: concern.student_id, words, lines: [concernName(concern)] },
    requestId,
    at: now,
  });
  return redirect(urls.concerns(), { flash: nb(`${concernName(concern)} — закрыто.`) });
}

function closingReply({ subject: concern }: Get, form: FilledForm, status = 200): Reply {
  const name = nb(`${concern.family_name} ${concern.given_name}`);
  const isFault = status === 422;
  return page(
    concernClosingPage,
    {
      head: {
        title: CLOSING,
        crumb: [
          { text: 'Под вниманием', href: urls.concerns() },
          { text: name, href: urls.student(concern.student_id) },
        ],
        lead: nb(
          'Портал не поднимет те же уроки снова. Если пропуски, молчание или сбои связи повторятся на новых уроках, ученик появится опять.',
        ),
      },
      problems: errorSummary(form.errors),
      conflict: concern.closed_at !== null || status === 409 ? CLOSED_ALREADY : null,
      action: urls.concernClosing(concern.id),
      version: String(concern.version),
      words: field(form, 'words', 'Почему', {
        type: 'textarea',
        rows: 3,
        maxLength: 500,
        hint: nb('Например: вернулся после болезни, на уроках участвует. Останется в карточке ученика.'),
      }),
      cancel: { href: urls.concerns(), text: 'Не закрывать' },
    },
    { title: isFault ? `Ошибка — ${CLOSING}` : CLOSING, status },
  );
}

const CLOSED_ALREADY: NoteModel = {
  kind: 'warn',
  title: 'Это уже закрыто',
  text: nb('Закрыл кто-то другой, или правило больше не выполняется. Написанное вами осталось в форме.'),
  link: { href: urls.concerns({ show: 'closed' }), text: 'Посмотреть закрытые' },
};

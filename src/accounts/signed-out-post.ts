import { freshForm } from '../web/components.ts';
import { nb } from '../web/dates.ts';
import type { FormBody } from '../web/form.ts';
import { page, type Reply } from '../web/reply.ts';
import { urls } from '../web/urls.ts';
import type { KeptForm } from './forms.ts';
import { signInPage } from './pages.ts';
import { toSignInPage } from './sign-in-model.ts';

/** More than this is not carried along: the sign-in form itself must stay within what the portal takes. */
const MOST_KEPT = 60_000;

/** A form with one of these is typed anew: a password is never written into a page. */
const SECRETS = new Set(['password', 'present', 'repeated', 'phrase', 'code']);

const KEPT = 'Войдите — всё, что вы заполнили, сохранится.';
const KEPT_WITHOUT_FILES =
  'Войдите — написанное сохранится. Файлы не сохранились: приложите их потом ещё раз.';
const AGAIN = 'Войдите и отправьте форму ещё раз.';

/**
 * Answers a form that came after the session had ended: the sign-in page, which carries all that was typed, so that
 * it can be sent on after signing in. Files are not carried along, and what holds a password is asked for again.
 */
export function signedOutPost(asked: { path: string; body: FormBody; hadFiles: boolean }): Reply {
  const isSecret = Object.keys(asked.body).some((name) => SECRETS.has(name));
  const isOnlyFiles = asked.hadFiles && Object.keys(asked.body).every((name) => name.startsWith('_'));
  const kept = isOnlyFiles || isSecret ? '' : toKept(asked.path, asked.body);
  const isKept = kept !== '' && kept.length <= MOST_KEPT;
  const words = asked.hadFiles ? KEPT_WITHOUT_FILES : KEPT;
  const text = `Вы долго ничего не нажимали, и портал закрыл доступ. ${isKept ? words : AGAIN}`;
  const model = toSignInPage(freshForm(), {
    to: urls.home(),
    kept: isKept ? kept : '',
    note: { kind: 'warn', text: nb(text) },
  });
  return page(signInPage, model, { title: model.title, status: 401 });
}

function toKept(path: string, body: FormBody): string {
  const fields = Object.entries(body)
    .filter(([name]) => !name.startsWith('_'))
    .flatMap(([name, value]) => [value].flat().map((one) => ({ name, value: one })));
  return JSON.stringify({ path, fields } satisfies KeptForm);
}

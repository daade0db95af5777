import { errorSummary, type FilledForm, field, type NoteModel } from '../web/components.ts';
import { nb } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import type { SignInPage } from './pages.ts';

/** The sign-in page's model. @param kept a form that waits to be sent on, as one text */
export function toSignInPage(
  form: FilledForm,
  { to = '', kept = '', note = null }: { to?: string; kept?: string; note?: NoteModel | null } = {},
): SignInPage {
  return {
    title: 'Вход',
    note: Object.keys(form.errors).length > 0 ? null : note,
    summary: errorSummary(form.errors, 'Войти не получилось'),
    action: urls.signIn(),
    login: field(form, 'login', 'Логин', {
      autocomplete: 'username',
      spellcheck: false,
      hint: nb('Латинскими буквами, как на листке из школы'),
    }),
    password: field(form, 'password', 'Пароль', { type: 'password', autocomplete: 'current-password' }),
    to,
    kept,
    activationHref: urls.activation(),
  };
}

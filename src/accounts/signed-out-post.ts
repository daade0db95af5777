import type { FormBody } from '../web/form.ts';
import { type Reply, redirect } from '../web/reply.ts';
import { urls } from '../web/urls.ts';

/** Answers a form that came after the session had ended. */
export function signedOutPost(asked: { path: string; body: FormBody; hadFiles: boolean }): Reply {
  return redirect(urls.signIn(asked.path));
}

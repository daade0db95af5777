import * as z from 'zod';
import { anyone, get, post, type Route, signedIn } from '../web/route.ts';
import {
  changePassword,
  chooseActingRole,
  endOwnSession,
  SessionParams,
  showAccount,
  showChangePassword,
  signOut,
  signOutEverywhere,
} from './account.ts';
import { checkCode, chooseFirstPassword, showActivation, showNewPassword } from './activation.ts';
import { showSignIn, signIn } from './sign-in.ts';

const SignInQuery = z.object({ to: z.string().optional().catch(undefined) });

const entrance = anyone('the way in');

/** Signing in and out, activation, and one's own account. */
export const accountRoutes: readonly Route[] = [
  get('/sign-in', { policy: entrance, query: SignInQuery, isSameForVisitors: true }, showSignIn),
  post('/sign-in', { policy: entrance, transaction: false }, signIn),
  // Open, so that signing out of a session that has ended already is no fault
  post('/sign-out', { policy: anyone('signing out of an ended session'), transaction: false }, signOut),
  post(
    '/sign-out/everywhere',
    { policy: anyone('signing out of an ended session'), transaction: false },
    signOutEverywhere,
  ),
  get('/activation', { policy: entrance }, showActivation),
  post('/activation', { policy: entrance, transaction: false }, checkCode),
  get('/activation/password', { policy: entrance }, showNewPassword),
  post('/activation/password', { policy: entrance, transaction: false }, chooseFirstPassword),
  get('/account', { policy: signedIn() }, showAccount),
  get('/account/password', { policy: signedIn() }, showChangePassword),
  post('/account/password', { policy: signedIn(), transaction: false }, changePassword),
  post('/account/sessions/:key/end', { policy: signedIn(), params: SessionParams }, endOwnSession),
  post('/acting-role', { policy: signedIn() }, chooseActingRole),
];

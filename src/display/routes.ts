import {
  displayCookieName,
  displayOf,
  displayOfCookie,
  ordinaryDisplay,
  writeDisplay,
} from '../web/display-settings.ts';
import { type FormBody, typed } from '../web/form.ts';
import { page, redirect } from '../web/reply.ts';
import { anyone, get, post, type Route } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { displayPage, toDisplayPage } from './pages.ts';

const open = anyone('how pages look is chosen before signing in, too');

/** The version for people with poor sight: settings of the same pages, kept in a cookie. */
export const displayRoutes: readonly Route[] = [
  get('/display', { policy: open }, ({ cookie }) =>
    page(displayPage, toDisplayPage(displayOfCookie(cookie(displayCookieName))), {
      title: 'Версия для слабовидящих',
    }),
  ),
  post('/display', { policy: open, transaction: false }, ({ body }) => {
    const value = writeDisplay(chosenDisplay(body));
    return redirect(urls.display(), { cookies: [{ name: displayCookieName, value, maxAgeDays: 365 }] });
  }),
];

function chosenDisplay(body: FormBody) {
  if (body.reset !== undefined) return ordinaryDisplay;
  return displayOf(Object.fromEntries(Object.keys(body).map((name) => [name, typed(body, name)])));
}

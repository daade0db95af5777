import express, { type Express } from 'express';
import { checkPassword } from './accounts/check-password.ts';
import { signedOutPost } from './accounts/signed-out-post.ts';
import { navigation } from './navigation.ts';
import { loadSchoolInfo } from './people/school-info.ts';
import { routes } from './routes.ts';
import type { School } from './school.ts';
import { staticFiles } from './web/assets.ts';
import { refuseCrossSite } from './web/csrf.ts';
import { answerFaults, answerNotFound } from './web/faults.ts';
import { securityHeaders } from './web/headers.ts';
import { infoCache } from './web/info-cache.ts';
import { type MountedSchool, type MountOptions, mount } from './web/mount.ts';
import { requestLog } from './web/request-log.ts';
import type { Route } from './web/route.ts';
import { answerKept } from './web/send.ts';
import { sessionMiddleware } from './web/session.ts';
import { visitorPages } from './web/visitor-pages.ts';

/**
 * One school's portal as an Express application: everything that a request passes, in this order.
 * @param mountedRoutes all of the portal's; a test of the guards gives others
 */
export function createSchoolApp(school: School, mountedRoutes: readonly Route[] = routes): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.set('trust proxy', school.trustProxy);

  const secure = school.publicUrl.startsWith('https:');
  const cache = infoCache(() => loadSchoolInfo(school.db));
  const mounted: MountedSchool = {
    db: school.db,
    now: () => school.clock.now(),
    info: cache.info,
    lastInfo: cache.last,
    forgetInfo: cache.forget,
    visitorPages: visitorPages(),
    publicUrl: school.publicUrl,
    secretFor: school.secretFor,
    secure,
  };
  const options: MountOptions = { navigation, signedOutPost };

  app.use(requestLog(school));
  app.use(answerKept(mounted)); // with the headers that were set when it was made
  app.use(securityHeaders(secure));
  app.use(staticFiles({ shortName: school.name }));
  app.use(
    sessionMiddleware({
      db: school.db,
      secret: school.sessionSecret,
      secure,
      checkPassword: (login, password) => checkPassword(school.db, login, password),
    }),
  );
  app.use(refuseCrossSite([school.publicUrl]));
  mount(app, mountedRoutes, mounted, options);
  app.use(answerNotFound(mounted, options));
  app.use(answerFaults(mounted, options, school.log));
  return app;
}

import compression from 'compression';
import type { RequestHandler } from 'express';

/** Pages go out compressed where the browser takes it; a little effort only: pages are made anew each time. */
export function pageCompression(): RequestHandler {
  return compression({ threshold: 1024, level: 4 });
}

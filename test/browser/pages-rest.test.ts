import { test } from 'vitest';
import { checkPages } from './page-fitness.ts';

test('every other page is fit for use: axe, targets, narrow screens', { timeout: 240_000 }, () =>
  checkPages(1),
);

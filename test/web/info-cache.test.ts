import { expect, it } from 'vitest';
import { infoCache } from '../../src/web/info-cache.ts';
import type { SchoolInfo } from '../../src/web/route.ts';

const named = (name: string): SchoolInfo => ({
  name,
  shortName: name,
  city: '',
  timeZone: 'UTC',
  supportPhone: '',
  supportEmail: '',
  supportHours: '',
  noticeLeadHours: 24,
  entryOpensMinutes: 10,
  entryClosesMinutes: 10,
  registerOpenDays: 14,
  absenceNoticeMinutes: 60,
  registerReminderAt: '17:00',
  daysPerWeek: 5,
  isDemo: false,
  linkHosts: [],
});

it('what was being read while the settings were saved is not kept', async () => {
  const answers: ((info: SchoolInfo) => void)[] = [];
  const cache = infoCache(() => new Promise((resolve) => answers.push(resolve)));
  const before = cache.info();
  cache.forget(); // somebody saved
  const after = cache.info();
  answers[1]?.(named('new'));
  expect((await after).name).toBe('new');
  answers[0]?.(named('old'));
  await before;
  expect((await cache.info().then(() => cache.last()))?.name).toBe('new');
});

/** The pages that are driven, each as it is seen by many people. */
import type { Family } from './people.ts';

/** One request of one person. */
export interface Variant {
  path: string;
  /** Empty for a visitor who is not signed in. */
  cookie: string;
}

export interface BenchPage {
  name: string;
  variants: readonly Variant[];
}

/** The five pages. `cookies` holds the Cookie header by person's number and by login. */
export function benchPages(families: readonly Family[], cookies: ReadonlyMap<string, string>): BenchPage[] {
  const as = (who: number | string, path: string): Variant => {
    const cookie = cookies.get(String(who));
    if (cookie === undefined) throw new Error(`${who} is not signed in`);
    return { path, cookie };
  };
  return [
    {
      name: 'home of a parent',
      variants: ['belova', 'akhmetova', ...families.map((one) => one.guardian_id)].map((who) => as(who, '/')),
    },
    { name: 'week of a student', variants: families.map((one) => as(one.student_id, '/week')) },
    {
      name: 'lesson page',
      variants: families.flatMap((one) =>
        [one.student_id, one.guardian_id, one.teacher_id].map((who) => as(who, `/lessons/${one.lesson_id}`)),
      ),
    },
    {
      name: 'service register',
      variants: ['ivanenko', 'sidorov', 'petrova', ...families.map((one) => one.teacher_id)].map((who) =>
        as(who, '/services'),
      ),
    },
    { name: 'sign-in page', variants: [{ path: '/sign-in', cookie: '' }] },
  ];
}

export const LOGINS = ['belova', 'akhmetova', 'ivanenko', 'sidorov', 'petrova'];

/** What a browser says that it takes, by https. */
export const ACCEPTED = 'gzip, deflate, br, zstd';

/** The headers of a variant's request. */
export function headersOf(variant: Variant): Record<string, string> {
  const headers: Record<string, string> = { 'Accept-Encoding': ACCEPTED };
  if (variant.cookie !== '') headers.Cookie = variant.cookie;
  return headers;
}

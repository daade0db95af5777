import * as z from 'zod';

/** What brings a pupil up (always true 8): each kind counts lessons by a dated rule of the settings. */
export const concernKinds = ['missed', 'silent', 'technical'] as const;

export type ConcernKind = (typeof concernKinds)[number];

export interface ConcernKindWords {
  /** On a chip: «Пропуски». */
  brief: string;
  /** What is counted, for whoever sets the rule. */
  about: string;
}

export const concernKindWords: Readonly<Record<ConcernKind, ConcernKindWords>> = {
  missed: {
    brief: 'Пропуски',
    about:
      'Считаются онлайн-уроки с отметками «не было» и «уважительная причина»: уроки пропущены в обоих случаях, а причину портал покажет рядом.',
  },
  silent: {
    brief: 'Молчание',
    about: 'Считаются онлайн-уроки, на которых ученик был, в том числе с опозданием, с активностью 0.',
  },
  technical: {
    brief: 'Связь',
    about: 'Считаются онлайн-уроки с отметкой «не смог подключиться».',
  },
};

/** Why it may be so, by what the portal knows. */
export const causes = [
  'illness',
  'announced',
  'no_device',
  'never_signed_in',
  'silent',
  'one_course',
  'unknown',
] as const;

export type Cause = (typeof causes)[number];

/** How a pupil stands with the portal: no account, a code not used yet, never seen, seen. */
export const accountStates = ['none', 'no_password', 'never', 'seen'] as const;

/** What was known of a pupil's lessons when the portal last looked: what a likely cause rests on. */
export const GroundsShape = z.object({
  /** Lessons that brought the pupil up. */
  counted: z.number(),
  /** Lessons of the rule's days with a mark of the pupil. */
  marks: z.number(),
  /** Of those: present or late; present or late with activity 0; could not connect. */
  attended: z.number(),
  silent: z.number(),
  technical: z.number(),
  /** Counted lessons that an announced illness or visit to a doctor covers. */
  ill: z.number(),
  /** Counted lessons that an announcement covers for whatever reason but a missing connection. */
  told: z.number(),
  /** Lessons of the rule's days on which the connection failed: by mark, ticket or announcement. */
  offline: z.number(),
  /** Tickets of the pupil for lessons of the rule's days. */
  tickets: z.number(),
  /** The newest announcement that covers a counted lesson. */
  absence: z.object({ reason: z.string(), ends_on: z.string(), relation: z.string() }).nullable(),
  /** The subject with most counted lessons, and how many lessons of others the pupil attended. */
  subject: z.object({ name: z.string(), counted: z.number(), attended_elsewhere: z.number() }).nullable(),
  account: z.enum(accountStates),
});

export type Grounds = z.infer<typeof GroundsShape>;

import { createHmac } from 'node:crypto';

/** The two keys of what is answered without a name; the database holds neither (decision 0029). */
export interface AnswerKeys {
  /** Under which boxes of ballots are sealed. */
  box: Buffer;
  /** Under which it is remembered that somebody has answered. */
  token: Buffer;
}

/** The keys of surveys and of «как прошёл урок», from the context of a route or a job. */
export function answerKeys(context: { secretFor: (purpose: string) => Buffer }): AnswerKeys {
  return { box: context.secretFor('surveys: boxes'), token: context.secretFor('surveys: tokens') };
}

/**
 * What is kept to know that somebody has answered: 32 bytes that only the holder of the key can make or recognise.
 * @param what what was answered: `survey 12`, `pulse 2026-11-23`
 * @param studentId the child that a guardian answered about; null: somebody answered for themselves
 */
export function answerToken(
  keys: Pick<AnswerKeys, 'token'>,
  what: string,
  personId: number,
  studentId: number | null,
): Buffer {
  const said = `${what}|${personId}|${studentId ?? ''}`;
  return createHmac('sha256', keys.token).update(said).digest();
}

/** What a token of a survey is about. */
export function ofSurvey(surveyId: number): string {
  return `survey ${surveyId}`;
}

import { tellOfAbsences } from './attendance/absence-notice-job.ts';
import { findConcerns } from './attendance/find-concerns-job.ts';
import { passOnPlaces } from './consultations/invitations-job.ts';
import { remindOfConsultations } from './consultations/remind-job.ts';
import { cleanUp } from './jobs/clean-up.ts';
import type { AnyJob } from './jobs/job.ts';
import type { Schedule } from './jobs/run-worker.ts';
import { holdLessons } from './lessons/hold-job.ts';
import { deliverNotices } from './notifying/deliver-job.ts';
import { remindOfQuestions } from './questions/remind-job.ts';
import { remindOfRegisters } from './registers/remind-job.ts';
import { openPulse } from './surveys/open-pulse-job.ts';
import { turnSurveys } from './surveys/turn-job.ts';

/** Every kind of job of the portal, once. */
export const jobs: readonly AnyJob[] = [
  cleanUp,
  deliverNotices,
  findConcerns,
  holdLessons,
  openPulse,
  passOnPlaces,
  remindOfConsultations,
  remindOfQuestions,
  remindOfRegisters,
  tellOfAbsences,
  turnSurveys,
];

/** What is run by the clock (UTC). */
export const schedules: readonly Schedule[] = [
  { job: cleanUp, cron: '20 1 * * *' },
  { job: holdLessons, cron: '40 1 * * *' },
  { job: findConcerns, cron: '50 1 * * *' },
  { job: openPulse, cron: '10 2 * * *' },
  { job: passOnPlaces, cron: '*/5 * * * *' },
  { job: remindOfConsultations, cron: '*/15 * * * *' },
  { job: remindOfQuestions, cron: '*/15 * * * *' },
  { job: remindOfRegisters, cron: '*/15 * * * *' },
  { job: turnSurveys, cron: '5 * * * *' },
];

import type { Finder } from '../web/route.ts';
import { findAnyLesson, findLesson, type LessonRow } from './queries.ts';

type LessonParams = { lessonId: number };

/** A lesson that this actor may look at. */
export const lessonForActor: Finder<LessonRow, LessonParams> = ({ db, params, actor }) =>
  findLesson(db, params.lessonId, actor);

/** Any lesson: an entry is answered in words and logged, also for those whom the lesson is not for. */
export const lessonToEnter: Finder<LessonRow, LessonParams> = ({ db, params, actor }) =>
  findAnyLesson(db, params.lessonId, actor);

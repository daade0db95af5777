import type { Cause, ConcernKind, Grounds } from './concern.ts';

/** Three of four lessons of one subject, with others attended, speak of the subject. */
const ONE_COURSE_SHARE = 0.75;
const ATTENDED_ELSEWHERE = 2;
const SILENT_LESSONS = 2;

/**
 * The likely cause of a concern, by what is known (always true 8): what the family said first, then what hinders,
 * then how the pupil takes part. A guess for whoever speaks with the family, never a finding.
 */
export function likelyCause(kind: ConcernKind, grounds: Grounds): Cause {
  if (kind === 'silent') return isOneCourse(grounds) ? 'one_course' : 'silent';
  if (kind === 'technical') return isOneCourse(grounds) ? 'one_course' : 'no_device';
  if (isHalf(grounds.ill, grounds.counted)) return 'illness';
  if (isHalf(grounds.told, grounds.counted)) return 'announced';
  if (isHalf(grounds.offline, grounds.counted)) return 'no_device';
  if (grounds.account !== 'seen') return 'never_signed_in';
  if (grounds.silent >= SILENT_LESSONS && isHalf(grounds.silent, grounds.attended)) return 'silent';
  return isOneCourse(grounds) ? 'one_course' : 'unknown';
}

function isHalf(part: number, whole: number): boolean {
  return part > 0 && part * 2 >= whole;
}

/** Whether it is one subject, of a pupil who comes to the others. */
function isOneCourse({ subject, counted }: Grounds): boolean {
  return (
    subject !== null &&
    subject.counted >= counted * ONE_COURSE_SHARE &&
    subject.attended_elsewhere >= ATTENDED_ELSEWHERE
  );
}

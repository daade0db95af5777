import sql, { type Sql } from 'sql-template-tag';

/**
 * The condition under which the absence `a` of a pupil covers the lesson `l`: announced and not taken back, for that
 * day, and for that lesson where only some of a day were named.
 */
export const coversLesson: Sql = sql`(
  a.state <> 'withdrawn' and l.day between a.starts_on and a.ends_on
  and (a.periods is null or l.period = any(a.periods)))`;

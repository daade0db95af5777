import * as z from 'zod';

/** A row's number (bigint in the database, read as a number: the pool's parsers see to it). */
export const id = z.number().int();
/** A day of the school's calendar, as '2026-09-01'. */
export const day = z.string();
/** A local time of day, as '08:30:00'. */
export const time = z.string();
/** A moment; UTC in the database. */
export const instant = z.instanceof(Temporal.Instant);

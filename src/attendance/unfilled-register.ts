import sql, { type Sql } from 'sql-template-tag';

/**
 * The condition under which the register of the lesson `l` should have been filled and is not: an online lesson of
 * this school year that was not cancelled and is over.
 * @param today the school's local day
 */
export function hasUnfilledRegister({ now, today }: { now: Temporal.Instant; today: string }): Sql {
  return sql`(
    l.format = 'online' and l.status <> 'cancelled' and l.day between ${yearBegins(today)} and ${today}::date
    and l.ends_at <= ${now} and not exists (select from register f where f.lesson_id = l.id))`;
}

/** The first day of the school year of a day; between years, of the last one; a year ago where there is none. */
export function yearBegins(today: string): Sql {
  return sql`coalesce((select max(y.starts_on) from school_year y where y.starts_on <= ${today}), ${today}::date - 365)`;
}

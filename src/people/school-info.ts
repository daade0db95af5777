import sql from 'sql-template-tag';
import * as z from 'zod';
import type { Db } from '../db/db.ts';
import type { SchoolInfo } from '../web/route.ts';

const InfoRow = z.object({
  name: z.string(),
  short_name: z.string(),
  city: z.string(),
  time_zone: z.string(),
  support_phone: z.string(),
  support_email: z.string(),
  support_hours: z.string(),
  notice_lead_hours: z.number(),
  entry_opens_minutes: z.number(),
  entry_closes_minutes: z.number(),
  register_open_days: z.number(),
  absence_notice_minutes: z.number(),
  register_reminder_at: z.string(),
  days_per_week: z.number(),
  is_demo: z.boolean(),
  link_hosts: z.array(z.string()),
});

/** The school's own row and the hosts of its services; null in a database that has no school yet. */
export async function loadSchoolInfo(db: Db): Promise<SchoolInfo | null> {
  const row = await db.maybeRow(
    InfoRow,
    sql`
      select name, short_name, city, time_zone, support_phone, support_email, support_hours, notice_lead_hours,
        entry_opens_minutes, entry_closes_minutes, register_open_days, absence_notice_minutes,
        to_char(register_reminder_at, 'HH24:MI') as register_reminder_at, days_per_week, is_demo,
        array(select distinct host from service_host order by host) as link_hosts
      from school
    `,
  );
  if (row === null) return null;
  return {
    name: row.name,
    shortName: row.short_name,
    city: row.city,
    timeZone: row.time_zone,
    supportPhone: row.support_phone,
    supportEmail: row.support_email,
    supportHours: row.support_hours,
    noticeLeadHours: row.notice_lead_hours,
    entryOpensMinutes: row.entry_opens_minutes,
    entryClosesMinutes: row.entry_closes_minutes,
    registerOpenDays: row.register_open_days,
    absenceNoticeMinutes: row.absence_notice_minutes,
    registerReminderAt: row.register_reminder_at,
    daysPerWeek: row.days_per_week,
    isDemo: row.is_demo,
    linkHosts: row.link_hosts,
  };
}

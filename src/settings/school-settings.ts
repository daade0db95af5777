import sql from 'sql-template-tag';
import * as z from 'zod';
import { day } from '../db/columns.ts';
import type { Db } from '../db/db.ts';
import type { SettingsValues } from './forms.ts';

const SettingsRow = z.object({
  version: z.number(),
  name: z.string(),
  short_name: z.string(),
  city: z.string(),
  time_zone: z.string(),
  director_name: z.string(),
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
});
export type SettingsRow = z.infer<typeof SettingsRow>;

export function loadSettings(db: Db): Promise<SettingsRow> {
  return db.row(
    SettingsRow,
    sql`
      select version, name, short_name, city, time_zone, director_name, support_phone, support_email, support_hours,
        notice_lead_hours, entry_opens_minutes, entry_closes_minutes, register_open_days, absence_notice_minutes,
        to_char(register_reminder_at, 'HH24:MI') as register_reminder_at, days_per_week
      from school
    `,
  );
}

/** Saves the settings over the version that the form was filled from: false where somebody else was first. */
export async function saveSettings(tx: Db, values: SettingsValues): Promise<boolean> {
  const saved = await tx.run(sql`
    update school set name = ${values.name}, short_name = ${values.short_name},
      support_phone = ${values.support_phone}, support_email = ${values.support_email},
      support_hours = ${values.support_hours}, notice_lead_hours = ${values.notice_lead_hours},
      entry_opens_minutes = ${values.entry_opens_minutes}, entry_closes_minutes = ${values.entry_closes_minutes},
      register_open_days = ${values.register_open_days}, absence_notice_minutes = ${values.absence_notice_minutes},
      register_reminder_at = ${values.register_reminder_at}, days_per_week = ${values.days_per_week}, version = version + 1
    where version = ${values.version}
  `);
  return saved === 1;
}

const LimitRow = z.object({
  kind: z.enum(['lesson_minutes', 'lesson_screen_minutes', 'day_screen_minutes']),
  grade_from: z.number(),
  grade_to: z.number(),
  minutes: z.number(),
  valid_from: day,
  source: z.string(),
});
export type LimitRow = z.infer<typeof LimitRow>;

/** The health limits in force on a day (always true 11). */
export function loadHealthLimits(db: Db, today: string): Promise<LimitRow[]> {
  return db.rows(
    LimitRow,
    sql`
      select kind, grade_from, grade_to, minutes, valid_from, source from health_limit
      where valid_from <= ${today} and (valid_to is null or valid_to >= ${today})
      order by case kind when 'lesson_minutes' then 1 when 'lesson_screen_minutes' then 2 else 3 end, grade_from
    `,
  );
}

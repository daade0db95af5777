import sql from 'sql-template-tag';
import * as z from 'zod';
import { FRESH_MARK, type Mark, type StudentMark } from '../../src/attendance/mark.ts';
import { saveNotHeld, saveRegister } from '../../src/attendance/save-register.ts';
import { personOf, type Stage } from '../support/cast.ts';

const Register = z.object({ version: z.number(), day: z.string() });

async function saveOf(at: Stage, lessonId: number, by: string, noticeMinutes: number) {
  const found = await at.db.row(
    Register,
    sql`select coalesce(r.version, 0) as version, l.day from lesson l left join register r on r.lesson_id = l.id
        where l.id = ${lessonId}`,
  );
  return {
    lessonId,
    day: found.day,
    version: found.version,
    by: await personOf(at.db, by),
    at: at.school.clock.now(),
    requestId: 'test',
    noticeMinutes,
  };
}

/** Saves a register as its teacher would: everybody named has this mark, present with nothing else unless told. */
export async function mark(
  at: Stage,
  lessonId: number,
  marks: Readonly<Record<string, Partial<Mark>>>,
  { by = 'kovaleva', noticeMinutes = 60 } = {},
): Promise<void> {
  const rows: StudentMark[] = [];
  for (const [login, given] of Object.entries(marks)) {
    rows.push({ student_id: await personOf(at.db, login), ...FRESH_MARK, ...given });
  }
  const saved = await at.db.transaction(async (tx) =>
    saveRegister(tx, await saveOf(at, lessonId, by, noticeMinutes), rows),
  );
  if (!saved) throw new Error('The register was not saved');
}

/** Writes that a lesson was not held. */
export async function markNotHeld(at: Stage, lessonId: number, by = 'kovaleva'): Promise<void> {
  const why = { reason: 'technical', words: '' } as const;
  const saved = await at.db.transaction(async (tx) =>
    saveNotHeld(tx, await saveOf(at, lessonId, by, 60), why),
  );
  if (!saved) throw new Error('The register was not saved');
}

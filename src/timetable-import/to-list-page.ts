import { counted, dayRange, dayWithYear, momentSaid, number, shortName } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import type { TimetableListPage, VersionLine } from './pages.ts';
import type { OpenImportRow, VersionListRow } from './queries.ts';

export interface ListFacts {
  versions: readonly VersionListRow[];
  open: readonly OpenImportRow[];
  canImport: boolean;
  now: Temporal.Instant;
  today: string;
  timeZone: string;
}

/** The page of the timetable's versions. */
export function toListPage({
  versions,
  open,
  canImport,
  now,
  today,
  timeZone,
}: ListFacts): TimetableListPage {
  return {
    head: {
      title: 'Версии расписания',
      lead: 'Расписание действует с выбранного дня до следующей версии. Прошлые уроки остаются как были.',
      actions: canImport
        ? [{ href: urls.timetableNew(), text: 'Загрузить расписание', icon: 'upload', main: true }]
        : [],
    },
    versions: versions.map((row) => toLine(row, now, today, timeZone)),
    empty:
      versions.length > 0
        ? null
        : {
            icon: 'calendar-days',
            text: 'Расписания ещё нет. Здесь появятся его версии: с какого дня действует каждая, кто и когда её ввёл.',
            link: canImport
              ? { href: urls.timetableNew(), text: 'Загрузить файл из aSc Timetables' }
              : undefined,
          },
    open: open.map((row) => ({
      href: urls.timetableImport(row.id),
      text: row.file_name,
      about: `загружен ${momentSaid(row.uploaded_at, now, timeZone)}${byWhom(row)}`,
    })),
  };
}

function toLine(row: VersionListRow, now: Temporal.Instant, today: string, timeZone: string): VersionLine {
  const isOver = row.ends_on !== null && row.ends_on < today;
  return {
    name: row.name,
    tag:
      row.starts_on > today
        ? { text: 'ещё не началось', kind: 'accent', icon: 'clock' }
        : isOver
          ? { text: 'закончилось' }
          : { text: 'действует', kind: 'ok', icon: 'circle-check' },
    period: row.ends_on === null ? `с ${dayWithYear(row.starts_on)}` : dayRange(row.starts_on, row.ends_on),
    applied: `${momentSaid(row.applied_at, now, timeZone)}${byWhom(row)}`,
    source: row.file_name ?? 'без файла',
    courses: number(row.courses),
    slots: counted(row.slots, 'урок', 'урока', 'уроков'),
  };
}

function byWhom(row: {
  family_name: string | null;
  given_name: string | null;
  patronymic: string | null;
}): string {
  if (row.family_name === null) return '';
  return `, ${shortName(row.family_name, row.given_name ?? '', row.patronymic)}`;
}

import { counted } from '../web/words.ts';
import type { BellPlan } from './choose-bells.ts';
import type { ImportedTimetable, Problem } from './imported-timetable.ts';
import type { Portal } from './load-portal.ts';
import type { Matches } from './match.ts';

export interface PlanFacts {
  timetable: ImportedTimetable;
  portal: Portal;
  matches: Matches;
  groups: ReadonlyMap<string, number>;
  bells: BellPlan;
  from: string;
  today: string;
  before: Portal['versions'][number] | null;
}

/** The file's problems and those that come up when it meets the portal: errors first, then by the file's line. */
export function planProblems(facts: PlanFacts): Problem[] {
  return [
    ...facts.timetable.problems,
    ...dayProblems(facts),
    ...teacherProblems(facts),
    ...bellProblems(facts),
    ...groupProblems(facts),
    ...weekProblems(facts),
  ].sort((a, b) => RANK[a.severity] - RANK[b.severity] || a.row - b.row);
}

const RANK = { error: 0, warning: 1, note: 2 } as const;

function dayProblems({ portal, from, today, before }: PlanFacts): Problem[] {
  if (from < portal.year.starts_on || from > portal.year.ends_on) {
    return [
      {
        severity: 'error',
        row: 1,
        words: 'День начала — вне учебного года.',
        remedy: 'Выберите день от первого до последнего дня учебного года.',
      },
    ];
  }
  if (before === null || from > today) return [];
  return [
    {
      severity: 'error',
      row: 1,
      words: 'Новое расписание вводят с завтрашнего дня или позже: сегодняшние уроки уже идут.',
      remedy: 'Выберите другой день начала.',
    },
  ];
}

function teacherProblems({ timetable, matches }: PlanFacts): Problem[] {
  return timetable.teachers.flatMap((teacher): Problem[] => {
    const match = matches.teachers.get(teacher.id);
    if (match?.kind !== 'ask') return [];
    return [
      {
        severity: 'error',
        row: teacher.row,
        words:
          match.candidates.length > 1
            ? `Учитель «${teacher.name}»: в портале несколько подходящих людей.`
            : `Учитель «${teacher.name}»: непонятно, кто это.`,
        remedy: 'Выберите человека ниже, в разделе «Кто есть кто».',
      },
    ];
  });
}

function bellProblems({ bells }: PlanFacts): Problem[] {
  const silent = [...new Set(bells.silent.map((place) => place.period))].sort((a, b) => a - b);
  return silent.map((period) => ({
    severity: 'error',
    row: 1,
    words: `Для ${period}-го урока нет времени ни в файле, ни в звонках портала.`,
    remedy: 'Добавьте время этого урока в aSc (таблица звонков) или в звонках портала.',
  }));
}

/** A file does not say which pupils are in which part of a class. */
function groupProblems({ timetable, groups }: PlanFacts): Problem[] {
  const parts = timetable.groups.filter(
    (group) => !groups.has(group.key) && group.members.some((member) => !member.isWhole),
  );
  if (parts.length === 0) return [];
  return [
    {
      severity: 'warning',
      row: 1,
      words: `В файле ${counted(parts.length, 'новая группа', 'новые группы', 'новых групп')} из частей классов. Кто в них учится, в файле не сказано.`,
      remedy: 'Расписание применится, но ученики увидят уроки такой группы, когда их внесут в её состав.',
    },
  ];
}

function weekProblems({ timetable, portal }: PlanFacts): Problem[] {
  const outside = timetable.slots.filter((slot) => slot.weekday > portal.year.days_per_week);
  if (outside.length === 0) return [];
  return [
    {
      severity: 'warning',
      row: outside[0]?.row ?? 1,
      words: `${counted(outside.length, 'урок стоит', 'урока стоят', 'уроков стоят')} вне учебной недели: в портале она из ${portal.year.days_per_week} дней.`,
      remedy: 'Эти уроки появятся в расписании. Если неделя другая, поправьте её в настройках школы.',
    },
  ];
}

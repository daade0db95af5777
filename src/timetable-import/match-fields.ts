import { type ChoicesModel, choices, freshForm, type SelectModel, select } from '../web/components.ts';
import { counted } from '../web/words.ts';
import type { ImportPlan } from './build-plan.ts';
import { CLASS_FIELD, TEACHER_FIELD } from './forms.ts';
import type { ImportedClass, ImportedTeacher, ImportedTimetable } from './imported-timetable.ts';
import type { Portal } from './load-portal.ts';
import type { Choices, Match } from './match.ts';

/** So many fields are shown at once; longer lists unfold. */
const FEW = 12;

export interface MatchFields {
  groups: { title: string; isOpen: boolean; fields: SelectModel[] }[];
  found: string;
  bells: ChoicesModel | null;
}

/**
 * What the coordinator is asked on a preview: the classes and teachers that were not found, or were chosen, each
 * with those of the portal that nobody in the file is; and whose times count, where the two tell other times. Null
 * where there is nothing to ask.
 */
export function matchFields(
  timetable: ImportedTimetable,
  portal: Portal,
  plan: ImportPlan,
  chosen: Choices,
): MatchFields | null {
  const freeClasses = free(portal.classes, plan.matches.classes);
  const freePeople = free(portal.people, plan.matches.teachers);
  const classes = timetable.classes.flatMap((one) => {
    const match = plan.matches.classes.get(one.id);
    if (match === undefined || isFound(match)) return [];
    return [classField(one, match, freeClasses, portal, chosen)];
  });
  const teachers = timetable.teachers.flatMap((one) => {
    const match = plan.matches.teachers.get(one.id);
    if (match === undefined || isFound(match)) return [];
    return [teacherField(one, match, freePeople, portal, chosen)];
  });
  const bells = bellsField(plan, chosen);
  if (classes.length === 0 && teachers.length === 0 && bells === null) return null;
  const found = [
    counted(timetable.classes.length - classes.length, 'класс', 'класса', 'классов'),
    counted(timetable.teachers.length - teachers.length, 'учитель', 'учителя', 'учителей'),
  ].join(', ');
  const mustChoose = [...plan.matches.teachers.values()].some((match) => match.kind === 'ask');
  const groups = [
    {
      title: `Классы, которых в портале нет: ${classes.length}`,
      isOpen: classes.length <= FEW,
      fields: classes,
    },
    {
      title: `Учителя, которых в портале нет: ${teachers.length}`,
      isOpen: mustChoose || teachers.length <= FEW,
      fields: teachers,
    },
  ];
  return {
    groups: groups.filter((group) => group.fields.length > 0),
    found: `Найдены сами: ${found}. Кого не нашли, заведём, если не выбрать другое.`,
    bells,
  };
}

function isFound(match: Match): boolean {
  return match.kind === 'known' && match.by !== 'choice';
}

function free<T extends { id: number }>(all: readonly T[], matches: ReadonlyMap<string, Match>): T[] {
  const taken = new Set([...matches.values()].flatMap((match) => (match.kind === 'known' ? [match.id] : [])));
  return all.filter((one) => !taken.has(one.id));
}

function classField(
  one: ImportedClass,
  match: Match,
  freeClasses: readonly Portal['classes'][number][],
  portal: Portal,
  chosen: Choices,
): SelectModel {
  const name = `${CLASS_FIELD}${one.id}`;
  const own = portal.classes.filter((known) => match.kind === 'known' && known.id === match.id);
  const make = one.grade > 0 ? `Завести класс ${one.name}` : `Завести группу «${one.name}»`;
  return select(
    freshForm({ [name]: String(chosen.classes[one.id] ?? '') }),
    name,
    `«${one.fileName}» в файле`,
    [
      { value: '', label: make },
      ...[...own, ...freeClasses].map((known) => ({ value: String(known.id), label: `Это ${known.name}` })),
    ],
  );
}

function teacherField(
  one: ImportedTeacher,
  match: Match,
  freePeople: readonly Portal['people'][number][],
  portal: Portal,
  chosen: Choices,
): SelectModel {
  const name = `${TEACHER_FIELD}${one.id}`;
  const own = portal.people.filter((known) => match.kind === 'known' && known.id === match.id);
  const first =
    match.kind === 'ask'
      ? { value: '', label: 'Выберите, кто это' }
      : { value: '', label: 'Завести нового учителя' };
  const make =
    match.kind === 'ask' && one.givenName !== '' ? [{ value: 'make', label: 'Завести нового учителя' }] : [];
  return select(freshForm({ [name]: String(chosen.teachers[one.id] ?? '') }), name, `${one.name} в файле`, [
    first,
    ...make,
    ...[...own, ...freePeople].map((known) => ({
      value: String(known.id),
      label: `${known.family_name} ${known.given_name} ${known.patronymic}`.trim(),
    })),
  ]);
}

function bellsField({ bells }: ImportPlan, chosen: Choices): ChoicesModel | null {
  if (bells.missing.length === 0 && bells.differing.length === 0) return null;
  const hints = [
    bells.missing.length > 0 ? `Звонков портала нет для уроков: ${bells.missing.join(', ')}.` : '',
    bells.differing.length > 0 ? `Другое время в файле у уроков: ${bells.differing.join(', ')}.` : '',
  ];
  const offered = { portal: '', file: '', [bells.offered]: ' (предлагаем)' };
  return choices(
    freshForm({ bells: chosen.bells ?? bells.by }),
    'bells',
    'По чьим звонкам идут уроки',
    [
      {
        value: 'portal',
        label: `По звонкам портала${offered.portal}`,
        hint: bells.missing.length > 0 ? 'Недостающие уроки возьмут время из файла.' : undefined,
      },
      {
        value: 'file',
        label: `По времени из файла${offered.file}`,
        hint: 'Звонки портала в этих классах и днях станут такими, как в файле.',
      },
    ],
    { hint: hints.filter((hint) => hint !== '').join(' ') },
  );
}

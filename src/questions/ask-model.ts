import { type FileUploadModel, toFileUpload } from '../attachments/attachment-model.ts';
import { type KeptFiles, NO_FILES } from '../attachments/keep-files.ts';
import {
  type ChipsModel,
  choices,
  type EmptyModel,
  type ErrorSummaryModel,
  errorSummary,
  type FilledForm,
  field,
  freshForm,
} from '../web/components.ts';
import { capital, fullName, nb, relativeDayLong, sentence } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import type { Addressee, AskQuery, AskStep, Pupil } from './addressee.ts';
import type { AddresseeRow, AddresseeTeacher } from './addressee-queries.ts';
import type { AskPage } from './ask-page.ts';
import { MOST_WRITTEN } from './message-form.ts';
import { rudeSummary, toRudeNote } from './rude-note.ts';

const ASK_TITLE = 'Новый вопрос';

/** What came back of a refused form. */
export interface AskedForm {
  form: FilledForm;
  files: KeptFiles;
  rude: readonly string[];
}

export const NOTHING_TYPED: AskedForm = { form: freshForm(), files: NO_FILES, rude: [] };

/** The page of a step on the way to a teacher; at the last one with its form. */
export function toAskPage(
  step: AskStep,
  look: { query: AskQuery; today: string; mayReadAnswers: boolean },
  filled: AskedForm = NOTHING_TYPED,
): AskPage {
  const empty: AskPage = {
    head: { title: ASK_TITLE, crumb: [{ text: 'Вопросы', href: urls.questions() }] },
    summary: null,
    chips: null,
    nothing: null,
    addressees: [],
    form: null,
  };
  if (step.kind === 'nobody') return { ...empty, nothing: NO_CHILD };
  if (step.kind === 'pupil') {
    return {
      ...empty,
      head: { ...empty.head, lead: 'О ком вопрос?' },
      chips: pupilChips(step.pupils, null, look.query),
    };
  }
  const { pupil, pupils, rows } = step;
  const chips = pupils.length > 1 ? pupilChips(pupils, pupil.id, look.query) : null;
  if (step.kind === 'addressee') {
    const addressees = addresseeLinks(rows, pupil);
    return {
      ...empty,
      head: { ...empty.head, title: titleOf(pupil), lead: 'Кому вопрос?' },
      chips,
      addressees,
      nothing: addressees.length === 0 ? NO_COURSES : null,
    };
  }
  const { to } = step;
  return {
    ...empty,
    head: { ...empty.head, title: titleOf(pupil), lead: leadOf(to, look.today) },
    summary: summaryOf(filled),
    chips,
    nothing: to.teachers.length === 0 ? nobodyThere(to, rows, pupil) : null,
    form: to.teachers.length === 0 ? null : askForm(to, pupil, look, filled),
  };
}

/** What was wrong with a form that takes files, or which words were rude. */
export function summaryOf({ form, files, rude }: AskedForm): ErrorSummaryModel | null {
  if (rude.length > 0) return rudeSummary(rude);
  return errorSummary({ ...form.errors, ...(files.fault === null ? {} : { files: files.fault }) });
}

/** The address of the form for one pupil. */
function askHref(to: Addressee, pupil: Pupil): string {
  const child = pupil.name === '' ? undefined : pupil.id;
  if (to.lesson !== null) return urls.questionNew({ lesson: to.lesson.id, child });
  return urls.questionNew(to.kind === 'course' ? { course: to.id, child } : { class: to.id, child });
}

function titleOf(pupil: Pupil): string {
  return pupil.name === '' ? ASK_TITLE : `${ASK_TITLE}: ${pupil.name}`;
}

/** «Алгебра, урок сегодня, 24 ноября» */
function leadOf({ kind, subject, lesson }: Addressee, today: string): string {
  if (kind === 'class') return 'Классному руководителю';
  return nb(lesson === null ? subject : `${subject}, урок ${relativeDayLong(lesson.day, today)}`);
}

function pupilChips(pupils: readonly Pupil[], chosenId: number | null, query: AskQuery): ChipsModel {
  return {
    label: 'О ком вопрос',
    chips: pupils.map((one) => {
      const name = one.name === '' ? 'Я' : one.name;
      return {
        href: urls.questionNew({ ...query, child: one.id }),
        text: one.className === null ? name : `${name}, ${one.className}`,
        current: one.id === chosenId,
      };
    }),
  };
}

/** The class teacher, then courses by subject; a group is named where a subject has several courses. */
function addresseeLinks(rows: readonly AddresseeRow[], pupil: Pupil): AskPage['addressees'] {
  const child = pupil.name === '' ? undefined : pupil.id;
  return rows
    .filter((row) => row.teachers.length > 0)
    .map((row) => {
      const isSplit = rows.filter((other) => other.subject === row.subject).length > 1;
      const about = row.teachers.map(teacherName).join(', ');
      return row.kind === 'class'
        ? { href: urls.questionNew({ class: row.id, child }), title: 'Классный руководитель', about }
        : {
            href: urls.questionNew({ course: row.id, child }),
            title: nb(isSplit ? `${row.subject}, ${row.name}` : row.subject),
            about,
          };
    });
}

function teacherName(one: AddresseeTeacher): string {
  return fullName(one.family_name, one.given_name, one.patronymic);
}

function askForm(
  to: Addressee,
  pupil: Pupil,
  look: { today: string; mayReadAnswers: boolean },
  { form: typed, files, rude }: AskedForm,
): NonNullable<AskPage['form']> {
  const [first, ...others] = to.teachers;
  const values = {
    topic: to.kind === 'class' ? 'organisation' : 'material',
    teacher_id: String(first?.id ?? ''),
    ...typed.values,
  };
  const form = { values, errors: typed.errors };
  const upload: FileUploadModel = toFileUpload(files);
  return {
    action: askHref(to, pupil),
    teacher: others.length === 0 && first !== undefined ? { id: first.id, name: teacherName(first) } : null,
    teachers:
      others.length === 0
        ? null
        : choices(
            form,
            'teacher_id',
            'Кому',
            to.teachers.map((one) => ({ value: String(one.id), label: teacherName(one) })),
          ),
    topic: choices(
      form,
      'topic',
      'О чём',
      [
        { value: 'material', label: 'Учебный материал' },
        { value: 'organisation', label: 'Организация: сроки, встречи' },
      ],
      { inline: true },
    ),
    body: field(form, 'body', 'Ваш вопрос', {
      type: 'textarea',
      rows: 6,
      maxLength: MOST_WRITTEN,
      hint:
        to.kind === 'course'
          ? nb('Напишите, что непонятно: номер задания, страницу, шаг решения.')
          : undefined,
    }),
    files: upload,
    rude: toRudeNote(rude),
    readers: readersOf(pupil),
    cancel: urls.questions(),
    answers:
      look.mayReadAnswers && to.kind === 'course'
        ? { href: urls.courseAnswers(to.id), text: 'Посмотреть, на что уже ответили классу' }
        : null,
  };
}

function readersOf(pupil: Pupil): string {
  const family =
    pupil.name === ''
      ? 'Вопрос и ответ видите вы и учитель, а у младших классов — и родители.'
      : 'Вопрос и ответ видите вы и учитель.';
  return nb(
    `${family} Классу учитель может показать ответ только без имени. За порядком следит координатор.`,
  );
}

const NO_CHILD: EmptyModel = {
  text: nb('Сейчас вам не открыт ни один ребёнок. Если это ошибка, скажите классному руководителю.'),
  icon: 'info',
};

const NO_COURSES: EmptyModel = {
  text: nb('Пока не записано, кто учит в этом классе. Позвоните в школу: телефон внизу страницы.'),
  icon: 'info',
};

/** Why nobody can be asked there; with the way to the class teacher where there is one. */
function nobodyThere(to: Addressee, rows: readonly AddresseeRow[], pupil: Pupil): EmptyModel {
  if (to.kind === 'class') {
    return {
      text: nb(
        'У класса сейчас нет классного руководителя на портале. Позвоните в школу: телефон внизу страницы.',
      ),
      icon: 'info',
    };
  }
  const own = rows.find((row) => row.kind === 'class' && row.teachers.length > 0);
  const text = sentence(nb(`${capital(to.subject)}: учителя сейчас нет на портале`));
  if (own === undefined)
    return { text: `${text} ${nb('Позвоните в школу: телефон внизу страницы.')}`, icon: 'info' };
  return {
    text: `${text} Спросите классного руководителя.`,
    icon: 'info',
    link: {
      href: urls.questionNew({ class: own.id, child: pupil.name === '' ? undefined : pupil.id }),
      text: 'Спросить классного руководителя',
    },
  };
}

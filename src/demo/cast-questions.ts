import type { LessonsByDay } from './pick-lessons.ts';
import { courseOf, momentBefore, type PlannedQuestion, type Said } from './planned-question.ts';

interface Words {
  kind: Said['kind'];
  /** School days before today. */
  days: number;
  time: string;
  body: string;
  /** False: the other side has not read it yet. */
  isRead?: boolean;
}

interface Spec {
  student: string;
  /** Who asked: a login. */
  by: string;
  teacher: string;
  className: string;
  /** Null: asked of the class teacher. */
  subject: string | null;
  topic: 'material' | 'organisation';
  said: readonly Words[];
  isClosed?: boolean;
  hasPhoto?: boolean;
  published?: { question: string; answer: string };
  handedFrom?: string;
}

const FRACTIONS =
  'Приведите дроби к общему знаменателю: для 3 и 4 это 12. Тогда 2/3 = 8/12, 1/4 = 3/12, вместе 11/12. Знаменатели складывать нельзя: это размер доли, а не их число.';

const SPECS: readonly Spec[] = [
  {
    student: 'sonya',
    by: 'sonya',
    teacher: 'kovaleva',
    className: '7А',
    subject: 'Алгебра',
    topic: 'material',
    hasPhoto: true,
    isClosed: true,
    published: { question: 'Как складывать дроби с разными знаменателями?', answer: FRACTIONS },
    said: [
      {
        kind: 'question',
        days: 6,
        time: '17:20',
        body: 'Не сходится с ответом номер 218: складываю дроби, а получается не то. Где ошибка? Фото тетради приложила.',
      },
      { kind: 'answer', days: 5, time: '15:40', body: FRACTIONS },
      { kind: 'reply', days: 5, time: '18:05', body: 'Спасибо, теперь сошлось!' },
    ],
  },
  {
    student: 'sonya',
    by: 'belova',
    teacher: 'kovaleva',
    className: '7А',
    subject: 'Геометрия',
    topic: 'organisation',
    said: [
      {
        kind: 'question',
        days: 3,
        time: '19:10',
        body: 'Соня три дня болела. Что ей нужно догнать по геометрии до контрольной?',
      },
      {
        kind: 'answer',
        days: 1,
        time: '16:30',
        body: 'Параграфы 14 и 15, задачи 1–3 после каждого. Контрольная в следующий четверг; в среду после уроков разберу с теми, кто болел.',
        isRead: false,
      },
    ],
  },
  {
    student: 'misha',
    by: 'belova',
    teacher: 'petrova',
    className: '3Б',
    subject: 'Математика',
    topic: 'material',
    said: [
      {
        kind: 'question',
        days: 2,
        time: '18:45',
        body: 'Миша не понимает задачу про поезда. Как ему объяснить?',
      },
      {
        kind: 'ask_back',
        days: 1,
        time: '14:15',
        body: 'Подскажите, какая это задача: номер и страница? Их у нас на этой неделе две.',
        isRead: false,
      },
    ],
  },
  {
    student: 'dasha',
    by: 'dasha',
    teacher: 'kovaleva',
    className: '7А',
    subject: 'Алгебра',
    topic: 'material',
    said: [
      {
        kind: 'question',
        days: 1,
        time: '18:30',
        body: 'Можно ли вынести за скобки минус? В учебнике ответ с другими знаками.',
        isRead: false,
      },
    ],
  },
  {
    student: 'kirill',
    by: 'kirill',
    teacher: 'kovaleva',
    className: '7А',
    subject: 'Алгебра',
    topic: 'material',
    said: [
      {
        kind: 'question',
        days: 1,
        time: '20:05',
        body: 'Не получается номер 305, пункт «в»: остаётся лишний икс.',
        isRead: false,
      },
    ],
  },
  {
    student: 'timur',
    by: 'timur',
    teacher: 'sidorov',
    className: '7Б',
    subject: 'Физика',
    topic: 'material',
    said: [
      {
        kind: 'question',
        days: 5,
        time: '17:50',
        body: 'Почему лёд не тонет, если он твёрдый?',
      },
    ],
  },
  {
    student: 'timur',
    by: 'akhmetova',
    teacher: 'sidorov',
    className: '7Б',
    subject: null,
    topic: 'organisation',
    isClosed: true,
    said: [
      { kind: 'question', days: 9, time: '12:10', body: 'Когда будет родительское собрание?' },
      {
        kind: 'answer',
        days: 8,
        time: '15:05',
        body: 'В последний четверг месяца в 18:00, в кабинете физики.',
      },
    ],
  },
  {
    student: 'nikita',
    by: 'nikita',
    teacher: 'orlova',
    className: '7А',
    subject: null,
    topic: 'organisation',
    handedFrom: 'kovaleva',
    said: [
      {
        kind: 'question',
        days: 1,
        time: '15:20',
        body: 'Можно переписать диктант по русскому? Я тогда болел.',
        isRead: false,
      },
    ],
  },
  {
    student: 'misha',
    by: 'misha',
    teacher: 'petrova',
    className: '3Б',
    subject: 'Русский',
    topic: 'organisation',
    said: [
      { kind: 'question', days: 4, time: '16:00', body: 'А стихотворение надо учить всё или до середины?' },
      {
        kind: 'answer',
        days: 3,
        time: '13:40',
        body: 'До середины, Миша. Вторую половину выучим на следующей неделе.',
      },
    ],
  },
  {
    student: 'sonya',
    by: 'belov',
    teacher: 'kovaleva',
    className: '7А',
    subject: null,
    topic: 'organisation',
    isClosed: true,
    said: [
      {
        kind: 'question',
        days: 12,
        time: '09:30',
        body: 'Я живу отдельно. Можно ли и мне получать приглашения на собрания?',
      },
      {
        kind: 'answer',
        days: 12,
        time: '15:50',
        body: 'Конечно. Портал сообщает каждому из родителей, для этого ничего делать не нужно.',
      },
    ],
  },
  {
    student: 'timur',
    by: 'timur',
    teacher: 'sidorov',
    className: '7Б',
    subject: 'Физика',
    topic: 'material',
    said: [
      {
        kind: 'question',
        days: 4,
        time: '19:40',
        body: 'Как считать давление, если площадь дана в сантиметрах?',
      },
      {
        kind: 'answer',
        days: 3,
        time: '16:10',
        body: 'Надо было слушать на уроке. Переведи в квадратные метры.',
      },
    ],
  },
];

/** Questions of the cast, of the last weeks; those for which the year is too young are left out. */
export function castQuestions(lessons: LessonsByDay): PlannedQuestion[] {
  const { cast, rows } = lessons.plan;
  const idOf = (login: string) => cast.get(login) ?? 0;
  return SPECS.flatMap((spec): PlannedQuestion[] => {
    const classId = rows.class.find((one) => `${one.grade}${one.letter}` === spec.className)?.id ?? 0;
    const [by, teacherId] = [idOf(spec.by), idOf(spec.teacher)];
    const said = spec.said.flatMap(({ days, time, isRead = true, ...words }): Said[] => {
      const at = momentBefore(lessons, days, time);
      const isFamily = words.kind === 'question' || words.kind === 'reply';
      return at === null ? [] : [{ ...words, at, isRead, by: isFamily ? by : teacherId }];
    });
    if (said.length < spec.said.length) return [];
    return [
      {
        studentId: idOf(spec.student),
        askedBy: by,
        topic: spec.topic,
        courseId: spec.subject === null ? null : courseOf(lessons, teacherId, classId, spec.subject),
        classId: spec.subject === null ? classId : null,
        teacherId,
        said,
        isClosed: spec.isClosed ?? false,
        hasPhoto: spec.hasPhoto ?? false,
        published: spec.published ?? null,
        ...(spec.handedFrom === undefined ? {} : { handedFrom: idOf(spec.handedFrom) }),
      },
    ];
  });
}

/**
 * Guards 4 and 11: the pages to open, by route. Every GET must be here. `as` null is somebody signed out; `of` names
 * the object in test/guards/samples.ts; `most` is the number of statements that the page may issue, session and
 * person included, where it is more than six, with the reason.
 */
export interface PageSample {
  as: string | null;
  /** What comes after the route's path. */
  query?: string;
  of?: string;
  most?: { statements: number; reason: string };
  /** True for a page that leads on to another and shows nothing itself. */
  leads?: true;
  /** True for what is saved as a file and shows no page. */
  file?: true;
}

/** A page that cannot be opened here, until when that may last, and why. */
export interface Skip {
  reason: string;
  expires: string;
}

export const MOST_STATEMENTS = 6;

const many = (statements: number, reason: string) => ({ statements, reason });

const WHAT_DEPENDS = many(
  7,
  'channels, lessons and consultations that depend on it, and what may take its place',
);

const ASKED_BY_SURVEY = many(
  7,
  'whether a survey that is open has their answer, which no other statement can tell',
);

export const pages: Readonly<Record<string, readonly PageSample[] | Skip>> = {
  'GET /': [
    { as: 'belova', most: ASKED_BY_SURVEY },
    { as: 'sonya', most: ASKED_BY_SURVEY },
    { as: 'misha', most: ASKED_BY_SURVEY },
    { as: 'kovaleva', most: ASKED_BY_SURVEY },
    { as: 'orlova', most: ASKED_BY_SURVEY },
    { as: 'ershov' },
    { as: 'belova', query: '?child=:childId', of: 'Соня', most: ASKED_BY_SURVEY },
    { as: 'ivanenko' },
    { as: 'litvinov' },
  ],
  'GET /online-lessons': [{ as: 'ivanenko' }, { as: 'litvinov', query: '?show=late' }],
  'GET /rules': [{ as: null }, { as: 'belova' }],
  'GET /display': [{ as: null }, { as: 'sonya' }],
  'GET /sign-in': [{ as: null }, { as: null, query: '?to=%2Fweek' }],
  'GET /activation': [{ as: null }],
  'GET /activation/password': [{ as: null, leads: true }],
  'GET /account': [{ as: 'orlova' }],
  'GET /account/password': [{ as: 'kovaleva' }, { as: 'misha' }],
  'GET /week': [{ as: 'sonya' }, { as: 'belova' }, { as: 'orlova' }, { as: 'ershov' }],
  'GET /classes': [{ as: 'ivanenko' }, { as: 'belova' }],
  'GET /classes/:classId/week': [
    { as: 'kovaleva', of: '7А' },
    { as: 'belova', of: '3Б', query: '?week=2026-W48' },
  ],
  'GET /lessons/:lessonId': [
    { as: 'orlova', of: '7А' },
    { as: 'sonya', of: '7А' },
    { as: 'belova', of: '3Б' },
  ],
  'GET /lessons/:lessonId/format': [
    {
      as: 'orlova',
      of: '7А',
      most: many(
        7,
        'the lesson, its channel, the services of that day, the health limits, the other lessons online',
      ),
    },
  ],
  'GET /lessons/:lessonId/cancellation': [{ as: 'orlova', of: '7А' }],
  'GET /lessons/:lessonId/rearrangement': [{ as: 'ivanenko', of: '7А' }],
  'GET /registers': [{ as: 'ivanenko' }, { as: 'kovaleva', query: '?show=all' }],
  'GET /lessons/:lessonId/register': [
    { as: 'kovaleva', of: '7Б, прошёл' },
    { as: 'sidorov', of: '7Б, прошёл' },
    { as: 'ivanenko', of: '7Б, прошёл' },
    { as: 'orlova', of: '7А' },
  ],
  'GET /online-periods/new': [{ as: 'ivanenko' }, { as: 'kovaleva' }, { as: 'orlova' }],
  'GET /notices': [{ as: 'belova' }, { as: 'sonya' }, { as: 'litvinov' }],
  'GET /notices/:noticeId': [
    { as: 'belova', of: '7А' },
    { as: 'timur', of: '7Б' },
  ],
  'GET /parents-days': [{ as: 'ivanenko' }, { as: 'belova' }, { as: 'kovaleva' }, { as: 'sonya' }],
  'GET /parents-days/new': [{ as: 'ivanenko' }],
  'GET /parents-days/:dayId': [
    { as: 'ivanenko', of: 'черновик' },
    { as: 'ivanenko', of: 'объявлен' },
    { as: 'belova', of: 'объявлен' },
    { as: 'kovaleva', of: 'объявлен' },
    { as: 'orlova', of: 'объявлен' },
    { as: 'sonya', of: 'объявлен' },
  ],
  'GET /parents-days/:dayId/plan': [
    { as: 'belova', of: 'объявлен', query: '?talk=:talk' },
    { as: 'belova', of: 'объявлен', query: '?talk=:talk&from=17%3A30&to=18%3A00' },
  ],
  'GET /parents-days/:dayId/families': [
    { as: 'ivanenko', of: 'объявлен' },
    { as: 'ivanenko', of: 'объявлен', query: '?q=%D0%91' },
    { as: 'kovaleva', of: 'объявлен' },
  ],
  'GET /parents-days/:dayId/families/:guardianId': [
    {
      as: 'ivanenko',
      of: 'объявлен',
      most: many(7, 'the day, the family that calls, and what its own page takes'),
    },
    {
      as: 'petrova',
      of: 'объявлен',
      most: many(7, 'the day, the family that calls, and what its own page takes'),
    },
  ],
  'GET /parents-days/:dayId/families/:guardianId/plan': [
    {
      as: 'ivanenko',
      of: 'объявлен',
      query: '?talk=:talk',
      most: many(7, 'the day, the family that calls, and what a family’s own proposal takes'),
    },
  ],
  'GET /absences': [
    { as: 'belova' },
    { as: 'belov', query: '?child=:childId', of: 'Соня' },
    { as: 'kovaleva' },
    { as: 'orlova' },
    { as: 'petrova', query: '?show=all' },
    { as: 'ershov' },
    { as: 'ivanenko' },
  ],
  'GET /absences/new': [{ as: 'belova', query: '?child=:childId', of: 'Соня' }, { as: 'akhmetova' }],
  'GET /absences/:absenceId': [
    { as: 'belova', of: 'Соня' },
    { as: 'belov', of: 'Соня' },
    { as: 'kovaleva', of: 'Соня' },
    { as: 'sidorov', of: 'Тимур' },
  ],
  'GET /questions': [
    { as: 'sonya' },
    { as: 'belova' },
    { as: 'orlova', query: '?show=own' },
    { as: 'ershov' },
    { as: 'kovaleva' },
    { as: 'petrova', query: '?show=answered' },
    { as: 'ivanenko' },
  ],
  'GET /questions/shared-answer': [{ as: 'kovaleva', query: '?ids=:questionId', of: 'Соня' }],
  'GET /questions/:questionId/handover': [
    { as: 'kovaleva', of: 'Соня' },
    { as: 'ivanenko', of: 'Соня' },
  ],
  'GET /questions/:questionId/publication': [{ as: 'petrova', of: 'Миша' }],
  'GET /answers': [{ as: 'sonya' }, { as: 'petrova', query: '?q=чтение' }, { as: 'ivanenko' }],
  'GET /courses/:courseId/answers': [{ as: 'misha', of: '3Б', query: '?q=опечатка' }],
  'GET /classes/:classId/answers': [{ as: 'kovaleva', of: '7А' }],
  'GET /answer-templates': [{ as: 'kovaleva' }, { as: 'orlova' }],
  'GET /answer-templates/:templateId': [{ as: 'kovaleva', of: 'Ковалёва' }],
  // before a child and a teacher are chosen there is no form to show
  'GET /questions/new': [
    { as: 'sonya', query: '?class=:classId', of: '7А' },
    { as: 'belova', query: '?class=:classId', of: '3Б' },
  ],
  'GET /questions/:questionId': [
    { as: 'sonya', of: 'Соня' },
    { as: 'kovaleva', of: 'Соня' },
    { as: 'belova', of: 'Миша' },
    { as: 'ivanenko', of: 'Миша' },
  ],
  'GET /attachments/:attachmentId': [{ as: 'sonya', of: 'Соня', file: true }],
  'GET /complaints': [{ as: 'ivanenko' }],
  'GET /complaints/:complaintId': [{ as: 'ivanenko', of: 'Соня' }],
  'GET /consultations': [
    { as: 'kovaleva' },
    { as: 'orlova' },
    { as: 'belova', query: '?child=:childId', of: 'Соня' },
    { as: 'sonya' },
    { as: 'ershov' },
    { as: 'ivanenko' },
  ],
  'GET /consultations/new': [{ as: 'kovaleva' }, { as: 'orlova' }],
  'GET /consultations/calendar.ics': [{ as: 'belova', file: true }],
  'GET /consultations/:consultationId': [
    { as: 'kovaleva', of: '7А' },
    { as: 'belova', of: '7А' },
    { as: 'nikita', of: '7А' },
    { as: 'ivanenko', of: '7А' },
    { as: 'timur', of: '7Б' },
  ],
  'GET /consultations/:consultationId/cancellation': [{ as: 'kovaleva', of: '7А' }],
  'GET /consultation-series/:seriesId': [
    { as: 'kovaleva', of: '7А' },
    { as: 'sidorov', of: '7Б' },
    { as: 'ivanenko', of: '7А' },
  ],
  'GET /bookings/:bookingId': [
    { as: 'belova', of: 'Соня' },
    { as: 'kovaleva', of: 'Соня' },
    { as: 'akhmetova', of: 'Тимур' },
  ],
  'GET /bookings/:bookingId/calendar.ics': [{ as: 'belova', of: 'Соня', file: true }],
  'GET /bookings/:bookingId/move': [{ as: 'belova', of: 'Соня' }],
  'GET /bookings/:bookingId/outcome': [{ as: 'kovaleva', of: 'Соня, была' }],
  'GET /services': [{ as: 'ivanenko' }, { as: 'kovaleva', query: '?q=сферум' }],
  'GET /services/new': [{ as: 'ivanenko' }],
  'GET /services/:serviceId': [
    { as: 'ivanenko', of: 'any' },
    { as: 'kovaleva', of: 'any' },
  ],
  'GET /services/:serviceId/edit': [{ as: 'ivanenko', of: 'any' }],
  'GET /services/:serviceId/suspension': [{ as: 'ivanenko', of: 'any', most: WHAT_DEPENDS }],
  'GET /services/:serviceId/withdrawal': [{ as: 'ivanenko', of: 'any', most: WHAT_DEPENDS }],
  'GET /channels': [{ as: 'ivanenko' }, { as: 'kovaleva' }, { as: 'orlova' }],
  'GET /channels/new': [{ as: 'kovaleva' }, { as: 'ivanenko' }],
  'GET /channels/:channelId': [{ as: 'kovaleva', of: '7А' }],
  'GET /timetables': [{ as: 'ivanenko' }, { as: 'litvinov' }],
  'GET /timetables/new': [{ as: 'ivanenko' }],
  'GET /timetables/imports/:importId': [
    { as: 'ivanenko', of: 'any', most: many(14, 'compares a whole timetable with all that the portal has') },
  ],
  'GET /concerns': [
    { as: 'ivanenko' },
    { as: 'kovaleva', query: '?kind=missed&show=bare' },
    { as: 'orlova' },
    { as: 'ivanenko', query: '?show=closed' },
  ],
  'GET /concerns/:concernId/closing': [{ as: 'kovaleva', of: '7А' }],
  'GET /reports': [
    { as: 'ivanenko' },
    { as: 'ivanenko', query: '?by=teacher&from=2026-09-01&to=2026-11-24' },
    { as: 'ivanenko', query: '?by=week&term=year-1' },
    { as: 'kovaleva' },
    { as: 'kovaleva', query: '?class=:classId', of: '7А' },
    { as: 'kovaleva', query: '?student=:childId', of: 'Соня' },
    { as: 'sidorov', query: '?class=:classId&by=lesson', of: '7Б' },
  ],
  'GET /reports/screen-time': [
    { as: 'ivanenko', query: '?from=2026-09-01&to=2026-11-24' },
    { as: 'kovaleva' },
  ],
  'GET /reports/table.csv': [
    { as: 'ivanenko', file: true, most: many(7, 'each export is written into the audit log') },
    { as: 'kovaleva', file: true },
    { as: 'sidorov', query: '?class=:classId&by=student', of: '7Б', file: true },
  ],
  'GET /reports/table.xlsx': [
    { as: 'ivanenko', file: true, most: many(7, 'each export is written into the audit log') },
    { as: 'petrova', query: '?by=lesson', file: true },
  ],
  'GET /reports/term.pdf': [
    {
      as: 'ivanenko',
      file: true,
      most: many(11, 'the term, who signs, classes, services, measures and decisions on one paper'),
    },
  ],
  'GET /students/:studentId': [
    { as: 'kovaleva', of: '7А' },
    { as: 'ivanenko', of: '7Б', query: '?from=2026-09-01&to=2026-12-31' },
  ],
  'GET /students/:studentId/measures/new': [
    { as: 'kovaleva', of: '7А' },
    { as: 'sidorov', of: '7Б', query: '?concern=:concernId' },
  ],
  'GET /measures/:measureId': [
    { as: 'kovaleva', of: '7А' },
    { as: 'litvinov', of: '3Б' },
  ],
  'GET /reviews': [{ as: 'ivanenko' }, { as: 'kovaleva' }],
  'GET /reviews/new': [{ as: 'ivanenko' }],
  'GET /reviews/:reviewId': [
    { as: 'ivanenko', of: 'any' },
    { as: 'kovaleva', of: 'any' },
  ],
  'GET /settings/engagement': [{ as: 'ivanenko' }, { as: 'kovaleva' }],
  'GET /surveys': [{ as: 'ivanenko' }],
  'GET /surveys/new': [{ as: 'ivanenko' }, { as: 'ivanenko', query: '?template=own' }],
  'GET /surveys/:surveyId': [
    { as: 'ivanenko', of: 'черновик' },
    { as: 'ivanenko', of: '7А' },
    { as: 'ivanenko', of: 'завершён' },
    { as: 'sonya', of: '7А' },
    { as: 'belova', of: '3Б' },
    { as: 'orlova', of: '7А' },
  ],
  'GET /surveys/:surveyId/edit': [{ as: 'ivanenko', of: 'черновик' }],
  'GET /surveys/:surveyId/results': [
    { as: 'ivanenko', of: 'завершён' },
    { as: 'ivanenko', of: 'завершён', query: '?by=class' },
    { as: 'ivanenko', of: 'завершён', query: '?role=teacher' },
  ],
  'GET /surveys/:surveyId/texts': [
    { as: 'ivanenko', of: 'завершён' },
    { as: 'ivanenko', of: 'опубликован' },
  ],
  'GET /surveys/:surveyId/decision': [
    { as: 'ivanenko', of: 'завершён' },
    { as: 'ivanenko', of: 'опубликован' },
  ],
  'GET /surveys/:surveyId/outcome': [
    { as: 'belova', of: 'опубликован' },
    { as: 'ivanenko', of: 'опубликован' },
  ],
  'GET /pulse': [{ as: 'ivanenko' }, { as: 'ivanenko', query: '?by=course' }],
  'GET /surveys/:surveyId/answer': [
    { as: 'sonya', of: '7А' },
    { as: 'belova', of: '3Б' },
    { as: 'orlova', of: '7А' },
  ],
  'GET /settings': [{ as: 'ivanenko' }, { as: 'litvinov' }],
  'GET /settings/responsible-persons': [{ as: 'ivanenko' }, { as: 'litvinov' }],
  'GET /settings/responsible-persons/:responsibleId/end': [{ as: 'ivanenko', of: 'any' }],
  'GET /settings/school-year': [
    { as: 'ivanenko', most: many(7, 'years, terms, days, and the lessons that they cancelled') },
    { as: 'litvinov', most: many(7, 'years, terms, days, and the lessons that they cancelled') },
  ],
  'GET /settings/school-year/new': [{ as: 'ivanenko' }],
  'GET /settings/bells': [{ as: 'ivanenko' }, { as: 'litvinov' }],
  'GET /journal': [{ as: 'ivanenko' }, { as: 'litvinov', query: '?action=access.denied' }],
};

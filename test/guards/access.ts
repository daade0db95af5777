/**
 * Who gets in where: every route of the portal and every member of the cast, as data. Read it as «whoever is named
 * gets the page, or an answer to the form; of the others, those who see the object get 403, and those for whom it
 * is not there get 404». Whoever is not signed in is led to the sign-in page, except where a route is for anyone.
 */

/** Logins, blank between them. */
type Names = string;

export interface Access {
  /** Who gets in, by the object that the path stands for; `any` where there is no object, or all are alike. */
  in: Readonly<Record<string, Names>>;
  /** Who sees the object at all; everybody where it says nothing. */
  seen?: Readonly<Record<string, Names>>;
  /** Open to whoever is not signed in, too. */
  anyone?: true;
  /** What the form sends; nothing unless told. */
  fields?: Readonly<Record<string, string>>;
}

const coordinator = 'ivanenko';
const specialist = 'litvinov';
const teachers = 'kovaleva orlova sidorov petrova';
const staff = `${coordinator} ${specialist} ${teachers}`;
/** Everybody but ershov, whose right to see his son has ended. */
const pupils = 'sonya misha timur nikita dasha kirill';
const guardians = 'belova belov akhmetova ershov';
export const everybody = `${staff} ${pupils} ${guardians}`;

/** Pupils of a class and who may see them; orlova is Дарья's mother. */
const family = {
  '7А': 'sonya nikita dasha kirill belova belov orlova',
  '7Б': 'timur akhmetova',
  '3Б': 'misha belova belov',
};

/** The sample lessons: orlova's in 7А, kovaleva's in 7Б, petrova's in 3Б. */
const lessonTeacher = { '7А': 'orlova', '7Б': 'kovaleva', '3Б': 'petrova' };

const ofClass = (make: (name: '7А' | '7Б' | '3Б') => Names) => ({
  '7А': make('7А'),
  '7Б': make('7Б'),
  '3Б': make('3Б'),
});

const only = (names: Names): Access => ({ in: { any: names } });
const forAll = only(everybody);
const open: Access = { in: { any: everybody }, anyone: true };
const byCoordinator = only(coordinator);
const byOffice = only(`${coordinator} ${specialist}`);

const lessonSeen = ofClass((name) => `${staff} ${family[name]}`);
const lessonLook: Access = { in: lessonSeen, seen: lessonSeen };
const lessonKeep: Access = {
  in: ofClass((name) => `${coordinator} ${lessonTeacher[name]}`),
  seen: lessonSeen,
};
const lessonRearrange: Access = { in: ofClass(() => coordinator), seen: lessonSeen };

/** Notices belong to those they were sent to, and to nobody else, whatever their role. */
const notice: Access = { in: ofClass((name) => family[name]), seen: ofClass((name) => family[name]) };

/** The class teachers keep the channels of their classes; the sample is the class's messenger. */
const keepers = ofClass(
  (name) => `${coordinator} ${{ '7А': 'kovaleva', '7Б': 'sidorov', '3Б': 'petrova' }[name]}`,
);
const channelKeep: Access = { in: keepers, seen: keepers };
const teachersOf = { '7А': 'kovaleva orlova sidorov', '7Б': 'kovaleva orlova sidorov', '3Б': 'petrova' };
const entrants = ofClass((name) => `${coordinator} ${specialist} ${teachersOf[name]} ${family[name]}`);
const channelEnter: Access = { in: entrants, seen: entrants };

/** A pupil under attention is for the class teacher and the coordinator; a measure also for whoever answers for it. */
const pupilKeepers: Access = { in: keepers, seen: keepers };
const measureOwner = { '7А': 'orlova', '7Б': 'orlova', '3Б': specialist };
const measureKeepers = ofClass((name) => `${keepers[name]} ${measureOwner[name]}`);
const measureKeep: Access = { in: measureKeepers, seen: measureKeepers };
const teachersToo = `${coordinator} ${teachers}`;
const reviewEdit: Access = { in: { any: coordinator }, seen: { any: teachersToo } };

/** An absence is for the guardians, the class teacher and the coordinator; who announced it changes and answers. */
const absenceSeen = {
  Соня: `${coordinator} kovaleva belova belov`,
  Тимур: `${coordinator} sidorov akhmetova`,
};
const absenceLook: Access = { in: absenceSeen, seen: absenceSeen };
const absenceOwn: Access = { in: { Соня: 'belova', Тимур: 'akhmetova' }, seen: absenceSeen };
const absenceDecide: Access = {
  in: { Соня: `${coordinator} kovaleva`, Тимур: `${coordinator} sidorov` },
  seen: absenceSeen,
};

/** A register is for the lesson's teacher and the class teacher, who only reads it, and for the coordinator. */
const registerSeen = {
  '7Б, прошёл': `${coordinator} kovaleva sidorov`,
  '7А': `${coordinator} orlova kovaleva`,
};
const registerLook: Access = { in: registerSeen, seen: registerSeen };
const registerFill: Access = { in: { '7Б, прошёл': `${coordinator} kovaleva` }, seen: registerSeen };

/** What orlova answered to Соня, who complained of it: since then for kovaleva too, who heads her class. */
const answerSeen = { Соня: `${coordinator} orlova sonya kovaleva` };
const complaintKeep: Access = { in: { Соня: coordinator }, seen: { Соня: coordinator } };

/** kovaleva's consultations for her class 7А, sidorov's for his 7Б; a booking is for the teacher and that family. */
const consultationOwner = { '7А': 'kovaleva', '7Б': 'sidorov' };
const forConsultations = (make: (name: '7А' | '7Б') => Names) => ({ '7А': make('7А'), '7Б': make('7Б') });
const consultationSeen = forConsultations(
  (name) => `${coordinator} ${consultationOwner[name]} ${family[name]}`,
);
const consultationLook: Access = { in: consultationSeen, seen: consultationSeen };
const consultationBook: Access = { in: forConsultations((name) => family[name]), seen: consultationSeen };
const consultationKept = forConsultations((name) => `${coordinator} ${consultationOwner[name]}`);
const consultationKeep: Access = { in: consultationKept, seen: consultationKept };
const consultationOwn: Access = { in: consultationOwner, seen: consultationOwner };
const bookingFamily = { Соня: 'belova', Тимур: 'akhmetova' };
const bookingSeen = { Соня: 'kovaleva belova', Тимур: 'sidorov akhmetova' };
const bookingLook: Access = { in: bookingSeen, seen: bookingSeen };
const bookingAnswer: Access = { in: bookingFamily, seen: bookingFamily };
const bookingRecord: Access = {
  in: { Соня: 'kovaleva', Тимур: 'sidorov' },
  seen: { Соня: 'kovaleva', Тимур: 'sidorov' },
};

/** A parents' day is everybody's once it is announced, the technical specialist's page in no case; guardians book. */
const without = (name: Names) =>
  everybody
    .split(' ')
    .filter((login) => login !== name)
    .join(' ');
const participants = only(without(specialist));
const parentsDaySeen = { черновик: coordinator, объявлен: everybody };
const parentsDayEdit: Access = { in: { черновик: coordinator, объявлен: coordinator }, seen: parentsDaySeen };
const parentsDayBookers = { объявлен: 'belova belov akhmetova orlova' };
const parentsDayBook: Access = { in: parentsDayBookers, seen: parentsDayBookers };

/** A survey of a class is for the coordinator and for those who are asked: its families and the teachers that it has. */
const askedIn = {
  '7А': `kovaleva orlova sidorov ${family['7А']}`,
  '3Б': `petrova ${family['3Б']}`,
};
const surveySeen = {
  '7А': `${coordinator} ${askedIn['7А']}`,
  '3Б': `${coordinator} ${askedIn['3Б']}`,
  черновик: coordinator,
};
const surveyLook: Access = { in: surveySeen, seen: surveySeen };
const surveyAnswer: Access = { in: askedIn, seen: askedIn };
const byMaker = { '7А': coordinator, черновик: coordinator };
const surveyMake: Access = { in: byMaker, seen: byMaker };
/** Results are the coordinator's; what changed in the end is for all who were asked: here the guardians. */
const resultsRead: Access = { in: { завершён: coordinator }, seen: { завершён: coordinator } };
const outcomeSeen = { завершён: '', опубликован: `${coordinator} orlova belova belov akhmetova` };
/** Pupils tell how a lesson went, and guardians for a child in grades 1 to 4. */
const pulseTellers = { '7А': 'sonya nikita dasha kirill', '7Б': 'timur', '3Б': 'misha belova belov' };

/** A question is for who asked it and the teacher; of a young child's the parents look along; the coordinator may. */
const questionSeen = {
  Соня: `${coordinator} sonya kovaleva`,
  Миша: `${coordinator} misha belova belov petrova`,
};
const questionLook: Access = { in: questionSeen, seen: questionSeen };
const questionWrite: Access = { in: { Соня: 'sonya kovaleva', Миша: 'misha petrova' }, seen: questionSeen };
const messageAuthor = { Соня: 'sonya', Миша: 'petrova' };
const askers = only(`orlova ${pupils} ${guardians}`);
/** Whoever has a question hands it on, or the coordinator; what was answered is published by who answered. */
const questionHandOn: Access = {
  in: { Соня: `${coordinator} kovaleva`, Миша: `${coordinator} petrova` },
  seen: questionSeen,
};
const questionPublish: Access = { in: { Соня: 'kovaleva', Миша: 'petrova' }, seen: questionSeen };
/** What a course may read: its pupils and their guardians, its teachers and the class teacher. */
const courseTeachers = { '7А': 'kovaleva', '7Б': 'kovaleva sidorov', '3Б': 'petrova' };
const answersOfCourse = ofClass((name) => `${coordinator} ${courseTeachers[name]} ${family[name]}`);
const answersOfClass = ofClass((name) => `${keepers[name]} ${family[name]}`);
const answerKeep: Access = { in: { Миша: `${coordinator} petrova` }, seen: { Миша: answersOfCourse['3Б'] } };
const ownTemplate: Access = { in: { Ковалёва: 'kovaleva' }, seen: { Ковалёва: 'kovaleva' } };

/** By telephone: the coordinator for all, class teachers for the families of their classes; belova's two here. */
const assistants = { объявлен: `${coordinator} kovaleva sidorov petrova` };
const parentsDayCallers: Access = { in: assistants, seen: assistants };
const callers = { объявлен: `${coordinator} kovaleva petrova` };
const parentsDayCall: Access = { in: callers, seen: callers };

const classWeek = ofClass((name) => `${staff} ${family[name]}`);

export const access: Readonly<Record<string, Access>> = {
  'GET /': forAll,
  'GET /?child=:childId': childOnly(`${coordinator} ${specialist}`),
  'GET /online-lessons': byOffice,
  'GET /rules': open,
  'GET /display': open,
  'POST /display': open,

  'GET /sign-in': open,
  'POST /sign-in': open,
  'POST /sign-out': open,
  'POST /sign-out/everywhere': open,
  'GET /activation': open,
  'POST /activation': open,
  'GET /activation/password': open,
  'POST /activation/password': open,
  'GET /account': forAll,
  'GET /account/password': forAll,
  'POST /account/password': forAll,
  'POST /account/sessions/:key/end': { in: { Соня: 'sonya' }, seen: { Соня: 'sonya' } },
  'POST /acting-role': {
    in: { any: `${teachers} ${pupils} ${guardians}` },
    seen: { any: `${teachers} ${pupils} ${guardians}` },
    fields: { role: 'personal' },
  },

  'GET /week': forAll,
  'GET /week?child=:childId': childOnly(`${coordinator} ${specialist}`),
  'GET /classes': forAll,
  'GET /classes/:classId/week': { in: classWeek, seen: classWeek },

  'GET /lessons/:lessonId': lessonLook,
  // a stranger's press is answered in words and logged, so nobody gets 404 for a lesson that is there
  'POST /lessons/:lessonId/entry': {
    in: {
      '7А': `${coordinator} ${specialist} orlova sonya nikita dasha kirill`,
      '7Б': `${coordinator} ${specialist} kovaleva timur`,
      '3Б': `${coordinator} ${specialist} petrova misha`,
    },
  },
  'POST /lessons/:lessonId/help': { in: ofClass((name) => family[name]), seen: lessonSeen },
  'GET /lessons/:lessonId/format': lessonKeep,
  'POST /lessons/:lessonId/format': lessonKeep,
  'POST /lessons/:lessonId/in-person': lessonKeep,
  'GET /lessons/:lessonId/cancellation': lessonKeep,
  'POST /lessons/:lessonId/cancellation': lessonKeep,
  'POST /lessons/:lessonId/restoration': lessonKeep,
  'GET /lessons/:lessonId/rearrangement': lessonRearrange,
  'POST /lessons/:lessonId/rearrangement': lessonRearrange,
  'GET /registers': only(`${coordinator} ${teachers}`),
  'GET /lessons/:lessonId/register': registerLook,
  'POST /lessons/:lessonId/register': registerFill,
  'POST /lessons/:lessonId/register/not-held': registerFill,
  'POST /lessons/:lessonId/register/participants': registerFill,
  'GET /online-periods/new': only(`${coordinator} ${teachers}`),
  'POST /online-periods': only(`${coordinator} ${teachers}`),

  'GET /notices': forAll,
  'GET /notices/:noticeId': notice,
  'POST /notices/:noticeId/reading': notice,
  'POST /notices/reading': forAll,

  'GET /parents-days': participants,
  'GET /parents-days/new': byCoordinator,
  'POST /parents-days': byCoordinator,
  'GET /parents-days/:dayId': {
    in: { черновик: coordinator, объявлен: without(specialist) },
    seen: parentsDaySeen,
  },
  'POST /parents-days/:dayId': parentsDayEdit,
  'POST /parents-days/:dayId/teachers': parentsDayEdit,
  'POST /parents-days/:dayId/announcement': parentsDayEdit,
  'POST /parents-days/:dayId/cancellation': parentsDayEdit,
  'GET /parents-days/:dayId/plan': parentsDayBook,
  'POST /parents-days/:dayId/bookings': parentsDayBook,
  'GET /parents-days/:dayId/families': parentsDayCallers,
  'GET /parents-days/:dayId/families/:guardianId': parentsDayCall,
  'GET /parents-days/:dayId/families/:guardianId/plan': parentsDayCall,
  'POST /parents-days/:dayId/families/:guardianId/bookings': parentsDayCall,
  'GET /absences': only(`${coordinator} ${teachers} ${guardians}`),
  'GET /absences/new': only(`orlova ${guardians}`),
  'POST /absences/new': only(`orlova ${guardians}`),
  'GET /absences/:absenceId': absenceLook,
  'POST /absences/:absenceId': absenceOwn,
  'POST /absences/:absenceId/withdrawal': absenceOwn,
  'POST /absences/:absenceId/answer': absenceOwn,
  'POST /absences/:absenceId/confirmation': absenceDecide,
  'POST /absences/:absenceId/question': absenceDecide,

  'GET /questions': participants,
  'GET /questions/new': askers,
  'POST /questions/new': askers,
  'GET /questions/:questionId': questionLook,
  'POST /questions/:questionId/messages': questionWrite,
  'POST /questions/:questionId/reading': questionWrite,
  'POST /questions/:questionId/closing': questionWrite,
  'GET /questions/shared-answer': only(teachersToo),
  'POST /questions/shared-answer': only(teachersToo),
  'GET /questions/:questionId/handover': questionHandOn,
  'POST /questions/:questionId/handover': questionHandOn,
  'GET /questions/:questionId/publication': questionPublish,
  'POST /questions/:questionId/publication': questionPublish,
  'GET /answers': participants,
  'GET /courses/:courseId/answers': { in: answersOfCourse, seen: answersOfCourse },
  'GET /classes/:classId/answers': { in: answersOfClass, seen: answersOfClass },
  'POST /answers/:answerId/withdrawal': answerKeep,
  'GET /answer-templates': only(teachers),
  'POST /answer-templates': only(teachers),
  'GET /answer-templates/:templateId': ownTemplate,
  'POST /answer-templates/:templateId': ownTemplate,
  'POST /answer-templates/:templateId/removal': ownTemplate,
  'POST /messages/:messageId/withdrawal': { in: messageAuthor, seen: messageAuthor },

  'GET /attachments/:attachmentId': { in: answerSeen, seen: answerSeen },
  'POST /messages/:messageId/complaint': {
    in: { Соня: 'kovaleva', Миша: 'misha belova belov' },
    seen: questionSeen,
  },
  'GET /complaints': byCoordinator,
  'GET /complaints/:complaintId': complaintKeep,
  'POST /complaints/:complaintId/closing': complaintKeep,

  'GET /consultations': only(`${coordinator} ${teachers} ${pupils} ${guardians}`),
  'GET /consultations/new': only(teachers),
  'POST /consultations/new': only(teachers),
  'GET /consultations/calendar.ics': only(`${coordinator} ${teachers} ${pupils} ${guardians}`),
  'GET /consultations/:consultationId': consultationLook,
  'POST /consultations/:consultationId/bookings': consultationBook,
  'POST /consultations/:consultationId/waiting': consultationBook,
  'POST /consultations/:consultationId/waiting/end': consultationBook,
  'POST /consultations/:consultationId/invitations': consultationOwn,
  // a stranger's press is answered in words and logged, so nobody gets 404 for a consultation that is there
  'POST /consultations/:consultationId/entry': {
    in: { '7А': 'kovaleva belova', '7Б': 'sidorov' },
  },
  'GET /consultations/:consultationId/cancellation': consultationKeep,
  'POST /consultations/:consultationId/cancellation': consultationKeep,
  'GET /consultation-series/:seriesId': consultationKeep,
  'POST /consultation-series/:seriesId': consultationOwn,
  'POST /consultation-series/:seriesId/end': consultationKeep,
  'GET /bookings/:bookingId': bookingLook,
  'GET /bookings/:bookingId/calendar.ics': {
    in: { Соня: 'kovaleva belova' },
    seen: { Соня: 'kovaleva belova' },
  },
  'POST /bookings/:bookingId/cancellation': bookingLook,
  'GET /bookings/:bookingId/move': bookingAnswer,
  'POST /bookings/:bookingId/move': bookingAnswer,
  'POST /bookings/:bookingId/acceptance': bookingAnswer,
  'POST /bookings/:bookingId/refusal': bookingAnswer,
  'GET /bookings/:bookingId/outcome': bookingRecord,
  'POST /bookings/:bookingId/outcome': bookingRecord,

  'GET /services': only(staff),
  'GET /services/new': byCoordinator,
  'POST /services/new': byCoordinator,
  'GET /services/:serviceId': only(staff),
  'GET /services/:serviceId/edit': byCoordinator,
  'POST /services/:serviceId/edit': byCoordinator,
  'GET /services/:serviceId/suspension': byCoordinator,
  'POST /services/:serviceId/suspension': byCoordinator,
  'POST /services/:serviceId/resumption': byCoordinator,
  'GET /services/:serviceId/withdrawal': byCoordinator,
  'POST /services/:serviceId/withdrawal': byCoordinator,

  'GET /channels': only(`${coordinator} ${teachers}`),
  'GET /channels/new': only(`${coordinator} ${teachers}`),
  'POST /channels/new': only(`${coordinator} ${teachers}`),
  'GET /channels/:channelId': channelKeep,
  'POST /channels/:channelId': channelKeep,
  'POST /channels/:channelId/end': channelKeep,
  'POST /channels/:channelId/entry': channelEnter,

  'GET /timetables': byOffice,
  'GET /timetables/new': byCoordinator,
  'POST /timetables/imports': byCoordinator,
  'GET /timetables/imports/:importId': byCoordinator,
  'POST /timetables/imports/:importId/matches': byCoordinator,
  'POST /timetables/imports/:importId/application': byCoordinator,

  'GET /concerns': only(teachersToo),
  'GET /concerns/:concernId/closing': pupilKeepers,
  'POST /concerns/:concernId/closing': pupilKeepers,
  'GET /reports': only(`${coordinator} ${teachers}`),
  'GET /reports/screen-time': only(`${coordinator} ${teachers}`),
  'GET /reports/table.csv': only(`${coordinator} ${teachers}`),
  'GET /reports/table.xlsx': only(`${coordinator} ${teachers}`),
  'GET /reports/term.pdf': byCoordinator,
  'GET /students/:studentId': pupilKeepers,
  'GET /students/:studentId/measures/new': pupilKeepers,
  'POST /students/:studentId/measures': pupilKeepers,
  'GET /measures/:measureId': measureKeep,
  'POST /measures/:measureId/outcome': measureKeep,
  'GET /reviews': only(teachersToo),
  'GET /reviews/new': byCoordinator,
  'POST /reviews': byCoordinator,
  'GET /reviews/:reviewId': { in: { any: teachersToo }, seen: { any: teachersToo } },
  'POST /reviews/:reviewId': reviewEdit,
  'GET /settings/engagement': only(teachersToo),
  'POST /settings/engagement': { ...byCoordinator, fields: { kind: 'missed' } },

  'GET /surveys': byCoordinator,
  'GET /surveys/new': byCoordinator,
  'POST /surveys/new': byCoordinator,
  'GET /surveys/:surveyId': surveyLook,
  'GET /surveys/:surveyId/edit': surveyMake,
  'POST /surveys/:surveyId/edit': surveyMake,
  'POST /surveys/:surveyId/opening': surveyMake,
  'POST /surveys/:surveyId/closing': surveyMake,
  'POST /surveys/:surveyId/removal': surveyMake,
  'GET /surveys/:surveyId/answer': surveyAnswer,
  'POST /surveys/:surveyId/answer': surveyAnswer,
  'GET /surveys/:surveyId/results': resultsRead,
  'GET /surveys/:surveyId/texts': resultsRead,
  'POST /surveys/:surveyId/texts/:textId/tags': resultsRead,
  'GET /surveys/:surveyId/decision': resultsRead,
  'POST /surveys/:surveyId/decision': resultsRead,
  'POST /surveys/:surveyId/publication': resultsRead,
  'GET /surveys/:surveyId/outcome': { in: outcomeSeen, seen: outcomeSeen },
  'POST /lessons/:lessonId/pulse': { in: pulseTellers, seen: lessonSeen },
  'GET /pulse': byCoordinator,

  'GET /settings': byOffice,
  'POST /settings': byCoordinator,
  'GET /settings/responsible-persons': byOffice,
  'POST /settings/responsible-persons': byCoordinator,
  'GET /settings/responsible-persons/:responsibleId/end': byCoordinator,
  'POST /settings/responsible-persons/:responsibleId/end': byCoordinator,
  'GET /settings/school-year': byOffice,
  'GET /settings/school-year/new': byCoordinator,
  'POST /settings/school-year/new': byCoordinator,
  'POST /settings/school-year/:yearId/terms': byCoordinator,
  'POST /settings/school-year/:yearId/days-off': byCoordinator,
  'POST /settings/school-year/:yearId/moved-days': byCoordinator,
  'POST /settings/school-days/:day/removal': byCoordinator,
  'GET /settings/bells': byOffice,
  'POST /settings/bells': { ...byCoordinator, fields: { seen: '-', year: '1', grade: '7', weekday: '2' } },

  'GET /journal': byOffice,
};

/** A page that can be asked for about one child: the guardians of that child, and those whom the child does not concern. */
function childOnly(regardless: Names): Access {
  const names = {
    Соня: `${regardless} belova belov`,
    Тимур: `${regardless} akhmetova`,
    Кирилл: regardless,
    absent: regardless,
  };
  return { in: names, seen: names };
}

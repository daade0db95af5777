/** Every address of the portal, once. A path that is written elsewhere is a mistake (and a guard finds it). */
export const urls = {
  home: (options: { child?: number | undefined } = {}) => withQuery('/', options),
  signIn: (to?: string) =>
    to === undefined || to === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(to)}`,
  signOut: () => '/sign-out',
  signOutEverywhere: () => '/sign-out/everywhere',
  activation: () => '/activation',
  activationPassword: () => '/activation/password',
  account: () => '/account',
  accountPassword: () => '/account/password',
  accountSession: (key: string) => `/account/sessions/${key}/end`,
  actingRole: () => '/acting-role',
  display: () => '/display',
  rules: () => '/rules',

  week: (
    options: {
      week?: string | undefined;
      child?: number | undefined;
      show?: 'own' | undefined;
      day?: string | undefined;
    } = {},
  ) => withQuery('/week', options),
  classes: () => '/classes',
  classWeek: (classId: number, options: { week?: string | undefined; day?: string | undefined } = {}) =>
    withQuery(`/classes/${classId}/week`, options),
  onlineLessons: (options: { show?: string | undefined } = {}) => withQuery('/online-lessons', options),

  lesson: (lessonId: number) => `/lessons/${lessonId}`,
  lessonEntry: (lessonId: number) => `/lessons/${lessonId}/entry`,
  lessonFormat: (lessonId: number) => `/lessons/${lessonId}/format`,
  lessonInPerson: (lessonId: number) => `/lessons/${lessonId}/in-person`,
  lessonCancellation: (lessonId: number) => `/lessons/${lessonId}/cancellation`,
  lessonRestoration: (lessonId: number) => `/lessons/${lessonId}/restoration`,
  lessonRearrangement: (lessonId: number) => `/lessons/${lessonId}/rearrangement`,
  lessonHelp: (lessonId: number) => `/lessons/${lessonId}/help`,
  register: (lessonId: number) => `/lessons/${lessonId}/register`,
  registerParticipants: (lessonId: number) => `/lessons/${lessonId}/register/participants`,
  registerNotHeld: (lessonId: number) => `/lessons/${lessonId}/register/not-held`,
  registers: (
    options: { show?: string | undefined; class?: number | undefined; page?: number | undefined } = {},
  ) => withQuery('/registers', options),
  onlinePeriodNew: () => '/online-periods/new',
  onlinePeriods: () => '/online-periods',

  notices: (options: { page?: number | undefined; child?: number | undefined } = {}) =>
    withQuery('/notices', options),
  notice: (noticeId: number) => `/notices/${noticeId}`,
  noticeReading: (noticeId: number) => `/notices/${noticeId}/reading`,
  noticesReading: () => '/notices/reading',

  absences: (options: { show?: string | undefined; child?: number | undefined } = {}) =>
    withQuery('/absences', options),
  absenceNew: (options: { child?: number | undefined } = {}) => withQuery('/absences/new', options),
  absence: (absenceId: number) => `/absences/${absenceId}`,
  absenceConfirmation: (absenceId: number) => `/absences/${absenceId}/confirmation`,
  absenceQuestion: (absenceId: number) => `/absences/${absenceId}/question`,
  absenceAnswer: (absenceId: number) => `/absences/${absenceId}/answer`,
  absenceWithdrawal: (absenceId: number) => `/absences/${absenceId}/withdrawal`,

  reports: (options: Readonly<Record<string, string | number | undefined>> = {}) =>
    withQuery('/reports', options),
  reportTable: (
    format: 'csv' | 'xlsx',
    options: Readonly<Record<string, string | number | undefined>> = {},
  ) => withQuery(`/reports/table.${format}`, options),
  screenTime: (options: Readonly<Record<string, string | number | undefined>> = {}) =>
    withQuery('/reports/screen-time', options),
  termReport: (options: { term?: number | undefined } = {}) => withQuery('/reports/term.pdf', options),
  student: (studentId: number, options: { from?: string | undefined; to?: string | undefined } = {}) =>
    withQuery(`/students/${studentId}`, options),

  concerns: (
    options: { class?: number | undefined; kind?: string | undefined; show?: string | undefined } = {},
  ) => withQuery('/concerns', options),
  concernClosing: (concernId: number) => `/concerns/${concernId}/closing`,
  measureNew: (studentId: number, options: { concern?: number | undefined } = {}) =>
    withQuery(`/students/${studentId}/measures/new`, options),
  measures: (studentId: number) => `/students/${studentId}/measures`,
  measure: (measureId: number) => `/measures/${measureId}`,
  measureOutcome: (measureId: number) => `/measures/${measureId}/outcome`,
  reviews: () => '/reviews',
  reviewNew: (options: { term?: number | undefined } = {}) => withQuery('/reviews/new', options),
  review: (reviewId: number) => `/reviews/${reviewId}`,
  engagementRules: () => '/settings/engagement',

  questions: (
    options: {
      show?: string | undefined;
      child?: number | undefined;
      course?: number | undefined;
      class?: number | undefined;
      page?: number | undefined;
    } = {},
  ) => withQuery('/questions', options),
  questionNew: (
    options: {
      lesson?: number | undefined;
      course?: number | undefined;
      class?: number | undefined;
      child?: number | undefined;
    } = {},
  ) => withQuery('/questions/new', options),
  question: (questionId: number) => `/questions/${questionId}`,
  questionMessages: (questionId: number) => `/questions/${questionId}/messages`,
  questionReading: (questionId: number) => `/questions/${questionId}/reading`,
  questionClosing: (questionId: number) => `/questions/${questionId}/closing`,
  questionHandover: (questionId: number) => `/questions/${questionId}/handover`,
  questionPublication: (questionId: number) => `/questions/${questionId}/publication`,
  sharedAnswer: (options: { ids?: string | undefined } = {}) =>
    withQuery('/questions/shared-answer', options),
  messageWithdrawal: (messageId: number) => `/messages/${messageId}/withdrawal`,
  messageComplaint: (messageId: number) => `/messages/${messageId}/complaint`,
  complaints: (options: { show?: string | undefined } = {}) => withQuery('/complaints', options),
  complaint: (complaintId: number) => `/complaints/${complaintId}`,
  complaintClosing: (complaintId: number) => `/complaints/${complaintId}/closing`,
  attachment: (attachmentId: number, options: { size?: 'small' | undefined } = {}) =>
    withQuery(`/attachments/${attachmentId}`, options),
  answerTemplates: () => '/answer-templates',
  answerTemplate: (templateId: number) => `/answer-templates/${templateId}`,
  answerTemplateRemoval: (templateId: number) => `/answer-templates/${templateId}/removal`,
  answers: (options: { q?: string | undefined; page?: number | undefined } = {}) =>
    withQuery('/answers', options),
  courseAnswers: (courseId: number, options: { q?: string | undefined; page?: number | undefined } = {}) =>
    withQuery(`/courses/${courseId}/answers`, options),
  classAnswers: (classId: number, options: { q?: string | undefined; page?: number | undefined } = {}) =>
    withQuery(`/classes/${classId}/answers`, options),
  answerWithdrawal: (answerId: number) => `/answers/${answerId}/withdrawal`,

  consultations: (
    options: { child?: number | undefined; show?: string | undefined; teacher?: number | undefined } = {},
  ) => withQuery('/consultations', options),
  consultationNew: () => '/consultations/new',
  consultationsCalendar: () => '/consultations/calendar.ics',
  consultation: (consultationId: number, options: { child?: number | undefined } = {}) =>
    withQuery(`/consultations/${consultationId}`, options),
  consultationBookings: (consultationId: number) => `/consultations/${consultationId}/bookings`,
  consultationWaiting: (consultationId: number) => `/consultations/${consultationId}/waiting`,
  consultationWaitingEnd: (consultationId: number) => `/consultations/${consultationId}/waiting/end`,
  consultationInvitations: (consultationId: number) => `/consultations/${consultationId}/invitations`,
  consultationEntry: (consultationId: number) => `/consultations/${consultationId}/entry`,
  consultationCancellation: (consultationId: number) => `/consultations/${consultationId}/cancellation`,
  consultationSeries: (seriesId: number) => `/consultation-series/${seriesId}`,
  consultationSeriesEnd: (seriesId: number) => `/consultation-series/${seriesId}/end`,
  booking: (bookingId: number) => `/bookings/${bookingId}`,
  bookingCalendar: (bookingId: number) => `/bookings/${bookingId}/calendar.ics`,
  bookingCancellation: (bookingId: number) => `/bookings/${bookingId}/cancellation`,
  bookingMove: (bookingId: number) => `/bookings/${bookingId}/move`,
  bookingAcceptance: (bookingId: number) => `/bookings/${bookingId}/acceptance`,
  bookingRefusal: (bookingId: number) => `/bookings/${bookingId}/refusal`,
  bookingOutcome: (bookingId: number) => `/bookings/${bookingId}/outcome`,
  parentsDays: () => '/parents-days',
  parentsDayNew: () => '/parents-days/new',
  parentsDay: (dayId: number, options: Readonly<Record<string, string | undefined>> = {}) =>
    withQuery(`/parents-days/${dayId}`, options),
  parentsDayTeachers: (dayId: number) => `/parents-days/${dayId}/teachers`,
  parentsDayAnnouncement: (dayId: number) => `/parents-days/${dayId}/announcement`,
  parentsDayCancellation: (dayId: number) => `/parents-days/${dayId}/cancellation`,
  parentsDayPlan: (dayId: number, options: Readonly<Record<string, string | number | undefined>> = {}) =>
    withQuery(`/parents-days/${dayId}/plan`, options),
  parentsDayBookings: (dayId: number) => `/parents-days/${dayId}/bookings`,
  parentsDayFamilies: (dayId: number, options: { q?: string | undefined } = {}) =>
    withQuery(`/parents-days/${dayId}/families`, options),
  parentsDayFamily: (
    dayId: number,
    guardianId: number,
    options: Readonly<Record<string, string | undefined>> = {},
  ) => withQuery(`/parents-days/${dayId}/families/${guardianId}`, options),
  parentsDayFamilyPlan: (dayId: number, guardianId: number) =>
    `/parents-days/${dayId}/families/${guardianId}/plan`,
  parentsDayFamilyBookings: (dayId: number, guardianId: number) =>
    `/parents-days/${dayId}/families/${guardianId}/bookings`,

  surveys: () => '/surveys',
  surveyNew: (options: { template?: string | undefined } = {}) => withQuery('/surveys/new', options),
  survey: (surveyId: number) => `/surveys/${surveyId}`,
  surveyEdit: (surveyId: number) => `/surveys/${surveyId}/edit`,
  surveyOpening: (surveyId: number) => `/surveys/${surveyId}/opening`,
  surveyClosing: (surveyId: number) => `/surveys/${surveyId}/closing`,
  surveyRemoval: (surveyId: number) => `/surveys/${surveyId}/removal`,
  surveyAnswer: (surveyId: number, options: { child?: number | undefined } = {}) =>
    withQuery(`/surveys/${surveyId}/answer`, options),
  surveyResults: (surveyId: number, options: { by?: string | undefined; role?: string | undefined } = {}) =>
    withQuery(`/surveys/${surveyId}/results`, options),
  surveyTexts: (
    surveyId: number,
    options: { tag?: string | undefined; item?: number | undefined; page?: number | undefined } = {},
  ) => withQuery(`/surveys/${surveyId}/texts`, options),
  surveyTextTags: (surveyId: number, textId: number) => `/surveys/${surveyId}/texts/${textId}/tags`,
  surveyDecision: (surveyId: number) => `/surveys/${surveyId}/decision`,
  surveyPublication: (surveyId: number) => `/surveys/${surveyId}/publication`,
  surveyOutcome: (surveyId: number) => `/surveys/${surveyId}/outcome`,
  lessonPulse: (lessonId: number) => `/lessons/${lessonId}/pulse`,
  pulse: (options: { by?: string | undefined; from?: string | undefined; to?: string | undefined } = {}) =>
    withQuery('/pulse', options),

  services: (options: { status?: string | undefined; q?: string | undefined } = {}) =>
    withQuery('/services', options),
  serviceNew: () => '/services/new',
  service: (serviceId: number) => `/services/${serviceId}`,
  serviceEdit: (serviceId: number) => `/services/${serviceId}/edit`,
  serviceSuspension: (serviceId: number) => `/services/${serviceId}/suspension`,
  serviceResumption: (serviceId: number) => `/services/${serviceId}/resumption`,
  serviceWithdrawal: (serviceId: number) => `/services/${serviceId}/withdrawal`,

  channels: () => '/channels',
  channelNew: (
    options: { purpose?: string | undefined; class?: number | undefined; course?: number | undefined } = {},
  ) => withQuery('/channels/new', options),
  channel: (channelId: number) => `/channels/${channelId}`,
  channelEnd: (channelId: number) => `/channels/${channelId}/end`,
  channelEntry: (channelId: number) => `/channels/${channelId}/entry`,

  timetables: () => '/timetables',
  timetableNew: () => '/timetables/new',
  timetableImports: () => '/timetables/imports',
  timetableImport: (
    importId: number,
    options: { from?: string | undefined; show?: string | undefined; page?: number | undefined } = {},
  ) => withQuery(`/timetables/imports/${importId}`, options),
  timetableImportMatches: (importId: number) => `/timetables/imports/${importId}/matches`,
  timetableImportApplication: (importId: number) => `/timetables/imports/${importId}/application`,

  settings: () => '/settings',
  responsiblePersons: () => '/settings/responsible-persons',
  responsiblePersonEnd: (id: number) => `/settings/responsible-persons/${id}/end`,
  schoolYear: (options: { year?: number | undefined } = {}) => withQuery('/settings/school-year', options),
  schoolYearNew: () => '/settings/school-year/new',
  schoolYearTerms: (yearId: number) => `/settings/school-year/${yearId}/terms`,
  daysOff: (yearId: number) => `/settings/school-year/${yearId}/days-off`,
  movedDays: (yearId: number) => `/settings/school-year/${yearId}/moved-days`,
  schoolDayRemoval: (day: string) => `/settings/school-days/${day}/removal`,
  bells: (
    options: { grade?: number | undefined; weekday?: number | undefined; year?: number | undefined } = {},
  ) => withQuery('/settings/bells', options),

  journal: (
    options: {
      before?: number | undefined;
      after?: number | undefined;
      action?: string | undefined;
      person?: string | undefined;
      day?: string | undefined;
    } = {},
  ) => withQuery('/journal', options),
} as const;

function withQuery(path: string, options: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options))
    if (value !== undefined) query.set(name, String(value));
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

/**
 * A path of the portal that somebody asked to go to, or null where it would lead elsewhere: it must begin with
 * one slash, hold neither backslash nor control character, and stay on the portal when resolved.
 */
export function samePortalPath(asked: string | undefined): string | null {
  if (asked === undefined || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(asked)) return null;
  try {
    const resolved = new URL(asked, 'https://portal.invalid');
    // «/..//elsewhere» resolves to «//elsewhere», which a browser takes for another site
    if (resolved.origin !== 'https://portal.invalid' || resolved.pathname.startsWith('//')) return null;
    return resolved.pathname + resolved.search;
  } catch {
    return null;
  }
}

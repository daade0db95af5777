/**
 * Every kind of event that the audit log holds, with the words for it in the journal. What is not here cannot be
 * written: AuditEvent takes these names alone.
 */
export const actionWords = {
  'absence.announced': 'Сообщили о пропуске',
  'absence.answered': 'Ответ о пропуске',
  'absence.changed': 'Изменено сообщение о пропуске',
  'absence.asked': 'Вопрос о пропуске',
  'absence.confirmed': 'Пропуск подтверждён',
  'absence.withdrawn': 'Сообщение о пропуске отозвано',
  'access.denied': 'Отказано в доступе',
  'account.acting_role_chosen': 'Выбрана роль для работы',
  'account.activated': 'Учётная запись активирована',
  'account.code_made': 'Выдан код входа',
  'account.password_change_failed': 'Пароль не сменён: старый введён неверно',
  'account.password_changed': 'Пароль сменён',
  'account.password_reset': 'Новый пароль по коду',
  'activation.failed': 'Неверный код входа',
  'bells.changed': 'Изменены звонки',
  'channel.created': 'Закреплён канал',
  'channel.edited': 'Изменён канал',
  'channel.ended': 'Завершён канал',
  'channel.entered': 'Переход в канал',
  'channel.entry_refused': 'Отказ во входе в канал',
  'concern.closed': 'Ученик больше не под вниманием',
  'engagement.changed': 'Изменены правила внимания',
  'lesson.cancelled': 'Урок отменён',
  'lesson.in_person': 'Урок снова в школе',
  'lesson.online': 'Урок назначен онлайн',
  'lesson.rearranged': 'Перенос урока или замена',
  'lesson.restored': 'Отменённый урок возвращён',
  'measure.ended': 'Итог меры',
  'measure.planned': 'Назначена мера',
  'register.corrected': 'Исправлен журнал онлайн-урока',
  'register.filled': 'Заполнен журнал онлайн-урока',
  'register.not_held': 'Записано, что урок не состоялся',
  'register.participants': 'Вставлен список участников урока',
  'report.exported': 'Выгружен отчёт',
  'responsible_person.added': 'Добавлен ответственный',
  'responsible_person.ended': 'Снята ответственность',
  'review.recorded': 'Записан анализ за четверть',
  'school.begun': 'Школа заведена на портале',
  'school_day.added': 'Отмечен выходной или перенесённый день',
  'school_day.removed': 'День снова обычный',
  'school_year.added': 'Добавлен учебный год',
  'school_year.changed': 'Изменены дни учебного года',
  'service.created': 'Сервис внесён в реестр',
  'service.edited': 'Изменён сервис',
  'service.resumed': 'Сервис снова разрешён',
  'service.suspended': 'Сервис приостановлен',
  'service.withdrawn': 'Сервис выведен',
  'session.ended': 'Закрыт вход на другом устройстве',
  'settings.changed': 'Изменены настройки школы',
  'sign_in.delayed': 'Вход отложен: слишком много попыток',
  'sign_in.failed': 'Неудачный вход',
  'sign_in.succeeded': 'Вход на портал',
  sign_out: 'Выход с портала',
  'sign_out.everywhere': 'Выход на всех устройствах',
  'student.looked_at': 'Открыта карточка ученика',
  'student.marks_looked_at': 'Открыт отчёт об одном ученике',
  'ticket.opened': 'Обращение в поддержку',
  'timetable.applied': 'Применена версия расписания',
  'timetable.uploaded': 'Загружен файл расписания',
} as const;

/** The name of a kind of event: `noun.verb`. */
export type AuditAction = keyof typeof actionWords;

/** The words for a kind of event; for one that an earlier version of the portal wrote, its name. */
export function wordsOfAction(action: string): string {
  return action in actionWords ? actionWords[action as AuditAction] : action; // just looked up
}

/** Why a guardian says that a child will not be at lessons. */
export const absenceReasons = ['illness', 'doctor', 'family', 'event', 'no_connection', 'other'] as const;

export type AbsenceReason = (typeof absenceReasons)[number];

export const absenceReasonWords: Readonly<Record<AbsenceReason, string>> = {
  illness: 'болезнь',
  doctor: 'визит к врачу',
  family: 'семейные обстоятельства',
  event: 'олимпиада, соревнования или конкурс',
  no_connection: 'нет интернета или устройства',
  other: 'другая причина',
};

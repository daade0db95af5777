/** What is done for a pupil who is being lost (clause 3.2; always true 8): with an owner, a day and an outcome. */
export const measureKinds = ['talk', 'device', 'consultation', 'psychologist', 'social', 'other'] as const;

export type MeasureKind = (typeof measureKinds)[number];

export const measureKindWords: Readonly<Record<MeasureKind, string>> = {
  talk: 'Разговор с семьёй',
  device: 'Выдача устройства',
  consultation: 'Консультация учителя',
  psychologist: 'Встреча с психологом',
  social: 'Помощь социального педагога',
  other: 'Другая мера',
};

export const outcomes = ['helped', 'partly', 'not_helped', 'cancelled'] as const;

export type Outcome = (typeof outcomes)[number];

export const outcomeWords: Readonly<Record<Outcome, string>> = {
  helped: 'помогло',
  partly: 'помогло отчасти',
  not_helped: 'не помогло',
  cancelled: 'мера отменена',
};

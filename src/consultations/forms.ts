import * as z from 'zod';
import {
  choice,
  day,
  idParam,
  integer,
  optionalDay,
  optionalId,
  optionalInteger,
  optionalText,
  text,
  ticked,
} from '../web/form.ts';
import { attendeeKinds } from './open-series.ts';

export const ConsultationParams = z.object({ consultationId: idParam });
export const SeriesParams = z.object({ seriesId: idParam });
export const BookingParams = z.object({ bookingId: idParam });
export const ChildQuery = z.object({ child: idParam.optional().catch(undefined) });

/** A local time of day as a time field sends it: «17:00». */
function time(required: string) {
  return text(required, 8).pipe(z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d(?::\d\d)?$/, required));
}

const version = integer(1, 1_000_000_000, 'Откройте страницу заново');

const place = {
  room: optionalText(40),
  channel_id: optionalId(),
  service_id: optionalId(),
  link: optionalText(2000),
};

export const OpeningForm = z.object({
  repeat: choice(['once', 'weekly'], 'Выберите, один раз или каждую неделю'),
  first_day: day('Укажите день, например 01.12.2026'),
  last_day: optionalDay('Укажите последний день'),
  starts: time('Укажите, когда начало, например 17:00'),
  ends: time('Укажите, когда конец, например 18:00'),
  turn_minutes: optionalInteger(5, 180, 'Укажите минуты, от 5 до 180'),
  kind: choice(['one', 'group'], 'Выберите, по одному или вместе'),
  places: optionalInteger(2, 300, 'Укажите, сколько семей придут вместе: от 2 до 300'),
  format: choice(['in_person', 'online'], 'Выберите, в школе или онлайн'),
  ...place,
  audience: choice(['courses', 'class'], 'Выберите, для кого'),
  attendees: choice(attendeeKinds, 'Выберите, кто приходит'),
  topic: optionalText(200),
  cancel_hours: integer(0, 168, 'Укажите часы, от 0 до 168'),
  skip_taken: ticked(),
});
export type OpeningValues = z.output<typeof OpeningForm>;

export const SeriesForm = z.object({ version, ...place, topic: optionalText(200) });
export type SeriesValues = z.output<typeof SeriesForm>;

export const CancellationForm = z.object({
  version,
  reason: text('Напишите, почему: это увидят все, кто записан', 300),
});

export const PlaceForm = z.object({
  student_id: optionalId(),
  attendee: choice(['self', 'student'], 'Выберите, кто придёт'),
  words: optionalText(300),
});

export const WaitForm = z.object({
  student_id: optionalId(),
  attendee: choice(['self', 'student'], 'Выберите, кто придёт'),
  any_turn: ticked(),
});

export const WaitEndForm = z.object({ student_id: optionalId() });

/** «12.34»: the pupil and who is to come. */
export const InvitationForm = z.object({
  who: text('Выберите, кого пригласить', 40).pipe(
    z
      .string()
      .regex(/^\d{1,15}\.\d{1,15}$/, 'Выберите, кого пригласить')
      .transform((value) => {
        const [studentId = 0, attendeeId = 0] = value.split('.').map(Number);
        return { studentId, attendeeId };
      }),
  ),
  words: optionalText(300),
});

export const MoveForm = z.object({
  consultation_id: optionalId(),
  version,
});

export const BookingForm = z.object({ version, reason: optionalText(300) });

export const OutcomeForm = z.object({
  version,
  came: choice(['yes', 'no'], 'Отметьте, состоялась ли встреча'),
  outcome: optionalText(2000),
});

export const EntryForm = z.object({ student_id: optionalId() });

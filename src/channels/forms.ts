import * as z from 'zod';
import { purposes } from '../service-register/approved.ts';
import { day, id, idParam, integer, optionalText, text } from '../web/form.ts';

/** «class-12», «group-3», «course-45». */
const targetText = text('Выберите, для кого канал', 30).pipe(
  z.string().regex(/^(class|group|course)-[1-9]\d{0,14}$/, 'Выберите, для кого канал'),
);

/** «messenger-3»: for what, and which service. */
const serviceText = text('Выберите сервис', 40).pipe(
  z
    .string()
    .regex(/^[a-z_]+-[1-9]\d{0,14}$/, 'Выберите сервис')
    .transform((value) => {
      const [purpose, serviceId] = value.split('-');
      return { purpose, serviceId: Number(serviceId) };
    })
    .pipe(z.object({ purpose: z.enum(purposes, { error: 'Выберите сервис' }), serviceId: z.number() })),
);

export const NewChannelForm = z.object({
  target: targetText,
  service: serviceText,
  address: text('Вставьте адрес канала', 2000),
  starts_on: day('Укажите, с какого дня'),
});

export const EditChannelForm = z.object({
  service: id('Выберите сервис'),
  address: optionalText(2000),
  version: integer(1, 999_999_999, 'Откройте страницу заново'),
});

export const EndChannelForm = z.object({
  last_day: day('Укажите последний день'),
  reason: text('Напишите, почему', 300),
  version: integer(1, 999_999_999, 'Откройте страницу заново'),
});

const optionalNumber = idParam.optional().catch(undefined);

/** What a new channel may be begun with; anything else in the address counts as nothing. */
export const NewChannelQuery = z.object({
  purpose: z.enum(purposes).optional().catch(undefined),
  class: optionalNumber,
  course: optionalNumber,
});

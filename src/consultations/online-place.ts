import type { Actor } from '../access/actor.ts';
import type { Db } from '../db/db.ts';
import {
  approvedDays,
  approvedService,
  approvedServices,
  holdService,
} from '../service-register/approved.ts';
import { checkLink, hostOf } from '../service-register/link.ts';
import { type FieldModel, type FilledForm, field, type SelectModel, select } from '../web/components.ts';
import { dayShort } from '../web/dates.ts';
import type { FormErrors } from '../web/form.ts';
import { type VideoChannel, videoChannels } from './opening-queries.ts';

/** Where an online consultation takes place: the service and the checked address, which no page shows. */
export interface OnlinePlace {
  serviceId: number;
  serviceName: string;
  link: string;
}

/** What a teacher chose: one of their channels, or a service with a link of its own. */
export interface AskedPlace {
  channel_id: number | null;
  service_id: number | null;
  link: string;
}

/**
 * The place that was chosen, checked: the channel is the teacher's, the service approved for video calls on each of the
 * days, the link exactly of its hosts (always true 1). The service is held, so that nobody withdraws it meanwhile.
 */
export async function chooseOnlinePlace(
  tx: Db,
  actor: Actor,
  asked: AskedPlace,
  days: readonly string[],
): Promise<OnlinePlace | { errors: FormErrors }> {
  const [first = ''] = days;
  const channel =
    asked.channel_id === null
      ? undefined
      : (await videoChannels(tx, actor, first)).find((one) => one.channel_id === asked.channel_id);
  if (asked.channel_id !== null && channel === undefined)
    return { errors: { channel_id: 'Этот канал в первый день не действует. Выберите другой' } };
  const serviceId = channel?.service_id ?? asked.service_id;
  if (serviceId === null) return { errors: { service_id: 'Выберите сервис' } };
  const named = channel === undefined ? 'service_id' : 'channel_id';
  await holdService(tx, serviceId);
  const service = await approvedService(tx, serviceId, 'videoconference', first);
  if (service === null)
    return { errors: { [named]: `Этот сервис ${dayShort(first)} не разрешён для звонков` } };
  const approved = await approvedDays(tx, serviceId, days);
  const other = days.find((day) => !approved.has(day));
  if (other !== undefined)
    return {
      errors: { [named]: `Сервис «${service.name}» не разрешён с ${dayShort(other)}: выберите другой` },
    };
  if (channel === undefined && asked.link === '') return { errors: { link: 'Вставьте ссылку на встречу' } };
  const checked = checkLink(channel?.address ?? asked.link, service);
  if ('words' in checked) return { errors: { [channel === undefined ? 'link' : named]: checked.words } };
  return { serviceId, serviceName: service.name, link: checked.url };
}

/** The fields of the place of a call. */
export interface OnlineFields {
  channel: SelectModel;
  service: SelectModel;
  link: FieldModel;
}

/** The fields that choose the place of a call, with the teacher's own channels first. @param day local day */
export async function onlineFields(
  db: Db,
  actor: Actor,
  form: FilledForm,
  day: string,
): Promise<OnlineFields> {
  const channels = await videoChannels(db, actor, day);
  const services = await approvedServices(db, 'videoconference', day);
  return {
    channel: select(form, 'channel_id', 'Где встречаемся', [
      ...channels.map((one) => ({ value: String(one.channel_id), label: channelLabel(one) })),
      { value: '', label: 'По отдельной ссылке' },
    ]),
    service: select(
      form,
      'service_id',
      'Сервис',
      services.length === 0
        ? [{ value: '', label: 'Нет разрешённых сервисов: обратитесь к координатору' }]
        : services.map((one) => ({ value: String(one.id), label: one.name })),
    ),
    link: field(form, 'link', 'Ссылка на встречу', {
      type: 'url',
      hint: 'Её не увидит никто: семьи входят кнопкой на портале.',
      autocomplete: 'off',
      spellcheck: false,
    }),
  };
}

function channelLabel(channel: VideoChannel): string {
  return `Канал «${channel.target}»: ${channel.service_name}, ${hostOf(channel.address)}`;
}

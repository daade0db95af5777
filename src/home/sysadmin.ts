import { LONGEST_SILENCE } from '../jobs/heartbeat.ts';
import type { TagModel } from '../web/components.ts';
import { counted, localMoment, momentSaid, nb } from '../web/dates.ts';
import { page, type Reply } from '../web/reply.ts';
import { urls } from '../web/urls.ts';
import { dutyItems } from './duties.ts';
import { type SysadminHome, sysadminHome } from './pages.ts';
import type { HomeContext } from './personal.ts';
import {
  listEntryTroubles,
  listFailingJobs,
  loadOfficeAside,
  loadPortalState,
  type PortalStateRow,
} from './sysadmin-queries.ts';

/** GET / of the technical specialist: whether the portal works, and who cannot get in. */
export async function showSysadminHome({ db, actor, now, today, school }: HomeContext): Promise<Reply> {
  const { timeZone } = school;
  const state = await loadPortalState(db, { today, now });
  const jobs = await listFailingJobs(db);
  const { imports, duties: waiting } = await loadOfficeAside(db, actor, { today, timeZone });
  const troubles = await listEntryTroubles(db, today);
  const duties = dutyItems(waiting, today);
  const model: SysadminHome = {
    head: {
      crumb: [{ text: `Сейчас ${localMoment(now, timeZone).time}` }],
      title: 'Состояние',
      actions: [{ href: urls.home(), text: 'Обновить', icon: 'refresh-cw' }],
    },
    todo: duties.length === 0 ? null : { title: 'Вам поручено', count: duties.length, items: duties },
    states: statesOf(state, now, timeZone),
    jobs: jobs.map((job) => ({
      name: job.name,
      state:
        job.attempts >= job.max_attempts
          ? { text: 'больше не пробуем', kind: 'bad', icon: 'ban' }
          : { text: 'попробуем ещё', kind: 'warn', icon: 'repeat-2' },
      text: nb(
        `${counted(job.attempts, 'попытка', 'попытки', 'попыток')} из ${job.max_attempts}` +
          (job.attempts >= job.max_attempts ? '' : `, следующая ${momentSaid(job.run_at, now, timeZone)}`),
      ),
    })),
    imports: imports.map((one) => ({
      text: one.file_name,
      when: momentSaid(one.uploaded_at, now, timeZone),
      tag: one.is_applied ? { text: 'применён', kind: 'ok', icon: 'circle-check' } : { text: 'не применён' },
    })),
    calls: troubles
      .filter((one) => one.kind === 'call')
      .map((one) => ({
        href: urls.lesson(one.lesson_id),
        text: nb(one.who),
        about: nb(
          `${one.subject}, ${one.group_name}, сервис «${one.service_name}», ${momentSaid(one.at, now, timeZone)}`,
        ),
        words: nb(one.reason),
      })),
    refusals: troubles
      .filter((one) => one.kind === 'refused')
      .map((one) => ({
        href: urls.lesson(one.lesson_id),
        text: nb(`${one.subject}, ${one.group_name}`),
        about: nb(
          `${refusalWords[one.reason] ?? one.reason}${one.times > 1 ? `, ${counted(one.times, 'раз', 'раза', 'раз')}` : ''}`,
        ),
        when: momentSaid(one.at, now, timeZone),
      })),
  };
  return page(sysadminHome, model, { title: model.head.title });
}

const refusalWords: Readonly<Record<string, string>> = {
  not_participant: 'не из этой группы',
  pupil_enters_alone: 'родитель вместо ученика',
  cancelled: 'урок отменён',
  in_person: 'урок не онлайн',
  service_not_approved: 'сервис не разрешён',
  too_early: 'слишком рано',
  too_late: 'урок уже закончился',
};

function statesOf(state: PortalStateRow, now: Temporal.Instant, timeZone: string): SysadminHome['states'] {
  return [
    workerState(state, now, timeZone),
    {
      name: 'Очередь заданий',
      text: nb(
        `ждут\u00a0${state.waiting}, не получаются\u00a0${state.failing}, остановлены\u00a0${state.given_up}`,
      ),
      tag: state.given_up + state.overdue > 0 ? attention : allWell,
    },
    {
      name: 'Доставка уведомлений за сутки',
      text: nb(`не доставлено\u00a0${state.deliveries_failed}`),
      tag: state.deliveries_failed > 0 ? attention : allWell,
    },
    {
      name: 'Входы на портал за сутки',
      text: nb(
        `вошли\u00a0${state.sign_ins}, неверный пароль или код\u00a0${state.sign_ins_failed}, отложено\u00a0${state.sign_ins_delayed}`,
      ),
      tag: state.sign_ins_delayed > 0 ? attention : allWell,
    },
    {
      name: 'Входы на онлайн-уроки сегодня',
      text: nb(`вошли\u00a0${state.entries_admitted}, отказано\u00a0${state.entries_refused}`),
      tag: state.entries_refused > 0 ? attention : allWell,
    },
  ];
}

const allWell: TagModel = { text: 'в порядке', kind: 'ok', icon: 'circle-check' };
const attention: TagModel = { text: 'посмотрите', kind: 'warn', icon: 'triangle-alert' };
const isDown: TagModel = { text: 'не работает', kind: 'bad', icon: 'circle-alert' };

function workerState(
  state: PortalStateRow,
  now: Temporal.Instant,
  timeZone: string,
): SysadminHome['states'][number] {
  const name = 'Фоновые задания';
  if (state.beat_at === null) return { name, text: 'ещё не запускались', tag: isDown };
  const isSilent = Temporal.Instant.compare(state.beat_at.add(LONGEST_SILENCE), now) < 0;
  const said = `последний сигнал ${momentSaid(state.beat_at, now, timeZone)}`;
  return { name, text: nb(said), tag: isSilent ? isDown : allWell };
}

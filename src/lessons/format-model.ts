import type { ApprovedService } from '../service-register/approved.ts';
import type { CourseChannel } from '../service-register/channel-for-course.ts';
import { hostOf } from '../service-register/link.ts';
import { choices, errorSummary, field, type NoteModel, select } from '../web/components.ts';
import { counted, nb, timeRange } from '../web/dates.ts';
import type { FormErrors, FormValues } from '../web/form.ts';
import { urls } from '../web/urls.ts';
import { isLate, lateReasonLabels, lateReasons } from './announcing-rule.ts';
import { dayTitle, groupLabel } from './lesson-words.ts';
import type { FormatPage } from './pages.ts';
import type { LessonRow } from './queries.ts';

/** What the form of the format needs besides the lesson. */
export interface FormatFacts {
  channel: CourseChannel | null;
  services: readonly ApprovedService[];
  warnings: readonly string[];
  screenHint: string | null;
  leadHours: number;
  now: Temporal.Instant;
  today: string;
}

/** What stands in the form at first: the channel where there is one, what was set before where there is. */
export function initialFormat(lesson: LessonRow, facts: FormatFacts): FormValues {
  const isKept = lesson.format === 'online' && lesson.service_status === 'approved';
  return {
    source: isKept ? 'keep' : facts.channel !== null ? 'channel' : 'link',
    service_id: String(facts.channel?.serviceId ?? facts.services[0]?.id ?? ''),
    link: '',
    topic: lesson.topic,
    preparation: lesson.preparation,
    scope: 'lesson',
    until: lesson.day,
    late_reason: '',
    late_words: '',
  };
}

/** The page on which a lesson is set online, as filled and with what was wrong. */
export function toFormatPage(
  lesson: LessonRow,
  facts: FormatFacts,
  values: FormValues,
  errors: FormErrors,
  notes: readonly NoteModel[] = [],
): FormatPage {
  const form = { values, errors };
  const late = isLate(
    { startsAt: lesson.starts_at, announcedAt: lesson.announced_at },
    facts.now,
    facts.leadHours,
  );
  return {
    head: {
      title: lesson.format === 'online' ? 'Изменить онлайн-урок' : 'Сделать урок онлайн',
      crumb: [
        { text: `${lesson.subject}, ${groupLabel(lesson)}`, href: urls.lesson(lesson.id) },
        {
          text: `${dayTitle(lesson.day, facts.today)}, ${timeRange(lesson.start_time, lesson.end_time)}`,
        },
      ],
      lead: 'Ученики и родители сразу получат уведомление.',
    },
    summary: errorSummary(errors),
    notes: [...notes, ...warningNotes(facts)],
    action: urls.lessonFormat(lesson.id),
    version: lesson.version,
    cancel: urls.lesson(lesson.id),
    source: choices(form, 'source', 'Где пройдёт урок', sourceChoices(lesson, facts)),
    service: select(form, 'service_id', 'Сервис', serviceOptions(facts.services)),
    link: field(form, 'link', 'Ссылка на урок', {
      type: 'url',
      hint: 'Её не увидит никто: ученики входят кнопкой на портале.',
      autocomplete: 'off',
      spellcheck: false,
    }),
    topic: field(form, 'topic', 'Тема урока', { maxLength: 300 }),
    preparation: field(form, 'preparation', 'Что подготовить', {
      type: 'textarea',
      rows: 3,
      maxLength: 2000,
    }),
    scope: choices(form, 'scope', 'Какие уроки', [
      { value: 'lesson', label: 'Только этот урок' },
      { value: 'course', label: 'Все уроки курса с этого дня до дня, который вы укажете' },
    ]),
    until: field(form, 'until', 'По какой день включительно', { type: 'date', min: lesson.day }),
    late: late
      ? {
          lead: nb(
            `До урока меньше ${counted(facts.leadHours, 'часа', 'часов', 'часов')}. Почему так поздно?`,
          ),
          reason: select(form, 'late_reason', 'Причина', lateOptions()),
          words: field(form, 'late_words', 'Подробнее, если нужно', { maxLength: 300 }),
        }
      : null,
    button: lesson.format === 'online' ? 'Сохранить и сообщить' : 'Сделать онлайн и сообщить',
  };
}

/** Reasons for being late, with «not chosen» first. */
export function lateOptions(): { value: string; label: string }[] {
  return [
    { value: '', label: 'Выберите причину' },
    ...lateReasons.map((reason) => ({ value: reason, label: lateReasonLabels[reason] })),
  ];
}

/** Services as options; with the words why there are none. */
export function serviceOptions(services: readonly ApprovedService[]): { value: string; label: string }[] {
  return services.length === 0
    ? [{ value: '', label: 'Нет разрешённых сервисов: обратитесь к координатору' }]
    : services.map((service) => ({ value: String(service.id), label: service.name }));
}

function sourceChoices(lesson: LessonRow, facts: FormatFacts) {
  const { channel } = facts;
  const isKept = lesson.format === 'online' && lesson.service_status === 'approved';
  return [
    ...(isKept
      ? [{ value: 'keep', label: `Как сейчас: «${lesson.service_name ?? ''}», ссылка сохранена` }]
      : []),
    ...(channel === null
      ? []
      : [
          {
            value: 'channel',
            label: `Постоянный канал в «${channel.serviceName}»`,
            hint: hostOf(channel.address),
          },
        ]),
    { value: 'link', label: 'По отдельной ссылке', hint: 'Выберите сервис и вставьте ссылку ниже' },
  ];
}

function warningNotes({ warnings, screenHint }: FormatFacts): NoteModel[] {
  const hint: NoteModel[] = screenHint === null ? [] : [{ kind: 'info', text: nb(screenHint) }];
  if (warnings.length === 0) return hint;
  return [
    { kind: 'warn', title: 'Беречь здоровье', items: warnings.map((text) => ({ text: nb(text) })) },
    ...hint,
  ];
}

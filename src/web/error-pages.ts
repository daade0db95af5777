import { view } from './view.ts';

/** What an error page shows: a short id that the log has too, and words for this very case where there are any. */
export interface ErrorPage {
  id: string;
  words: string | null;
}

export const errorPages = {
  badRequest: { handle: view<ErrorPage>('errors/bad-request'), title: 'Запрос не понят' },
  fault: { handle: view<ErrorPage>('errors/fault'), title: 'Ошибка на портале' },
  forbidden: { handle: view<ErrorPage>('errors/forbidden'), title: 'Нет доступа' },
  notFound: { handle: view<ErrorPage>('errors/not-found'), title: 'Страница не найдена' },
  tooMany: { handle: view<ErrorPage>('errors/too-many'), title: 'Слишком много попыток' },
  unavailable: { handle: view<ErrorPage>('errors/unavailable'), title: 'Сервис временно недоступен' },
} as const;

export type ErrorPageName = keyof typeof errorPages;

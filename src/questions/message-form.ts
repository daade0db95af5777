import * as z from 'zod';
import { choice, idParam, integer, text, ticked } from '../web/form.ts';

export const QuestionParams = z.object({ questionId: idParam });
export const MessageParams = z.object({ messageId: idParam });

/** Signs of a message at most. */
export const MOST_WRITTEN = 4000;

const version = integer(1, 1_000_000_000, 'Откройте страницу заново');

/** A message of a thread; `rude_ok` is «Отправить всё равно», `answer_and_publish` leads on to the class. */
export const MessageForm = z.object({
  version,
  kind: choice(['reply', 'answer', 'answer_and_publish', 'ask_back'], 'Выберите, что отправить'),
  body: text('Напишите сообщение', MOST_WRITTEN),
  rude_ok: ticked(),
});

export const ClosingForm = z.object({ version });

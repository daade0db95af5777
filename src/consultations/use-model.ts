import { capital, counted, nb, number, plural } from '../web/dates.ts';
import { urls } from '../web/urls.ts';
import { BETWEEN, placeSaid, teacherName, whenSaid } from './consultation-words.ts';
import type { ConsultationRow } from './find.ts';
import { USE_DAYS, type UseRow } from './list-queries.ts';
import type { ConsultationsPage } from './pages.ts';

/** What is offered and used: numbers, by teacher. */
export function toFigures(
  use: readonly UseRow[],
  coming: readonly ConsultationRow[],
  today: string,
): NonNullable<ConsultationsPage['figures']> {
  const sum = (of: (row: UseRow) => number) => use.reduce((all, row) => all + of(row), 0);
  return {
    numbers: [
      figure(
        sum((row) => row.places),
        ['место открыто', 'места открыты', 'мест открыто'],
      ),
      figure(
        sum((row) => row.taken),
        ['место занято', 'места заняты', 'мест занято'],
      ),
      figure(
        sum((row) => row.came),
        ['встреча состоялась', 'встречи состоялись', 'встреч состоялось'],
      ),
      figure(
        sum((row) => row.waiting),
        ['семья ждёт места', 'семьи ждут места', 'семей ждут места'],
      ),
    ],
    teachers: use.map((row) => ({
      name: teacherName(row),
      offered: nb(`${counted(row.places, 'место', 'места', 'мест')}`),
      taken: String(row.taken),
      waiting: String(row.waiting),
      came: String(row.came),
    })),
    coming: coming.map((turn) => ({
      href: urls.consultation(turn.id),
      title: capital(whenSaid(turn, today)),
      about: [teacherName(turn), placeSaid(turn)].join(BETWEEN),
      tags: [{ text: nb(`Записаны: ${turn.taken} из ${turn.places}`) }],
    })),
    lead: nb(
      `За ${counted(USE_DAYS, 'день', 'дня', 'дней')} и на будущее. О чём договорились, видят только учитель и семья.`,
    ),
  };
}

function figure(value: number, [one, few, many]: readonly [string, string, string]) {
  return { value: number(value), words: plural(value, one, few, many) };
}

import { isGivenName } from './short-names.ts';

/** The longest list that is taken: a school has no lesson for more, and a list is not a document. */
const MOST_PARTICIPANTS = 200;
const MOST_CHARACTERS = 20_000;

/** Of a longer line the rest is no name, and would only take time. */
const LONGEST_LINE = 500;
const LONGEST_NAME = 100;

export type ReadParticipants = { ok: true; names: readonly string[] } | { ok: false; fault: string };

/** Cells and lines that services write beside the names: headings, roles, states, buttons. */
const NOISE = new RegExp(
  `^(?:${[
    'участники?( звонка| встречи| конференции| трансляции)?',
    'участник(а|ов)',
    'список участников',
    'фио|имя|фамилия|отчество|ник|имя участника|имя и фамилия|фамилия,? имя|full name|name|participants?|user name',
    '(время|дата)( и время)?( входа| выхода| подключения| отключения| присоединения| начала| окончания)?',
    '(вход|выход|подключил(ся|ась)|отключил(ся|ась)|вош(ё|е)л|вошла|вышел|вышла|покинул(а)?)( в)?',
    'длительность|продолжительность|время в звонке|роль|статус|состояние|класс|устройство|платформа|id',
    'вы|это вы|я|you|организатор( звонка)?|создатель( звонка)?|ведущий|спикер|модератор|администратор|админ|слушатель|зритель|host|гость|учитель|ученик|ученица',
    'поиск( участников| по имени)?|найти( участника)?|пригласить( участников| в звонок)?|добавить( участников)?|скопировать ссылку|поделиться( ссылкой)?',
    '(показать|смотреть) (ещ(ё|е)|все|всех)|ещ(ё|е)|закрыть|свернуть|назад|готово|чат|настройки|ещ(ё|е) \\d+',
    'без звука|без видео|(микрофон|камера|звук|видео)( включ(ё|е)на?| выключ(ё|е)на?| отключ(ё|е)на?)?|выключить (микрофон|звук)( у всех| всем)?|включить (микрофон|звук)|muted|unmuted',
    'рука поднята|поднял(а)? руку|поднятые руки|опустить руку|демонстрация экрана|показывает экран|говорит|закреп(лено|ить)',
    '(сейчас )?в (звонке|эфире|сети|конференции|трансляции)|онлайн|online|офлайн|offline|не в звонке|ожида(ет|ют)( подключения)?|в зале ожидания|зал ожидания|впустить( всех)?|отклонить|звоним|подключается|нет ответа|приглаш(ё|е)н(а|ы)?',
    '(был(а)?|заходил(а)?)( в сети)? (недавно|только что|давно|сегодня.*|вчера.*|\\d+ .* назад)',
    '(в сети|сегодня|вчера)( .*)?|печатает.*|владелец|создатель чата|подписчики?',
  ].join('|')})$`,
  'iu',
);

const COUNT =
  /^(?:участники?|участников|в звонке|ожидают|participants?)?\s*[:·•(]?\s*\+?\d+\)?(?:\s*(?:участник(?:а|ов)?|человек[а]?|чел\.?|из \d+))?$/iu;
const TIME =
  /^(?:(?:с|в|до)\s+)?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s*[–—-]\s*\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)?$|^\d{1,4}[.\-/]\d{1,2}[.\-/]\d{2,4}(?:[\sT,]+\d{1,2}:\d{2}(?::\d{2})?)?$|^(?:\d+\s*(?:ч|час|часа|часов|мин|минут[аы]?|сек|секунд[аы]?|с|м|h|min|m|s)\.?\s*)+$/iu;
const ADDRESS = /^(?:https?:\/\/\S+|\S+@\S+\.\S+|\+?[\d\s()-]{7,}|\d+\s*%)$/u;
const TAIL =
  /(?:\s*[,·•|–—-]\s*|\s+\(?|\s*\()(?:вы|это вы|you|организатор|создатель|ведущий|модератор|администратор|спикер|слушатель|host|без звука|гость)\)?$/iu;

/**
 * The names in a pasted list of participants, as the service showed them and in that order: one a line, or in cells
 * with times, roles and states, which are left out. Refused where there is no name, or more than a lesson can have.
 */
export function readParticipants(pasted: string): ReadParticipants {
  if (pasted.length > MOST_CHARACTERS)
    return {
      ok: false,
      fault: 'Список слишком длинный. Вставьте только имена участников, не больше 200 строк.',
    };
  const names = pasted
    .normalize('NFC')
    .split(/[\r\n\u2028\u2029]+/u)
    .flatMap(namesOfLine);
  if (names.length > MOST_PARTICIPANTS)
    return {
      ok: false,
      fault: `В списке ${names.length} имён, а можно не больше 200. Вставьте участников одного урока.`,
    };
  if (names.length === 0)
    return {
      ok: false,
      fault: 'В списке не нашлось ни одного имени. Скопируйте участников из Сферума или MAX и вставьте сюда.',
    };
  return { ok: true, names };
}

function namesOfLine(line: string): string[] {
  const cells = withoutHalf(line.slice(0, LONGEST_LINE))
    .split(/[\t;|]|,(?!\d)/u)
    .map(cleanCell);
  const meant = cells.filter((cell) => cell !== '' && !isNoise(cell));
  return joinCells(meant, line.includes('\t'))
    .flatMap(partPair)
    .map((name) => withoutHalf(name.slice(0, LONGEST_NAME)));
}

/** A cut may go through a picture: half of it is no text that the database could hold. */
function withoutHalf(cut: string): string {
  return cut.replace(/[\ud800-\udbff]$/, '').trimEnd();
}

function cleanCell(cell: string): string {
  let text = cell
    .replace(/(?!\u200d)\p{Cf}/gu, '')
    .replace(/\s+/gu, ' ')
    .replace(/^[ "«“„•·▪◦*–—-]+/u, '')
    .replace(/[ "»”,]+$/u, '')
    .replace(/^\d{1,3} ?[.)] ?/u, '');
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(TAIL, '').trim();
  }
  return text;
}

function isNoise(cell: string): boolean {
  const bare = cell.replace(/^\(|\)$/gu, '').trim();
  return (
    NOISE.test(bare) ||
    COUNT.test(bare) ||
    TIME.test(bare) ||
    ADDRESS.test(bare) ||
    /^\p{Lu}{1,2}$/u.test(bare) || // the letters in the round picture beside a name
    !/\p{L}/u.test(bare)
  );
}

/** Family name, given name and patronymic in cells of their own are one person; several whole names are several. */
function joinCells(cells: readonly string[], isTable: boolean): string[] {
  const [first, second] = cells;
  if (first === undefined || second === undefined) return [...cells];
  const areWords = cells.every((cell) => !cell.includes(' '));
  if (isTable) return areWords && cells.length <= 3 ? [cells.join(' ')] : [first];
  const isOnePerson =
    !first.includes(' ') &&
    !isGivenName(first) &&
    isGivenName(second.split(' ')[0] ?? '') &&
    cells.length <= 3;
  return isOnePerson ? [cells.join(' ')] : [...cells];
}

/** «Соня Белова и Даша Орлова»: two on one device. */
function partPair(name: string): string[] {
  const two = name.split(/\s+(?:и|&|\+)\s+|\s*[/+&]\s*/u);
  return two.length === 2 && two.every((one) => /\p{L}{2,}\.?\s+\p{L}/u.test(one)) ? two : [name];
}

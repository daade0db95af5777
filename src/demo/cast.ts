import type { Role } from '../access/permissions.ts';

/** Somebody of the named cast, whom the tests and the printed list of the demo school share. */
export interface CastMember {
  login: string;
  familyName: string;
  givenName: string;
  patronymic: string;
  /** How a child is called at home and in notices; empty: by the given name. */
  callName: string;
  sex: 'f' | 'm';
  roles: readonly Role[];
  /** The class of a pupil. */
  className: string | null;
  /** The class that a teacher leads. */
  leads: string | null;
  /** A pupil of grades 1 to 4. */
  isYoung: boolean;
  /** Who it is, in Russian, for the printed list. */
  about: string;
  /** Printed with the address of the demo school; it is the password of this person only. */
  password: string;
  /** False for the one whose account is disabled. */
  maySignIn: boolean;
}

type Given = Pick<CastMember, 'login' | 'sex' | 'roles' | 'about' | 'password'> &
  Partial<Pick<CastMember, 'callName' | 'className' | 'leads' | 'isYoung' | 'maySignIn'>>;

function member(fullName: string, given: Given): CastMember {
  const [familyName = '', givenName = '', patronymic = ''] = fullName.split(' ');
  return {
    familyName,
    givenName,
    patronymic,
    callName: '',
    className: null,
    leads: null,
    isYoung: false,
    maySignIn: true,
    ...given,
  };
}

export const CAST: readonly CastMember[] = [
  member('Иваненко Татьяна Викторовна', {
    login: 'ivanenko',
    sex: 'f',
    roles: ['coordinator'],
    about: 'координатор по ИТ',
    password: 'yantar-parus-mayak-duna',
  }),
  member('Литвинов Алексей Владимирович', {
    login: 'litvinov',
    sex: 'm',
    roles: ['sysadmin'],
    about: 'системный администратор',
    password: 'yantar-veter-yakor-most',
  }),
  member('Ковалёва Елена Петровна', {
    login: 'kovaleva',
    sex: 'f',
    roles: ['teacher'],
    leads: '7А',
    about: 'учитель математики, классный руководитель 7А',
    password: 'yantar-chayka-volna-kray',
  }),
  member('Орлова Наталья Игоревна', {
    login: 'orlova',
    sex: 'f',
    roles: ['teacher', 'parent'],
    about: 'учитель русского языка и мама Даши Орловой из 7А',
    password: 'yantar-priboy-sosna-luch',
  }),
  member('Сидоров Антон Васильевич', {
    login: 'sidorov',
    sex: 'm',
    roles: ['teacher'],
    leads: '7Б',
    about: 'учитель физики, классный руководитель 7Б',
    password: 'yantar-bashnya-tuman-kot',
  }),
  member('Петрова Мария Олеговна', {
    login: 'petrova',
    sex: 'f',
    roles: ['teacher'],
    leads: '3Б',
    about: 'учитель начальных классов, классный руководитель 3Б',
    password: 'yantar-ryabina-bereg-sad',
  }),
  member('Белова Софья Андреевна', {
    login: 'sonya',
    sex: 'f',
    roles: ['student'],
    callName: 'Соня',
    className: '7А',
    about: 'ученица 7А',
    password: 'parus-oblako-lisa-grom',
  }),
  member('Белов Михаил Андреевич', {
    login: 'misha',
    sex: 'm',
    roles: ['student'],
    callName: 'Миша',
    className: '3Б',
    isYoung: true,
    about: 'ученик 3Б',
    password: 'parus-medved-klen-mir',
  }),
  member('Ахметов Тимур Русланович', {
    login: 'timur',
    sex: 'm',
    roles: ['student'],
    className: '7Б',
    about: 'ученик 7Б',
    password: 'parus-kometa-luna-sneg',
  }),
  member('Захаров Никита Олегович', {
    login: 'nikita',
    sex: 'm',
    roles: ['student'],
    className: '7А',
    about: 'ученик 7А, родители порталом не пользуются',
    password: 'parus-sokol-reka-ogon',
  }),
  member('Орлова Дарья Максимовна', {
    login: 'dasha',
    sex: 'f',
    roles: ['student'],
    callName: 'Даша',
    className: '7А',
    about: 'ученица 7А, дочь учителя',
    password: 'parus-romashka-more-chas',
  }),
  member('Ершов Кирилл Викторович', {
    login: 'kirill',
    sex: 'm',
    roles: ['student'],
    className: '7А',
    about: 'ученик 7А',
    password: 'parus-zhuravl-pole-klyuch',
  }),
  member('Белова Ирина Николаевна', {
    login: 'belova',
    sex: 'f',
    roles: ['parent'],
    about: 'мама Сони (7А) и Миши (3Б)',
    password: 'mayak-vishnya-oblako-dom',
  }),
  member('Белов Андрей Сергеевич', {
    login: 'belov',
    sex: 'm',
    roles: ['parent'],
    about: 'папа Сони (7А) и Миши (3Б), живёт отдельно',
    password: 'mayak-dorozhka-iskra-les',
  }),
  member('Ахметова Гузель Рашидовна', {
    login: 'akhmetova',
    sex: 'f',
    roles: ['parent'],
    about: 'мама Тимура (7Б)',
    password: 'mayak-abrikos-zvezda-pirs',
  }),
  member('Ершов Виктор Павлович', {
    login: 'ershov',
    sex: 'm',
    roles: ['parent'],
    about: 'папа Кирилла, чьё право видеть сына закончилось',
    password: 'mayak-granit-osen-fonar',
  }),
  member('Громов Пётр Ильич', {
    login: 'gromov',
    sex: 'm',
    roles: ['student'],
    className: '7А',
    about: 'учился в 7А, ушёл из школы; доступ закрыт',
    password: 'parus-topol-dozhd-kamen',
    maySignIn: false,
  }),
];

/** Who may see which child of the cast; `ended`: the right has ended. */
export const CAST_FAMILIES: readonly { guardian: string; child: string; relation: string; ended?: true }[] = [
  { guardian: 'belova', child: 'sonya', relation: 'мать' },
  { guardian: 'belova', child: 'misha', relation: 'мать' },
  { guardian: 'belov', child: 'sonya', relation: 'отец' },
  { guardian: 'belov', child: 'misha', relation: 'отец' },
  { guardian: 'akhmetova', child: 'timur', relation: 'мать' },
  { guardian: 'orlova', child: 'dasha', relation: 'мать' },
  { guardian: 'ershov', child: 'kirill', relation: 'отец', ended: true },
];

/** The member of the cast with this login; throws where there is none. */
export function castMember(login: string): CastMember {
  const found = CAST.find((one) => one.login === login);
  if (!found) throw new Error(`Nobody of the cast signs in as ${login}`);
  return found;
}

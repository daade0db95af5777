/** The services that the order names, with what the register asks of each: what a school begins with. */

export type Purpose = 'videoconference' | 'messenger' | 'file_storage' | 'e_journal';

export interface StandardService {
  name: string;
  purposes: readonly Purpose[];
  /** Exact hosts that links may lead to. */
  hosts: readonly string[];
  personalData: string;
  legalGround: string;
  securityStatement: string;
  /** Simple Markdown, by who reads it. */
  instructionsTeacher: string;
  instructionsStudent: string;
  instructionsParent: string;
  supportContact: string;
}

const GROUND =
  'Статья 6, часть 1, пункт 2 Федерального закона № 152-ФЗ и статья 16 Федерального закона № 273-ФЗ «Об образовании в Российской Федерации»';

/** The region's e-journal is at this address; elsewhere the coordinator enters the host of their own. */
const JOURNAL = { city: 'Калининград', hosts: ['klgd.eljur.ru'] } as const;

export const STANDARD_SERVICES: readonly StandardService[] = [
  {
    name: 'Сферум',
    purposes: ['videoconference'],
    hosts: ['sferum.ru'],
    personalData: 'Фамилия и имя, роль, школа и класс, изображение и голос во время видеоурока.',
    legalGround: GROUND,
    securityStatement:
      'Данные хранятся в России. На видеоурок попадают только зарегистрированные участники учебного профиля, подтверждённые школой; посторонних учитель не впускает из зала ожидания.',
    instructionsTeacher: `1. Создайте звонок в чате класса и скопируйте ссылку.
2. Назначьте урок онлайн на портале заранее — не позже чем за сутки.
3. Включите зал ожидания и впускайте учеников по списку.
4. После урока завершите звонок для всех.`,
    instructionsStudent: `1. За 10 минут до урока нажмите на портале «Войти на урок».
2. Войдите под своими именем и фамилией.
3. Микрофон включайте, когда говорите.`,
    instructionsParent: `- Ссылка на урок открывается с портала, из кабинета ребёнка или вашего.
- Если войти не получается, позвоните в техническую поддержку школы: ребёнок ничего не пропустит по этой причине.`,
    supportContact: 'Справка Сферума: sferum.ru/?p=help',
  },
  {
    name: 'Электронный журнал',
    purposes: ['e_journal'],
    hosts: JOURNAL.hosts,
    personalData: 'Фамилия, имя, отчество, класс, отметки, посещаемость, домашние задания.',
    legalGround: GROUND,
    securityStatement:
      'Данные хранятся в России, в государственной информационной системе области. Вход — по личной учётной записи; родители видят только своих детей.',
    instructionsTeacher: `- Тему, отметки и домашнее задание вносите в день урока.
- Учёт онлайн-урока ведите на портале, отметки — в журнале.`,
    instructionsStudent:
      'Домашние задания и отметки — в журнале. Вход — через «Госуслуги» или по логину школы.',
    instructionsParent:
      'Вход — через подтверждённую учётную запись на «Госуслугах». Если ребёнка не видно, обратитесь к классному руководителю.',
    supportContact: 'Классный руководитель или техническая поддержка школы',
  },
  {
    name: 'VK-мессенджер',
    purposes: ['messenger'],
    hosts: ['web.vk.me', 'vk.me'],
    personalData: 'Имя и фамилия, номер телефона при регистрации, сообщения в чате класса.',
    legalGround: GROUND,
    securityStatement:
      'Данные хранятся в России. В чат класса добавляет классный руководитель; приглашение по ссылке выключено, посторонних в чате нет.',
    instructionsTeacher: `- В чате класса — только объявления и короткие вопросы.
- Отметки, сведения о здоровье и телефоны в чате не пишем.
- После 20:00 не пишем, если это не срочно.`,
    instructionsStudent: 'Чат класса — для объявлений. Вопрос по уроку задавайте учителю, а не всему классу.',
    instructionsParent: 'Чат — удобство, а не обязанность: всё важное приходит и на портал.',
    supportContact: 'vk.com/support',
  },
  {
    name: 'Облако ФГИС «Моя Школа»',
    purposes: ['file_storage'],
    hosts: ['myschool.edu.ru'],
    personalData: 'Фамилия, имя, отчество, школа и класс, файлы, которые человек загрузил сам.',
    legalGround: GROUND,
    securityStatement:
      'Государственная информационная система, данные хранятся в России. Вход — через «Госуслуги»; папка класса видна только классу и его учителям.',
    instructionsTeacher: `- Материалы кладите в папку класса, по папке на предмет.
- Не выкладывайте списки с телефонами и датами рождения.`,
    instructionsStudent: 'Материалы к урокам — в папке класса. Свои работы видите только вы и учитель.',
    instructionsParent: 'Вход — через «Госуслуги». Папка класса открывается из кабинета ребёнка.',
    supportContact: 'Поддержка «Моей Школы»: myschool.edu.ru',
  },
];

/** The order's services as a school of this city begins with them: each region has an e-journal of its own. */
export function standardServicesOf(city: string): readonly StandardService[] {
  if (city.trim() === JOURNAL.city) return STANDARD_SERVICES;
  return STANDARD_SERVICES.map((each) =>
    each.purposes.includes('e_journal') ? { ...each, hosts: [] } : each,
  );
}

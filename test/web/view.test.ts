import { load } from 'cheerio';
import { expect, test } from 'vitest';
import * as components from '../../src/web/components.ts';
import { displayOf } from '../../src/web/display-settings.ts';
import { page } from '../../src/web/reply.ts';
import { escapeHtml, renderPage, renderPart, type Shell, safeHtml, view } from '../../src/web/view.ts';
import { expectValidHtml } from '../support/html.ts';

const shell: Shell = {
  title: 'Сегодня',
  school: { name: 'МАОУ СОШ № 11', shortName: 'СОШ № 11' },
  lang: 'ru',
  display: displayOf({}),
  nav: [{ href: '/notices', icon: 'bell', label: 'Уведомления', current: true, count: 3 }],
  user: { name: 'Ковалёва Е. П.', roleLabel: 'учитель' },
  actingRoles: [
    { code: 'coordinator', label: 'координатор', current: true },
    { code: 'teacher', label: 'учитель', current: false },
  ],
  flash: [{ kind: 'ok', text: 'Сохранено' }],
  submissionKey: 'a-key',
  support: { phone: '8 4012 00-00-11', phoneHref: 'tel:+74012000011', email: 'help@school11.example' },
  path: '/notices',
  unread: 3,
};

const signedOut: Shell = { ...shell, nav: [], user: null, actingRoles: [], flash: [] };

const hostile = `<img src=x onerror="alert('1')">&`;

test.each([
  ['text', 'текст', 'текст'],
  ['every sign that means something', hostile, '&lt;img src=x onerror=&#34;alert(&#39;1&#39;)&#34;&gt;&amp;'],
  ['a number', -1.5, '-1.5'],
])('%s is escaped', (_what, value, html) => {
  expect(escapeHtml(value)).toBe(html);
});

test.each([null, undefined, true, {}, ['a']])('printing %j is a fault, not a word on the page', (value) => {
  expect(() => escapeHtml(value)).toThrow('A template printed');
});

test('a page stands in the layout, with what the shell knows', async () => {
  const html = renderPage('components/empty', { text: 'Сегодня уроков нет' }, shell);
  await expectValidHtml(html);
  const $ = load(html);
  expect($('title').text()).toBe('Сегодня — Звонок');
  expect($('main').text()).toContain('Сегодня уроков нет');
  expect($('nav [aria-current=page]').text()).toContain('Уведомления');
  expect($('nav .count').text()).toBe('3 новых');
  expect($('[role=status]').text().trim()).toBe('Сохранено');
  expect($('footer a[href="tel:+74012000011"]').text()).toBe('8\u00a04012\u00a000-00-11');
  for (const form of $('form[method=post]')) expect($(form).find('input[name=_key]').val()).toBe('a-key');
});

test('somebody who is not signed in sees no navigation and no way out', async () => {
  const html = renderPage('components/empty', { text: 'Текст' }, signedOut);
  await expectValidHtml(html);
  const $ = load(html);
  expect($('nav, form')).toHaveLength(0);
  expect($('a[href="/display"]')).toHaveLength(2);
});

test.each(['not-found', 'forbidden', 'fault', 'unavailable', 'bad-request', 'too-many'])(
  'the error page «%s» needs no database, and names the code',
  async (name) => {
    const html = renderPage(`errors/${name}`, { id: 'ab12-3', words: null }, signedOut);
    await expectValidHtml(html);
    expect(load(html)('main').text()).toContain('ab12-3');
  },
);

const form: components.FilledForm = {
  values: { topic: hostile, kind: 'online', days: ['1', '3'] },
  errors: { topic: 'Напишите тему', kind: 'Выберите, как пройдёт урок', form: 'Урок уже прошёл' },
};
const kinds = [
  { value: 'online', label: 'Онлайн', hint: 'По видеосвязи' },
  { value: 'in_person', label: 'В классе' },
];

test('a field ties label, hint and error together, and keeps what was typed', () => {
  const model = components.field(form, 'topic', 'Тема', { hint: 'Увидят ученики', type: 'textarea' });
  const $ = load(renderPart('components/field', model, shell));
  const input = $('textarea');
  expect(input.val()).toBe(hostile);
  expect($(`label[for="${input.attr('id')}"]`).text()).toBe('Тема');
  const described = (input.attr('aria-describedby') ?? '').split(' ').map((id) => $(`#${id}`).text().trim());
  expect(described).toEqual(['Увидят ученики', 'Ошибка: Напишите тему']);
  expect(input.attr('aria-invalid')).toBe('true');
});

test('a password never comes back', () => {
  const model = components.field({ values: { password: 'secret' }, errors: {} }, 'password', 'Пароль', {
    type: 'password',
  });
  expect(renderPart('components/field', model, shell)).not.toContain('secret');
});

test('the error summary links to the first input of each field, and to the page for the rest', () => {
  const summary = components.errorSummary(form.errors);
  const parts = [
    renderPart('components/error-summary', summary, shell),
    renderPart('components/field', components.field(form, 'topic', 'Тема'), shell),
    renderPart('components/radios', components.choices(form, 'kind', 'Как пройдёт', kinds), shell),
  ];
  const $ = load(`<main id="main">${parts.join('')}</main>`);
  const links = $('.errsum a')
    .map((_, link) => $(link).attr('href'))
    .get();
  expect(links).toEqual(['#f-topic', '#f-kind', '#main']);
  for (const link of links) expect($(link)).toHaveLength(1);
  expect($('#f-kind').attr()).toMatchObject({ type: 'radio', value: 'online', checked: '' });
  expect(components.errorSummary({})).toBeNull();
});

test('every component is valid HTML', async () => {
  const parts: [string, unknown][] = [
    [
      'page-head',
      {
        title: 'Заголовок',
        crumb: [{ text: 'Назад', href: '/' }, { text: 'тут' }],
        actions: [{ href: '/x', text: 'Печать', icon: 'printer' }],
      },
    ],
    ['error-summary', components.errorSummary(form.errors)],
    [
      'note',
      {
        kind: 'bad',
        title: 'Нельзя',
        text: 'Потому',
        items: [{ text: 'раз', href: '/1' }, { text: 'два' }],
        link: { href: '/2', text: 'Дальше' },
      },
    ],
    ['field', components.field(form, 'topic', 'Тема')],
    [
      'field',
      components.field(form, 'login', 'Логин', {
        autocomplete: 'username',
        spellcheck: false,
        inputMode: 'email',
        maxLength: 40,
      }),
    ],
    ['field', components.field(form, 'note', 'Слова', { type: 'textarea', rows: 3 })],
    [
      'select',
      components.select(form, 'kind2', 'Сервис', [
        { value: '1', label: 'Сферум' },
        { value: '2', label: 'Другой', group: 'Запасные' },
      ]),
    ],
    ['radios', components.choices(form, 'kind', 'Как пройдёт', kinds)],
    [
      'checkboxes',
      components.choices(
        form,
        'days',
        'Дни',
        [
          { value: '1', label: 'Пн' },
          { value: '3', label: 'Ср' },
        ],
        { inline: true },
      ),
    ],
    ['file-field', { name: 'file', label: 'Файл', accept: '.xml', hint: 'До 5 МБ' }],
    ['tag', { text: 'Онлайн', kind: 'accent', icon: 'video' }],
    [
      'summary-list',
      {
        rows: [
          components.summaryRow('Название', 'Сферум', { href: '/e', text: 'Изменить', about: 'название' }),
          components.summaryRow('Преемник', null),
          { name: 'Правила', lines: [], html: safeHtml('<p>Слова</p>'), tag: { text: 'новые' } },
        ],
      },
    ],
    ['pagination', { label: 'Страницы', shown: '51–100 из 230', previous: '?page=1', next: null }],
    ['chips', { label: 'Состояние', chips: [{ href: '?a', text: 'Все', current: true, count: 0 }] }],
    ['confirm', { button: 'Отозвать', danger: true, cancel: { href: '/', text: 'Оставить' } }],
    ['empty', { text: 'Пусто', link: { href: '/', text: 'Дальше' } }],
  ];
  const inside = parts.map(([name, model]) => renderPart(`components/${name}`, model, shell)).join('\n');
  const page = renderPage('components/empty', { text: '' }, shell).replace(
    /<div class="empty">[\s\S]*?<\/div>/,
    () => `<form method="post" action="/x">${inside}</form>`,
  );
  await expectValidHtml(page);
});

test('a fault in a template names the template and its line', () => {
  expect(() => renderPart('components/tag', { kind: 'ok' }, shell)).toThrow(
    /^views\/components\/tag\.ejs:2 A template printed undefined/,
  );
});

test('a page with another page’s model does not compile', () => {
  const week = view<{ title: string }>('lessons/week');
  // @ts-expect-error the model lacks a title
  page(week, { name: 'Неделя' }, { title: 'Неделя' });
  page(week, { title: 'Неделя' }, { title: 'Неделя' });
});

// The register of a lesson: a draft that outlives a reload, and saving over a lost connection. The page works without
// this file. app.js loads it where there is a register. No syntax newer than Chromium 106.
// Why the draft holds what it holds: docs/decisions/0022-what-a-browser-keeps-of-a-register.md.
import './register-keys.js';

const form = document.querySelector('form[data-register]');
const version = form.elements.version;
const output = form.querySelector('[data-register-state]');
const address = form.getAttribute('action');
const draftKey = `register:${address}`;

// ---- What the fields hold: by name, the marks of pupils and nothing else ----

const isMark = (name) => /^[amvr]_\d+$/.test(name);
const marksOf = (entries) => Object.fromEntries([...entries].filter(([name]) => isMark(name)));
const marksNow = () => marksOf(new FormData(form));
const areSame = (a, b) => Object.keys({ ...a, ...b }).every((name) => a[name] === b[name]);

const marksOfPage = () => {
  const marks = {};
  for (const field of form.elements) {
    if (!isMark(field.name)) continue;
    if (field.type !== 'radio') marks[field.name] = field.defaultValue;
    else if (field.defaultChecked) marks[field.name] = field.value;
  }
  return marks;
};

const fill = (marks) => {
  for (const field of form.elements) {
    const value = marks[field.name];
    if (!isMark(field.name) || value === undefined) continue;
    if (field.type === 'radio') field.checked = field.value === value;
    else field.value = value;
    const box = field.closest('details');
    if (box && field.value !== '') box.open = true;
  }
};

// ---- The draft: in this tab only, until it is saved ----

const readDraft = () => {
  try {
    return JSON.parse(sessionStorage.getItem(draftKey));
  } catch {
    return null;
  }
};
const dropDraft = () => sessionStorage.removeItem(draftKey);
const keepDraft = () => {
  const draft = { version: version.value, marks: marksNow() };
  try {
    sessionStorage.setItem(draftKey, JSON.stringify(draft));
  } catch {} // a browser that keeps nothing: the page itself still holds the marks
};

/** Marks as they are saved, as far as this page knows; null where it shows what a press was refused with. */
let saved = marksOfPage();
let restored = '';

const begin = () => {
  const pageVersion = version.defaultValue;
  const draft = readDraft();
  version.value = pageVersion;
  if (form.dataset.register === 'refused' || (form.dataset.register === 'kept' && draft)) {
    saved = null;
    return keepDraft();
  }
  // Presses made before this file came: a slow connection loses none of them
  const pressed = Object.fromEntries(
    Object.entries(marksNow()).filter(([name, value]) => saved[name] !== value),
  );
  if (!draft) return areSame(marksNow(), saved) ? undefined : keepDraft();
  const isOfLater = Number(draft.version) > Number(pageVersion);
  const known = Object.fromEntries(Object.entries(draft.marks).filter(([name]) => name in saved));
  fill({ ...known, ...pressed });
  if (areSame(marksNow(), saved)) return dropDraft();
  if (!isOfLater) version.value = draft.version;
  restored =
    version.value === pageVersion
      ? 'Несохранённые отметки возвращены на место. Проверьте и сохраните'
      : 'Несохранённые отметки возвращены на место, но журнал уже сохранили без вас: портал покажет и те, и другие';
  keepDraft();
};

// ---- Which state the page says it is in ----

/** A save that waits for the connection or for the answer: its fields, frozen, with the key of its form. */
let pending = null;
let isSending = false;
let isLeaving = false;

const isDirty = () => saved === null || !areSame(marksNow(), saved);

const state = () => {
  if (isSending && pending.isBack) return ['refresh-cw', 'Связь вернулась, отправляем…'];
  if (isSending && pending.tries === 0) return ['refresh-cw', 'Сохраняем…'];
  if (pending)
    return ['wifi-off', 'Нет связи: отметки останутся на этой странице и уйдут сами, когда связь вернётся'];
  if (navigator.onLine === false)
    return ['wifi-off', 'Нет связи. Отмечайте дальше и сохраняйте: отметки уйдут, когда связь вернётся'];
  if (restored) return ['history', restored];
  if (isDirty()) return ['pencil', 'Есть несохранённые отметки'];
  return Number(version.value) > 0 ? ['circle-check', 'Все изменения сохранены'] : ['', ''];
};

const sprite = (form.querySelector('use')?.getAttribute('href') ?? '').split('#')[0];
const svg = (name) => {
  const space = 'http://www.w3.org/2000/svg';
  const icon = document.createElementNS(space, 'svg');
  const use = document.createElementNS(space, 'use');
  icon.setAttribute('class', 'icon');
  icon.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `${sprite}#${name}`);
  icon.append(use);
  return icon;
};

/** Throws the draft away, where what came back is not wanted. */
const undo = document.createElement('button');
undo.type = 'button';
undo.className = 'btn-q';
undo.textContent = 'Убрать их';
undo.hidden = true;
undo.addEventListener('click', () => {
  dropDraft();
  leave(() => location.replace(address));
});
output.after(undo);

const say = () => {
  const [icon, words] = state();
  if (output.textContent === words) return;
  const text = document.createElement('span');
  text.textContent = words;
  output.replaceChildren(...(words === '' ? [] : [svg(icon), text]));
  output.dataset.registerState = icon;
  undo.hidden = restored === '' || icon !== 'history';
};

const changed = () => {
  restored = '';
  if (isDirty()) keepDraft();
  else dropDraft();
  say();
};

// ---- Saving ----

let timer = 0;
const delays = [15, 15, 30, 60];

const save = () => {
  if (pending) pending.isAgain = true;
  else pending = { body: new URLSearchParams(new FormData(form)), tries: 0, isAgain: false, isBack: false };
  send();
};

const later = () => {
  clearTimeout(timer);
  timer = setTimeout(send, delays[Math.min(pending.tries, delays.length) - 1] * 1000);
};

const send = async () => {
  if (!pending || isSending || isLeaving) return;
  clearTimeout(timer);
  isSending = true;
  say();
  const answer = await ask({ method: 'POST', body: pending.body, redirect: 'manual' });
  isSending = false;
  if (answer === null) {
    pending.tries += 1;
    pending.isBack = false;
    later();
  } else if (answer.type === 'opaqueredirect') await finish();
  else return leave(() => HTMLFormElement.prototype.submit.call(form)); // the portal's own page says what is wrong
  say();
};

/** An answer of the portal; null where there is none: no network, no time, the portal is just starting. */
const ask = async (options) => {
  const stop = new AbortController();
  const bell = setTimeout(() => stop.abort(), 20_000);
  try {
    const answer = await fetch(address, { ...options, signal: stop.signal });
    return [502, 503, 504].includes(answer.status) ? null : answer;
  } catch {
    return null;
  } finally {
    clearTimeout(bell);
  }
};

const leave = (how) => {
  isLeaving = true;
  how();
};

/** The frozen marks are saved. What was changed since stays here, as unsaved marks of the new version. */
const finish = async () => {
  const sent = marksOf(pending.body);
  if (areSame(marksNow(), sent)) {
    dropDraft();
    return leave(() => location.replace(address));
  }
  const fresh = await ask({ method: 'GET' });
  const text = fresh?.ok ? await fresh.text() : '';
  const part = text.slice(text.indexOf('data-register="'));
  const key = /name="_key" value="([^"]+)"/.exec(part);
  const now = /name="version" value="(\d+)"/.exec(part);
  if (!key || !now) {
    // Saved, but the page could not be read: the same key brings the same answer at the next try
    pending.tries += 1;
    return later();
  }
  const before = Number(pending.body.get('version'));
  const wroteNothing = Number(now[1]) === before;
  const mayHaveWrittenNothing = saved !== null && areSame(sent, saved);
  version.value = String(wroteNothing || mayHaveWrittenNothing ? before : before + 1);
  form.elements._key.value = key[1];
  const { isAgain } = pending;
  saved = sent;
  pending = null;
  keepDraft();
  if (isAgain) save();
};

form.addEventListener('submit', (event) => {
  const isMatching = event.submitter?.hasAttribute('formaction');
  if (isMatching && navigator.onLine !== false && !pending) {
    isLeaving = true;
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  if (!isMatching) save();
});

const wake = () => {
  if (pending) pending.isBack = navigator.onLine;
  send();
  say();
};
window.addEventListener('online', wake);
window.addEventListener('offline', say);
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && wake());
window.addEventListener('beforeunload', (event) => {
  if (!pending || isLeaving) return;
  event.preventDefault();
  event.returnValue = '';
});
form.addEventListener('input', changed);

begin();
say();

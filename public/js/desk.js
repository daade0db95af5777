// Questions by keyboard: on the list j, k and the arrows go from one to the next, x chooses one for an answer to several;
// on a question a goes to the answer. Keys go by their place, so that they work in the Russian and the Latin layout;
// what is typed into a field is never taken. Templates and answers near to the question are put into the field.

const desk = document.querySelector('[data-desk]');
const answer = document.querySelector('[data-answer]');
const field = answer ? answer.querySelector('textarea') : null;

for (const hint of document.querySelectorAll('[data-keys]')) hint.hidden = false;

const isTyping = (element) =>
  element.matches('textarea, select, input:not([type="checkbox"]):not([type="radio"])');

const go = (step) => {
  const links = [...desk.querySelectorAll('.row-link')];
  const at = links.indexOf(document.activeElement.closest('li')?.querySelector('.row-link'));
  const next = links[at < 0 ? 0 : at + step];
  if (next) next.focus();
};

const steps = { KeyJ: 1, ArrowDown: 1, KeyK: -1, ArrowUp: -1 };

const onKey = (event) => {
  if (event.code === 'Enter' && (event.ctrlKey || event.metaKey)) {
    if (event.target !== field) return;
    event.preventDefault();
    field.form.requestSubmit(field.form.querySelector('button[type="submit"]'));
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const isArrow = event.code.startsWith('Arrow');
  // arrows scroll a page until somebody is in the list
  if (desk && event.code in steps && (!isArrow || desk.contains(document.activeElement))) {
    event.preventDefault();
    go(steps[event.code]);
  } else if (desk && event.code === 'KeyX') {
    const box = document.activeElement.closest('li')?.querySelector('input[type="checkbox"]');
    if (box) box.checked = !box.checked;
  } else if (field && (event.code === 'KeyA' || event.key === 'а')) {
    event.preventDefault();
    field.focus();
  }
};
document.addEventListener('keydown', onKey);

// Where the field has text already, what is put into it comes where one writes.
const insert = (text) => {
  field.setRangeText(text.trim(), field.selectionStart, field.selectionEnd, 'end');
  field.focus();
};

const templates = document.querySelector('[data-templates]');
if (templates && field) {
  templates.addEventListener('submit', (event) => {
    event.preventDefault();
    const chosen = templates.querySelector('select').value;
    insert(templates.querySelector(`template[data-template="${chosen}"]`).content.textContent);
  });
}
for (const button of document.querySelectorAll('[data-insert]')) {
  if (!field) continue;
  button.hidden = false;
  button.addEventListener('click', () =>
    insert(button.closest('details').querySelector('.earlier-answer').textContent),
  );
}

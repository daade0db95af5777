// The register of a lesson by keyboard alone. Keys go by their place, so that they work in the Russian and the Latin
// layout; what is typed into a field is never taken. The page names them under «С клавиатуры».

const form = document.querySelector('form[data-register]');

const attendances = { KeyP: 'present', KeyJ: 'late', KeyY: 'absent', KeyE: 'excused', KeyC: 'technical' };
const activities = { Minus: '', NumpadSubtract: '' };
for (const number of '0123') activities[`Digit${number}`] = activities[`Numpad${number}`] = number;

const radios = (row, kind) => [...row.querySelectorAll(`input[type="radio"][name^="${kind}_"]`)];
const press = (row, kind, value) => {
  const radio = radios(row, kind).find((one) => one.value === value);
  radio.checked = true;
  radio.dispatchEvent(new Event('input', { bubbles: true }));
  return radio;
};
const focusRow = (row, kind) => {
  const all = radios(row, kind);
  const isShown = all[0].checkVisibility?.({ checkVisibilityCSS: true }) ?? true;
  const group = isShown ? all : radios(row, kind === 'a' ? 'v' : 'a');
  (group.find((one) => one.checked) ?? group[0]).focus();
};

const onKey = (event) => {
  if (event.code === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    return form.requestSubmit();
  }
  const row = event.target.closest('[data-pupil]');
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
  const isRadio = event.target.type === 'radio';
  const isText = event.target.type === 'text';
  const kind = event.target.name?.startsWith('v_') ? 'v' : 'a';
  const isEnter = event.code === 'Enter' || event.code === 'NumpadEnter';
  const isDown = event.code === 'ArrowDown' || (isRadio && isEnter);
  if ((isDown || event.code === 'ArrowUp') && (isRadio || event.target.name?.startsWith('m_'))) {
    event.preventDefault(); // in a row of choices these arrows would change the mark, and Enter would save
    const next = isDown ? row.nextElementSibling : row.previousElementSibling;
    if (next) focusRow(next, kind);
  } else if (isText && (isEnter || event.code === 'Escape')) {
    event.preventDefault();
    focusRow(row, 'a');
  } else if (isRadio && event.code in attendances) {
    event.preventDefault();
    const radio = press(row, 'a', attendances[event.code]);
    if (radio.value === 'late') row.querySelector('input[name^="m_"]').select();
    else focusRow(row, kind);
  } else if (isRadio && event.code in activities) {
    event.preventDefault();
    press(row, 'v', activities[event.code]);
    focusRow(row, kind);
  }
};
form.addEventListener('keydown', onKey);
form.querySelector('[data-register-keys]').hidden = false;

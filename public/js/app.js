// Everything works without this file; it only adds. No syntax newer than Chromium 106.
(() => {
  // After a refused form the focus goes to the list of errors.
  const summary = document.querySelector('[data-autofocus]');
  if (summary) summary.focus();

  // A form is sent once, however often it is pressed. The server refuses the second one as well.
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.method !== 'post') return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = '1';
  });
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
  });

  // What a page keeps of an unsaved form goes with whoever signs out.
  document.addEventListener('submit', (event) => {
    if (event.target.matches('[action^="/sign-out"]')) sessionStorage.clear();
  });

  // Only the register of a lesson and the desk of who answers need more than this file.
  if (document.querySelector('form[data-register]')) import('./register.js');
  if (document.querySelector('[data-desk], [data-answer]')) import('./desk.js');

  // A password can be looked at while it is typed; it is hidden again before it is sent.
  for (const input of document.querySelectorAll('input[type="password"]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'reveal';
    const show = (isShown) => {
      input.type = isShown ? 'text' : 'password';
      button.textContent = isShown ? 'Скрыть пароль' : 'Показать пароль';
    };
    show(false);
    button.setAttribute('aria-controls', input.id);
    button.addEventListener('click', () => show(input.type === 'password'));
    if (input.form) input.form.addEventListener('submit', () => show(false));
    input.after(button);
  }

  // A notice is marked as read when it has really been on the screen for a second: never in a page that a
  // browser fetched ahead. The form inside it is the way without script.
  const unread = document.querySelectorAll('[data-mark-read]');
  const timers = new Map();

  const markRead = async (element) => {
    const form = element.matches('form') ? element : element.querySelector('form');
    if (!form) return;
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action, { method: 'POST', body, redirect: 'manual', keepalive: true });
    if (!answer.ok && answer.type !== 'opaqueredirect') return;
    element.removeAttribute('data-mark-read');
    form.hidden = true;
  };

  const seen = (entries, observer) => {
    for (const { target, isIntersecting } of entries) {
      clearTimeout(timers.get(target));
      if (!isIntersecting) continue;
      const act = () => {
        if (document.visibilityState !== 'visible') return;
        observer.unobserve(target);
        markRead(target).catch(() => {}); // the form stays on the page
      };
      timers.set(target, setTimeout(act, 1000));
    }
  };

  if (unread.length) {
    const observer = new IntersectionObserver(seen, { threshold: 0.3 });
    const watch = () => {
      for (const element of unread) {
        observer.unobserve(element);
        if (element.hasAttribute('data-mark-read')) observer.observe(element);
      }
    };
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') watch();
    });
    watch();
  }

  // The week's timetable stays readable without a network.
  if ('serviceWorker' in navigator) {
    const createScriptURL = (url) => {
      if (url === '/sw.js') return url;
      throw new TypeError(url);
    };
    const policy = window.trustedTypes?.createPolicy('portal', { createScriptURL }) ?? { createScriptURL };
    window.addEventListener('load', () => {
      navigator.serviceWorker.register(policy.createScriptURL('/sw.js')).catch(() => {}); // an extra, no more
    });
  }
})();

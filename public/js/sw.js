// The network first; without it, the last pages of the week's timetable. Nothing else is kept, and signing out
// clears it all (Clear-Site-Data), as does a session that has ended.

const version = '__VERSION__';
const assets = `assets-${version}`;
const pages = 'week';
const base = `/static/${version}`;
const shell = [
  '/css/app.css',
  '/js/app.js',
  '/img/sprite.svg',
  '/img/icon.svg',
  '/fonts/onest-cyr.woff2',
  '/fonts/onest-latin.woff2',
];

self.addEventListener('install', (event) => {
  const filled = caches.open(assets).then((cache) => cache.addAll(shell.map((path) => base + path)));
  event.waitUntil(filled.then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  const isOld = (name) => name.startsWith('assets-') && name !== assets;
  const dropOld = caches
    .keys()
    .then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name))));
  event.waitUntil(dropOld.then(() => self.clients.claim()));
});

const isWeek = (url) => url.pathname === '/week' || url.pathname.startsWith('/week/');

async function fromNetworkOrKept(request) {
  try {
    const answer = await fetch(request);
    const isLedAway = answer.redirected || answer.type === 'opaqueredirect'; // the session has ended
    if (isLedAway || answer.status === 403) await caches.delete(pages);
    else if (answer.ok) {
      const cache = await caches.open(pages);
      const kept = await cache.keys();
      if (kept.length > 20) await cache.delete(kept[0]);
      await cache.put(request, answer.clone());
    }
    return answer;
  } catch (fault) {
    const kept = (await caches.match(request)) || (await caches.match('/week', { ignoreSearch: true }));
    if (kept) return kept;
    throw fault;
  }
}

self.addEventListener('fetch', (event) => {
  const request = event.request;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith(base)) {
    event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
  } else if (request.mode === 'navigate' && isWeek(url)) {
    event.respondWith(fromNetworkOrKept(request));
  }
});

// Opens the day's pages without a network, and for any other page one that says what there is. GET only: what is sent never passes through here,
// and what is not named here is not touched.
'use strict';
const STAMP = '__STAMP__', SHELL = 'shell-' + STAMP, WAIT = 4000;
const FILES = ['app.css', 'offline.css', 'walk.css', 'cover.css', 'offline.js', 'shrink-photo.js', 'cover.js', 'away.js'].map(name => `/static/${name}?v=${STAMP}`)
  .concat('/static/icons.svg', '/offline');
const PAGE = /^\/(o\/[^/]+\/tasks(\/[^/]+)?)?$/;

self.addEventListener('install', event => event.waitUntil(
  caches.open(SHELL).then(cache => cache.addAll(FILES)).then(() => self.skipWaiting())));

self.addEventListener('activate', event => event.waitUntil(caches.keys()
  .then(names => Promise.all(names.filter(name => name.startsWith('shell-') && name !== SHELL).map(name => caches.delete(name))))
  .then(() => self.clients.claim())));

self.addEventListener('fetch', event => {
  const asked = event.request, url = new URL(asked.url);
  if (asked.method !== 'GET' || url.origin !== location.origin) return;
  if (asked.mode === 'navigate') event.respondWith((PAGE.test(url.pathname) ? page(event, url) : fetch(asked)).catch(() => caches.match('/offline')));
  else if (FILES.some(file => file.split('?')[0] === url.pathname)) event.respondWith(file(asked, url));
});

// Under its stamp a file never changes. A page that was kept before a new version asks for an old stamp: it gets the new file.
async function file(asked, url) {
  const cache = await caches.open(SHELL);
  return url.search && await cache.match(asked) ||
    fetch(asked).catch(async () => await cache.match(asked, { ignoreSearch: true }) || Response.error());
}

// The network first; what was kept, when it is away, slow or in trouble.
async function page(event, url) {
  const network = fetch(event.request);
  event.waitUntil(network.then(answer => url.search || keep(url.pathname, answer.clone())).catch(() => {}));
  const soon = await Promise.race([network.catch(() => null), new Promise(done => setTimeout(done, WAIT))]);
  if (soon && soon.status < 500) return soon;
  return await caches.match(url.pathname) || network;
}

// Under the name of whoever it was made for; the pages of anybody else go.
async function keep(path, answer) {
  const whose = answer.headers.get('x-person');
  if (!answer.ok || answer.redirected || !whose) return;
  for (const name of await caches.keys()) if (name.startsWith('pages-') && name !== 'pages-' + whose) await caches.delete(name);
  await (await caches.open('pages-' + whose)).put(path, answer);
}

// Stands in for a page that cannot be had: what of the day is on this phone, and, by offline.js, what waits. Words come from the page.
(async function () {
  'use strict';
  const list = document.getElementById('kept'), strip = document.getElementById('offline');
  addEventListener('online', () => location.reload());
  try {
    const name = (await caches.keys()).find(one => one.startsWith('pages-'));
    const cache = name && await caches.open(name);
    for (const one of cache ? await cache.keys() : []) {
      const path = new URL(one.url).pathname;
      if (!/^\/o\/[^/]+\/tasks\/./.test(path)) continue;
      const answer = await cache.match(one), at = new Date(answer.headers.get('date'));
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const row = document.createElement('li'), link = document.createElement('a'), when = document.createElement('p');
      link.href = path;
      link.className = 't';
      link.textContent = page.querySelector('h1').textContent;
      when.className = 'sm muted';
      when.textContent = list.dataset.at.replace('%a', at.toLocaleString(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' }));
      row.append(link, when);
      list.append(row);
    }
    if (name) strip.dataset.person = name.slice(6);
  } catch (none) {}
  document.getElementById('kept-none').hidden = list.children.length > 0;
  list.hidden = !list.children.length;
  const script = document.createElement('script');
  script.src = list.dataset.script;
  document.body.append(script);
})();

// What is answered on a walk is kept on this phone first and sent piece by piece, in order. A piece is forgotten only when the server's
// receipt names it. Words come from the page. Without this script the form is sent as a whole, as ever.
(function () {
  'use strict';
  const strip = document.getElementById('offline');
  if (!strip || !window.indexedDB) return;
  const say = strip.dataset, me = say.person, form = document.querySelector('form[data-walk]');
  const task = form && new URL(form.action).pathname;
  const $ = (css, at = document) => at.querySelector(css), all = (css, at = document) => [...at.querySelectorAll(css)];
  const fill = (words, a) => words.replace('%a', a);
  const make = (tag, set, ...inside) => { const one = Object.assign(document.createElement(tag), set); one.append(...inside); return one; };
  // Version 7.
  function uuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    for (let i = 5, at = Date.now(); i >= 0; i--, at = Math.floor(at / 256)) bytes[i] = at % 256;
    bytes[6] = bytes[6] & 15 | 112;
    bytes[8] = bytes[8] & 63 | 128;
    return [...bytes].map((byte, i) => ([4, 6, 8, 10].includes(i) ? '-' : '') + byte.toString(16).padStart(2, '0')).join('');
  }

  // The outbox: `wait` holds pieces in their order, `sent` what the last receipt for an item confirmed.
  const done = asked => new Promise((yes, no) => { asked.onsuccess = () => yes(asked.result); asked.onerror = () => no(asked.error); });
  const opened = new Promise((yes, no) => {
    const open = indexedDB.open('outbox', 1);
    open.onupgradeneeded = () => {
      open.result.createObjectStore('wait', { keyPath: 'n', autoIncrement: true });
      open.result.createObjectStore('sent', { keyPath: 'id' });
    };
    open.onsuccess = () => yes(open.result);
    open.onerror = () => no(open.error);
  });
  opened.catch(() => {});
  // One transaction; `work` may wait for nothing but its requests.
  async function within(work) {
    const tx = (await opened).transaction(['wait', 'sent'], 'readwrite', { durability: 'strict' });
    const end = new Promise((yes, no) => { tx.oncomplete = yes; tx.onabort = () => no(tx.error || new Error('not stored')); });
    end.catch(() => {});
    let found;
    try { found = await work(tx.objectStore('wait'), tx.objectStore('sent')); } catch (error) { try { tx.abort(); } catch (over) {} throw error; }
    await end;
    return found;
  }
  const waiting = () => within(wait => done(wait.getAll()));
  const mine = one => one.who === me && one.task === task;
  // Surely not stored by the server: never sent, or refused. What may be stored must stay as it was sent, key and all.
  const open = one => !one.tries || one.state;

  // Changes the piece of an item that is still open, or begins one.
  const change = (item, edit) => within(async wait => {
    const old = (await done(wait.getAll())).filter(one => mine(one) && one.item === item && open(one)).pop();
    const piece = Object.assign({ key: uuid(), task, who: me, item, title: $('h1').textContent, made: Date.now(), photos: [], drop: [], fields: {} }, old);
    edit(piece);
    piece.tries = 0;
    // Refused under its old key.
    if (piece.state) {
      wait.delete(piece.n);
      delete piece.n;
      delete piece.state;
      piece.key = uuid();
    }
    await done(wait.put(piece));
  });

  let away = false, login = false, full = false, justSent = false, fails = 0, timer, running = false, asked = false;

  function body(piece) {
    const data = new FormData(), n = piece.item;
    data.append('request_id', piece.key);
    data.append('who', piece.who);
    for (const name in piece.fields) data.append(n ? `${name}-${n}` : name, piece.fields[name]);
    // No mark before the bar: this answer is meant, whatever the page showed. After it, the photos taken off.
    if (n) data.append(`w-${n}`, ' ' + piece.drop.join(' '));
    for (const photo of piece.photos) data.append(`p-${n}`, photo.file, 'photo.jpg');
    return data;
  }

  const mark = (piece, state, why) => within(async wait => {
    const one = await done(wait.get(piece.n));
    if (one) wait.put(Object.assign(one, { state, why }));
  });

  // Sends the next piece. True when it makes sense to go on at once.
  async function next() {
    const list = (await waiting()).filter(one => one.who === me);
    // A submission goes after everything else of its walk, and not while something of it was refused.
    const first = list.find(one => !one.state && (one.item || !list.some(other => other.task === one.task && other.item)));
    if (!first) return false;
    const piece = await within(async wait => {
      const one = await done(wait.get(first.n));
      if (!one || one.state) return null;
      one.tries++;
      wait.put(one);
      return one;
    });
    if (!piece) return true;
    let answer, told;
    const stop = new AbortController(), clock = setTimeout(() => stop.abort(), 120000);
    try {
      answer = await fetch(piece.task, { method: 'POST', body: body(piece), headers: { Accept: 'application/json' }, redirect: 'manual', signal: stop.signal });
      told = await answer.json();
    } catch (error) {
      away = !answer;
      return later();
    } finally { clearTimeout(clock); }
    away = false;
    login = answer.status === 401;
    if (login) return false;
    if (answer.status === 200 && told.stored === piece.key) {
      fails = 0;
      await within((wait, sent) => {
        wait.delete(piece.n);
        sent.put({ id: piece.task + ' ' + piece.item, task: piece.task, who: me, item: piece.item, fields: piece.fields, at: told.at, location: told.location });
      });
      justSent = true;
      if (mine(piece)) settled(piece, told);
      return true;
    }
    if (answer.status < 400 || answer.status > 499 || [408, 429].includes(answer.status)) return later();
    const faults = told.faults || [{ error: told.error || answer.status }];
    await mark(piece, 'refused', faults.map(one => (one.item && one.item !== piece.item ? fill(say.item, one.item) : '') + one.error));
    if (!piece.item && mine(piece)) {
      for (const one of faults) tell(one.item, one.error, true);
      const at = row(faults[0].item);
      if (at) at.scrollIntoView();
    }
    return true;
  }
  function later() {
    timer = setTimeout(send, Math.min(60, 2 ** fails++) * 1000);
    return false;
  }
  const turn = work => navigator.locks ? navigator.locks.request('outbox', work) : work();
  async function send() {
    clearTimeout(timer);
    asked = true;
    if (running || !me) return;
    if (!navigator.onLine) return paint();
    running = true;
    try {
      while (asked) {
        asked = false;
        await turn(async () => { while (await next()) await paint(); });
      }
    } catch (error) { later(); } finally { running = false; }
    await paint();
  }

  // The form follows.
  const row = n => document.getElementById('i-' + n);
  function put(n, fields) {
    const at = row(n);
    if (!at) return;
    const chosen = fields.r && $(`[name=r-${n}][value=${fields.r}]`, at);
    if (chosen) chosen.checked = true;
    $(`[name=n-${n}]`, at).value = fields.n;
    $(`[name=c-${n}]`, at).value = fields.c;
  }
  function tell(n, words, bad) {
    const at = row(n);
    if (!at) return;
    let line = $('.kept-here', at);
    if (!line) $('fieldset', at).append(line = make('p', { className: 'kept-here xs mt2' }));
    line.textContent = words;
    line.classList.toggle('late', !!bad);
  }
  function settled(piece, told) {
    if (!piece.item) { location.assign(told.location); return; }
    if (!pauses.has(piece.item)) tell(piece.item, say.itemSent);
    for (const id of piece.drop) { const box = document.getElementById('kept-' + id); if (box) box.closest('.shot').remove(); }
    for (const photo of piece.photos) { const shot = document.getElementById('s-' + photo.id); if (shot) { $('span', shot).textContent = say.itemSent; all('button', shot).forEach(one => one.remove()); } }
  }
  function thumb(piece, photo) {
    let shot = document.getElementById('s-' + photo.id);
    if (!shot) {
      const at = row(piece.item);
      if (!at) return;
      let shots = $('.shots', at);
      if (!shots) $('.files', at).before(shots = make('div', { className: 'shots mb2' }));
      const drop = make('button', { type: 'button', className: 'btn btn-sm', textContent: say.photoDrop });
      drop.addEventListener('click', async () => {
        let gone = false;
        await change(piece.item, one => { const n = one.photos.length; one.photos = one.photos.filter(other => other.id !== photo.id); gone = one.photos.length < n; Object.assign(one.fields, read(piece.item)); });
        if (gone) shot.remove();
        send();
      });
      shot = make('div', { className: 'shot', id: 's-' + photo.id }, make('img', { src: URL.createObjectURL(photo.file), alt: say.photo }), make('span'), drop);
      shots.append(shot);
    }
    $('span', shot).textContent = say.itemKept;
    $('button', shot).hidden = !open(piece);
  }
  function count() {
    const rows = all('li[id^=i-]', form), of = (list, value = '') => list.filter(one => $(`[name^=r-]${value}:checked`, one)).length;
    const answered = of(rows), problems = of(rows, '[value=problem]'), bar = $('.dock-bar', form), late = $('.late', bar);
    $('span', bar).textContent = form.dataset.saved.replace('%a', answered).replace('%b', rows.length);
    $('rect', bar).setAttribute('width', Math.floor(answered * 100 / rows.length) + '%');
    if (late) late.remove();
    if (problems) bar.append(make('span', { className: 'late nowrap', textContent: fill(form.dataset.problems, problems) }));
    for (const panel of all('.panel', form)) {
      const own = all('li[id^=i-]', panel);
      $('.count', panel).textContent = form.dataset.done.replace('%a', of(own)).replace('%b', own.length);
    }
  }

  async function paint() {
    const list = await waiting().catch(() => null);
    if (!list) return;
    const own = list.filter(one => one.who === me), loose = own.filter(one => !one.state), stuck = own.filter(one => one.state);
    const go = new Set(loose.map(one => one.task + ' ' + one.item)).size, off = away || !navigator.onLine, lines = [];
    if (full) lines.push(say.full);
    if (off) lines.push(go ? say.away : say.awayEmpty);
    if (login) lines.push(say.login);
    if (go) lines.push(fill(say.waiting, go));
    if (loose.some(one => one.task === task && !one.item)) lines.push(say.submitting);
    if (list.length > own.length) lines.push(fill(say.others, list.length - own.length));
    const old = list.filter(one => Date.now() - one.made > 864e5).length;
    if (old) lines.push(fill(say.old, old));
    if (stuck.length) lines.push(fill(say.refused, stuck.length));
    if (!lines.length && justSent) lines.push(say.sent);
    const words = $('p', strip), text = lines.join(' ');
    // Said aloud only when it changes.
    if (words.textContent !== text) words.textContent = text;
    strip.hidden = !text;
    strip.dataset.count = list.length;
    $('button', strip).hidden = !go || login;
    $('a', strip).hidden = !login;
    const shown = stuck.map(one => {
      const drop = make('button', { type: 'button', className: 'btn btn-sm', textContent: say.discard });
      drop.addEventListener('click', async () => { if (confirm(say.sure)) { await within(wait => { wait.delete(one.n); }); location.reload(); } });
      return make('li', {}, make('a', { href: one.task + (one.item ? '#i-' + one.item : ''), textContent: `${one.title} ${one.item ? fill(say.item, one.item) : say.submit}` }), ' ' + one.why.join(' ') + ' ', drop);
    });
    $('ul', strip).replaceChildren(...shown);
    if (!form) return;
    for (const piece of own.filter(mine)) {
      for (const photo of piece.photos) thumb(piece, photo);
      if (piece.item) tell(piece.item, piece.state ? piece.why.join(' ') : say.itemKept, piece.state);
    }
    count();
  }

  // Each change of an answer is a piece.
  const read = n => {
    const at = row(n), chosen = $(`[name=r-${n}]:checked`, at);
    return { r: chosen ? chosen.value : '', n: $(`[name=n-${n}]`, at).value, c: $(`[name=c-${n}]`, at).value, at: Date.now() };
  };
  const lost = new Set(), pauses = new Map();
  let last = Promise.resolve();
  // One after the other, so that the last state of an item is the last that is kept.
  function keep(n, input) {
    clearTimeout(pauses.get(n));
    pauses.delete(n);
    return last = last.then(() => keepNow(n, input));
  }
  async function keepNow(n, input) {
    const at = row(n), files = input ? [...input.files] : [];
    if (input && !files.length) return;
    const drop = all('[name=kept]:not(:checked)', at).map(one => one.value);
    try {
      await change(n, piece => {
        piece.fields = read(n);
        piece.drop = drop;
        for (const file of files) piece.photos.push({ id: uuid(), file });
      });
    } catch (error) {
      // Not kept: say so, and leave everything in the form, which can still be sent as a whole.
      lost.add(n);
      full = true;
      tell(n, say.itemLost, true);
      paint();
      return;
    }
    if (input) input.value = '';
    lost.delete(n);
    full = lost.size > 0;
    // Whatever the page showed first, a plain form sends this answer too.
    const shown = $(`[name=w-${n}]`, at);
    shown.value = shown.value.replace(/^\S*/, '');
    persist();
    strip.dataset.kept = +(strip.dataset.kept || 0) + 1;
    await paint();
    send();
  }
  function persist() {
    try {
      if (navigator.storage && navigator.storage.persist && !localStorage.persist) {
        localStorage.persist = 1;
        navigator.storage.persist();
      }
    } catch (none) {}
  }
  const item = input => { const at = input.closest && input.closest('li[id^=i-]'); return at && form.contains(at) ? +at.id.slice(2) : 0; };
  function listen() {
    form.addEventListener('change', event => { const n = item(event.target); if (n && event.target.type !== 'file') keep(n); });
    form.addEventListener('shrunk', event => { const n = item(event.target); if (n) keep(n, event.target); });
    form.addEventListener('input', event => {
      const n = item(event.target);
      if (!n || event.target.tagName !== 'TEXTAREA') return;
      clearTimeout(pauses.get(n));
      tell(n, '');
      pauses.set(n, setTimeout(() => keep(n), 800));
    });
    addEventListener('pagehide', () => [...pauses.keys()].forEach(n => keep(n)));
    // After shrink-photo.js, which holds a form back while a photo is made small.
    document.addEventListener('submit', async event => {
      const button = event.submitter;
      if (event.target !== form || event.defaultPrevented || !button || lost.size) return;
      event.preventDefault();
      for (const n of [...pauses.keys()]) keep(n);
      await last;
      try {
        if (lost.size) throw new Error('not kept');
        if (button.value === 'submit') {
          const late = $('#late', form);
          await change(0, piece => { piece.fields = late ? { do: 'submit', late: late.value } : { do: 'submit' }; });
        }
      } catch (error) {
        lost.add(0);
        form.requestSubmit(button);
        return;
      }
      await paint();
      send();
    });
  }

  // Takes the day's pages along; those of anybody else go.
  async function takeAlong() {
    if (!window.caches) return;
    for (const name of await caches.keys()) if (name.startsWith('pages-') && name !== 'pages-' + me) await caches.delete(name);
    if (!me || !say.tasks || !navigator.onLine) return;
    const cache = await caches.open('pages-' + me);
    const take = async (url, old) => {
      const had = await cache.match(url);
      if (had && Date.now() - Date.parse(had.headers.get('date')) < old) return had;
      const got = await fetch(url);
      if (!got.ok || got.redirected || got.headers.get('x-person') !== me) return had;
      await cache.put(url, got.clone());
      return got;
    };
    const list = await take(say.tasks, location.pathname === say.tasks ? 0 : 18e5);
    if (!list) return;
    await take('/', 18e5);
    const page = new DOMParser().parseFromString(await list.clone().text(), 'text/html');
    const links = all('[data-task] a', page).map(one => one.getAttribute('href')).filter(href => href.startsWith(say.tasks + '/'));
    for (const url of links) await take(url, 18e5);
    for (const one of await cache.keys()) {
      const path = new URL(one.url).pathname;
      if (path.startsWith(say.tasks + '/') && !links.includes(path) && path !== location.pathname) await cache.delete(one);
    }
  }

  async function begin() {
    await opened;
    if (form && me) {
      // A kept page must not be taken for its own repetition.
      form.elements.request_id.value = uuid();
      const [list, sent] = await within(async (wait, sent) => [await done(wait.getAll()), await done(sent.getAll())]);
      for (const one of sent) {
        // What the page was made before is put on it; what it has by itself, and what is weeks old, is forgotten.
        if (one.at <= (mine(one) ? form.dataset.at : Date.now() - 12e8)) await within((wait, sent) => { sent.delete(one.id); });
        else if (!mine(one)) continue;
        else if (one.item) { put(one.item, one.fields); tell(one.item, say.itemSent); } else if (navigator.onLine) location.replace(one.location);
      }
      for (const one of list.filter(mine)) if (one.item) put(one.item, one.fields);
      listen();
    }
    addEventListener('online', () => { away = false; fails = 0; send(); });
    addEventListener('offline', paint);
    document.addEventListener('visibilitychange', () => { if (!document.hidden) send(); });
    $('button', strip).addEventListener('click', () => { fails = 0; send(); });
    await paint();
    document.documentElement.dataset.outbox = 'ready';
    send();
  }
  begin().catch(() => {});
  if (navigator.serviceWorker) navigator.serviceWorker.register('/sw.js').catch(() => {});
  takeAlong().catch(() => {});
})();

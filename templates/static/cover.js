// Several photos in one form, and a face covered with one drag before anything is sent: what is covered is gone from the file, not hidden.
// Words come from the page. Without this script a form takes the two photos of its two fields as they are.
(function () {
  'use strict';
  const dialog = document.getElementById('cover');
  if (!dialog || !dialog.showModal) return;
  const say = dialog.dataset, canvas = dialog.querySelector('canvas'), pen = canvas.getContext('2d');
  const small = document.createElement('canvas'), smallPen = small.getContext('2d');
  const BLOCKS = 6; // across the longer side of what is covered: too few for a face
  let picture, covers = [], frame, from;

  function mosaic({ x, y, w, h }) {
    if (w < 1 || h < 1) return;
    small.width = Math.max(1, Math.round(BLOCKS * Math.min(1, w / h)));
    small.height = Math.max(1, Math.round(BLOCKS * Math.min(1, h / w)));
    smallPen.imageSmoothingQuality = 'high';
    smallPen.drawImage(canvas, x, y, w, h, 0, 0, small.width, small.height);
    pen.imageSmoothingEnabled = false;
    pen.drawImage(small, 0, 0, small.width, small.height, x, y, w, h);
    pen.imageSmoothingEnabled = true;
  }
  function draw() {
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    covers.forEach(mosaic);
    if (frame) {
      const width = canvas.width / Math.max(1, canvas.clientWidth);
      pen.lineWidth = 4 * width; pen.strokeStyle = '#fff'; pen.strokeRect(frame.x, frame.y, frame.w, frame.h);
      pen.lineWidth = 2 * width; pen.strokeStyle = '#000'; pen.strokeRect(frame.x, frame.y, frame.w, frame.h);
    }
    dialog.querySelector('[data-undo]').disabled = !covers.length;
  }
  function within({ x, y, w, h }) {
    const left = Math.max(0, Math.min(x, canvas.width)), top = Math.max(0, Math.min(y, canvas.height));
    return { x: left, y: top, w: Math.min(canvas.width, x + w) - left, h: Math.min(canvas.height, y + h) - top };
  }
  function cover() {
    // A tap is no drag.
    if (frame && frame.w > canvas.width / 100 && frame.h > canvas.height / 100) covers.push(frame);
    frame = from = null;
    draw();
  }
  const at = event => {
    const box = canvas.getBoundingClientRect();
    return { x: (event.clientX - box.left) * canvas.width / box.width, y: (event.clientY - box.top) * canvas.height / box.height };
  };
  canvas.addEventListener('pointerdown', event => { from = at(event); canvas.setPointerCapture(event.pointerId); event.preventDefault(); canvas.focus(); });
  canvas.addEventListener('pointermove', event => {
    if (!from) return;
    const to = at(event);
    frame = within({ x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), w: Math.abs(to.x - from.x), h: Math.abs(to.y - from.y) });
    draw();
  });
  canvas.addEventListener('pointerup', cover);
  canvas.addEventListener('pointercancel', () => { frame = from = null; draw(); });
  // By keyboard: the arrows move a frame, with Shift they change its size, Enter covers.
  canvas.addEventListener('keydown', event => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step && event.key !== 'Enter') return;
    event.preventDefault();
    if (!step) return cover();
    const by = Math.round(canvas.width / 40), side = canvas.width / 5;
    const old = frame || { x: (canvas.width - side) / 2, y: (canvas.height - side) / 2, w: side, h: side };
    frame = within(event.shiftKey ? { ...old, w: Math.max(by, old.w + step[0] * by), h: Math.max(by, old.h + step[1] * by) } : { ...old, x: old.x + step[0] * by, y: old.y + step[1] * by });
    draw();
  });
  dialog.querySelector('[data-undo]').addEventListener('click', () => { covers.pop(); draw(); canvas.focus(); });
  dialog.querySelector('[data-leave]').addEventListener('click', () => dialog.close());
  dialog.querySelector('[data-use]').addEventListener('click', () => dialog.close('use'));

  // The photo with what was covered, or null when nothing was.
  window.coverPhoto = async file => {
    picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    canvas.width = picture.width;
    canvas.height = picture.height;
    covers = [];
    frame = from = null;
    dialog.returnValue = '';
    dialog.showModal();
    draw();
    canvas.focus();
    await new Promise(closed => dialog.addEventListener('close', closed, { once: true }));
    frame = null;
    if (dialog.returnValue !== 'use' || !covers.length) return null;
    draw();
    const blob = await new Promise(drawn => canvas.toBlob(drawn, 'image/jpeg', 0.85));
    return blob && new File([blob], file.name.replace(/\.\w+$/, '') + '.jpg', { type: 'image/jpeg' });
  };

  const hold = (input, file) => { const bag = new DataTransfer(); bag.items.add(file); input.files = bag.files; };

  // On a walk a photo is on its way at once, so whoever means to cover says so before it is taken.
  for (const box of document.querySelectorAll('[data-cover-first]')) {
    box.closest('label').hidden = false;
    box.addEventListener('change', event => event.stopPropagation()); // no answer
  }
  document.addEventListener('shrunk', async event => {
    const input = event.target, box = input.closest('li') && input.closest('li').querySelector('[data-cover-first]');
    if (!box || !box.checked || !input.files.length) return;
    event.stopImmediatePropagation();
    const covered = await window.coverPhoto(input.files[0]).catch(() => null);
    if (covered) hold(input, covered);
    box.checked = false;
    input.dispatchEvent(new Event('shrunk', { bubbles: true }));
  }, true);

  // A chosen photo moves from its field to the tray, and the field is free for the next.
  const make = (tag, set, ...inside) => { const one = Object.assign(document.createElement(tag), set); one.append(...inside); return one; };
  document.addEventListener('shrunk', event => {
    const input = event.target, field = input.closest('[data-tray]');
    if (!field || !input.files.length) return;
    let tray = field.querySelector('.tray');
    if (!tray) field.querySelector('.files').before(tray = make('div', { className: 'shots tray mb2' }));
    const held = make('input', { type: 'file', name: input.name, hidden: true });
    hold(held, input.files[0]);
    input.value = ''; // which also empties a list of files that two fields share
    const image = make('img', { src: URL.createObjectURL(held.files[0]), alt: say.photo.replace('%a', tray.children.length + 1) });
    const button = (words, press) => { const one = make('button', { type: 'button', className: 'btn btn-sm', textContent: words }); one.addEventListener('click', press); return one; };
    const shot = make('div', { className: 'shot' }, image, held, button(say.cover, async () => {
      const covered = await window.coverPhoto(held.files[0]).catch(() => null);
      if (!covered) return;
      hold(held, covered);
      URL.revokeObjectURL(image.src);
      image.src = URL.createObjectURL(covered);
    }), button(say.drop, () => { shot.remove(); input.focus(); }));
    tray.append(shot);
    dialog.nextElementSibling.textContent = say.chosen.replace('%a', tray.children.length);
  });
})();

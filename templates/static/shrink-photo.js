// Makes a camera photo small before it is sent: upright, longest side 1600, without the data a camera adds.
// A help only: without this script, or when anything here fails, the original is sent and the server does the same work.
(function () {
  'use strict';
  const SIDE = 1600, QUALITY = 0.82, SMALL = 400000;
  async function shrink(file) {
    if (!/^image\//.test(file.type) || file.size < SMALL) return file;
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const k = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * k);
    canvas.height = Math.round(picture.height * k);
    const pen = canvas.getContext('2d');
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    if (picture.close) picture.close();
    const blob = await new Promise(done => canvas.toBlob(done, 'image/jpeg', QUALITY));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, '') + '.jpg', { type: 'image/jpeg', lastModified: file.lastModified });
  }
  // The small files go back into the control, so that the plain form posts them.
  async function shrinkInput(input) {
    const chosen = [...input.files];
    const bag = new DataTransfer();
    for (const file of chosen) bag.items.add(await shrink(file));
    if (input.files[0] === chosen[0]) input.files = bag.files; // not if another was chosen meanwhile
  }
  const busy = new Map();
  document.addEventListener('change', event => {
    const input = event.target;
    if (!input.matches || !input.matches('input[type=file][data-shrink]') || !input.files.length) return;
    const work = shrinkInput(input).catch(() => {}).then(() => {
      if (busy.get(input) === work) busy.delete(input);
      input.dispatchEvent(new Event('shrunk', { bubbles: true }));
    });
    busy.set(input, work);
  });
  // A form sent while a photo is still being made small waits for it, with the button that was pressed.
  document.addEventListener('submit', event => {
    const form = event.target;
    const waiting = [...busy].filter(([input]) => input.form === form).map(([, work]) => work);
    if (!waiting.length) return;
    event.preventDefault();
    const button = event.submitter;
    if (button) button.setAttribute('aria-busy', 'true');
    Promise.all(waiting).then(() => {
      if (button) button.removeAttribute('aria-busy');
      if (form.requestSubmit) return form.requestSubmit(button || undefined);
      if (button && button.name) { // an old browser: say by hand which button it was
        const named = document.createElement('input');
        named.type = 'hidden'; named.name = button.name; named.value = button.value;
        form.append(named);
      }
      form.submit();
    });
  });
})();

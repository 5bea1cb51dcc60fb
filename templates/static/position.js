// Adds the phone's position to a report, when whoever reports presses for it. Words come from the page.
(function () {
  'use strict';
  const part = document.querySelector('[data-position]');
  if (!part || !navigator.geolocation || !window.isSecureContext) return;
  const input = part.querySelector('input'), button = part.querySelector('button'), line = part.querySelector('[role=status]');
  const tell = () => { line.textContent = input.value ? part.dataset.found.replace('%a', input.value.split(',')[2]) : ''; };
  part.hidden = false;
  tell();
  button.addEventListener('click', () => {
    line.textContent = part.dataset.asked;
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      input.value = [coords.latitude.toFixed(6), coords.longitude.toFixed(6), Math.round(coords.accuracy)].join(',');
      tell();
    }, () => { line.textContent = part.dataset.none; }, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
  });
})();

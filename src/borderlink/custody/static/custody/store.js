/* The scan box of the evidence room: it never loses the scanner, and a camera can stand in for one. */
"use strict";

(() => {
  const box = document.getElementById("st-code");
  if (!box) return;
  const form = document.getElementById("st-scan-form");
  const answer = document.getElementById("st-answer");

  /* A scanner types faster than a hand: the box is emptied at once, so that the next scan may follow. */
  form.addEventListener("htmx:afterRequest", () => { box.value = ""; });
  form.addEventListener("submit", (event) => { if (!box.value.trim()) event.preventDefault(); });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== answer) return;
    const wanted = answer.querySelector("[data-st-focus]");
    (wanted || box).focus();
  });

  /* Whatever is clicked that takes no typing, the scanner's keys go to the box. */
  document.addEventListener("keydown", (event) => {
    const takes = event.target.closest("input, select, textarea, summary, button, a, [contenteditable]");
    if (!takes && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) box.focus();
    if (event.key === "Escape" && event.target === box) box.value = "";
  });

  /* The PIN is typed once a page: Enter in it goes on to the scan box, it is sent with each scan, kept nowhere. */
  const pin = document.getElementById("st-pin");
  if (pin) {
    pin.addEventListener("keydown", (event) => {
      if (event.key === "Enter") { event.preventDefault(); box.focus(); }
    });
  }
  if (pin && !pin.value) pin.focus(); else box.focus();

  const button = document.getElementById("st-camera-button");
  const frame = document.getElementById("st-camera");
  if (!button || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  button.hidden = false;
  const film = frame.querySelector("video");
  let last = "";
  let lastAt = 0;

  async function open() {
    film.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    await film.play();
    frame.hidden = false;
    button.setAttribute("aria-expanded", "true");
    look(new BarcodeDetector({ formats: ["qr_code", "code_128", "code_39"] }));
  }
  function close() {
    for (const track of film.srcObject ? film.srcObject.getTracks() : []) track.stop();
    film.srcObject = null;
    frame.hidden = true;
    button.setAttribute("aria-expanded", "false");
    box.focus();
  }
  async function look(detector) {
    if (!film.srcObject) return;
    const found = await detector.detect(film).catch(() => []);
    const text = found.length ? found[0].rawValue : "";
    /* One code held before the camera is one scan, not ten a second. */
    if (text && (text !== last || Date.now() - lastAt > 4000)) {
      [last, lastAt] = [text, Date.now()];
      box.value = text;
      form.requestSubmit();
    }
    setTimeout(() => look(detector), 180);
  }
  button.addEventListener("click", () => (film.srcObject ? close() : open().catch(() => { button.disabled = true; })));
})();

/* The belt: a scan box that never loses the scanner, four sounds, and keys for those who use no mouse. */
"use strict";

(() => {
  const box = document.getElementById("sc-waybill");
  if (!box) return;
  const form = document.getElementById("sc-scan-form");
  const answer = document.getElementById("sc-answer");
  const sound = document.getElementById("sc-sound");
  const keysButton = document.getElementById("sc-keys-button");
  const keys = document.getElementById("sc-keys");
  const rows = [...document.querySelectorAll("[data-sc-row]")];
  let marked = -1;

  /* Sound: each answer has its own number of tones, so that it is told apart without a screen. */
  const TONES = {
    release: [[880, 0.09]],
    inspect: [[587, 0.14], [587, 0.14]],
    hold: [[220, 0.22], [220, 0.22], [220, 0.3]],
    unknown: [[392, 0.18], [294, 0.32]],
    wait: [[392, 0.12], [392, 0.12], [392, 0.12]],
  };
  let audio = null;
  let loud = localStorage.getItem("borderlink-sound") !== "off";
  const showSound = () => sound.setAttribute("aria-pressed", String(loud));
  showSound();
  sound.addEventListener("click", () => {
    loud = !loud;
    localStorage.setItem("borderlink-sound", loud ? "on" : "off");
    showSound();
    box.focus();
  });
  function play(name) {
    if (!loud || !TONES[name]) return;
    audio = audio || new AudioContext();
    audio.resume();
    let at = audio.currentTime;
    for (const [pitch, length] of TONES[name]) {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.25, at);
      volume.gain.exponentialRampToValueAtTime(0.001, at + length);
      tone.connect(volume).connect(audio.destination);
      tone.start(at);
      tone.stop(at + length);
      at += length + 0.05;
    }
  }

  /* A scanner types faster than a hand: the box is emptied at once, so that the next scan may follow. */
  form.addEventListener("htmx:afterRequest", () => { box.value = ""; });
  form.addEventListener("submit", (event) => { if (!box.value.trim()) event.preventDefault(); });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== answer) return;
    const shown = answer.querySelector("[data-sc-answer]");
    if (shown) play(shown.dataset.scAnswer);
    box.focus();
  });
  const first = answer.querySelector("[data-sc-answer]");
  if (first) play(first.dataset.scAnswer);

  /* Whatever is clicked that takes no typing, the scanner's keys go to the box. */
  document.addEventListener("keydown", (event) => {
    const takes = event.target.closest("input, select, textarea, summary, button, a, [contenteditable]");
    if (!takes && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) box.focus();
  });

  function mark(position) {
    if (!rows.length) return;
    if (marked >= 0) rows[marked].removeAttribute("aria-selected");
    marked = Math.max(0, Math.min(rows.length - 1, position));
    rows[marked].setAttribute("aria-selected", "true");
    rows[marked].scrollIntoView({ block: "nearest" });
    const words = rows[marked].querySelector("a").textContent;
    document.getElementById("bl-live").textContent = `${words} ${marked + 1}/${rows.length}`;
  }
  function toggleKeys() {
    keys.hidden = !keys.hidden;
    keysButton.setAttribute("aria-expanded", String(!keys.hidden));
  }
  keysButton.addEventListener("click", () => { toggleKeys(); box.focus(); });
  function openMarked(part) {
    const scanned = answer.querySelector("[data-sc-parcel]");
    const address = marked >= 0 ? rows[marked].dataset.scRow : part && scanned ? scanned.dataset.scParcel : "";
    if (address) window.location.href = address + part;
  }
  const COMMANDS = {
    j: () => mark(marked + 1),
    k: () => mark(marked - 1),
    o: () => openMarked("#result"),
    "?": toggleKeys,
  };

  /* j, k, o and ? are commands when a hand types them into the empty box; a scanner's first letter is followed
     by the second within a few milliseconds and stays what it is. */
  let waiting = null;
  function settle(event) {
    clearTimeout(waiting.timer);
    if (event && event.key.length === 1) box.value += waiting.key;
    waiting = null;
  }
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (waiting) settle(event);
    if (box.value) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(marked + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      openMarked("");
    } else if (COMMANDS[event.key]) {
      event.preventDefault();
      const key = event.key;
      waiting = { key, timer: setTimeout(() => { waiting = null; COMMANDS[key](); }, 60) };
    }
  });

  for (const row of rows) {
    row.addEventListener("click", (event) => {
      if (!event.target.closest("a")) window.location.href = row.dataset.scRow;
    });
  }
  box.focus();
})();

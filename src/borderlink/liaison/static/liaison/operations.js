/* The screen of a controlled delivery: it shows what its node said within the last three seconds, or nothing. */
"use strict";

(() => {
  const board = document.querySelector("[data-op-board]");
  if (!board) return;
  const live = board.querySelector("[data-op-live]");
  const PATIENCE_MS = 3000;
  let heard = performance.now();
  let heardOn = Date.now();

  const forget = () => { heard = -Infinity; check(); };
  const check = () => {
    const age = Math.max(performance.now() - heard, Date.now() - heardOn);
    const known = age >= 0 && age < PATIENCE_MS && Boolean(live.querySelector("[data-op-fresh]"));
    board.dataset.known = known ? "yes" : "no";
  };
  check();
  setInterval(check, 250);
  window.addEventListener("pageshow", (event) => { if (event.persisted) forget(); });

  /* Only an answer of this board counts: a refusal or a sign-in page says nothing of how things stand. */
  let stage = "";
  live.addEventListener("htmx:afterSwap", () => {
    const fresh = live.querySelector("[data-op-fresh]");
    if (!fresh) return forget();
    heard = performance.now();
    heardOn = Date.now();
    check();
    follow(fresh);
  });

  const rest = document.querySelector("[data-op-rest]");
  const stale = document.querySelector("[data-op-stale]");
  let typed = false;
  rest?.addEventListener("input", () => { typed = true; });
  const announcer = document.querySelector("[data-op-said]");
  const follow = (fresh) => {
    const now = fresh.dataset.opStage;
    if (stage && now && now !== stage) {
      announcer.textContent = live.querySelector("[data-op-word]").dataset.opWord;
      ring(now);
    }
    stage = now || stage;
    if (!rest || fresh.dataset.opShape === rest.dataset.shape) return;
    stale.hidden = !typed;
    if (typed) return;
    rest.dataset.shape = fresh.dataset.opShape;
    htmx.ajax("GET", rest.dataset.address, { target: rest, swap: "innerHTML" });
  };
  stage = live.querySelector("[data-op-stage]")?.dataset.opStage || "";

  /* Sound, if the officer wants it: STOP is three long low tones, a lapse two short high ones. */
  const sound = document.querySelector("[data-op-sound]");
  const TONES = { stopped: [[196, .6], [196, .6], [196, .9]], lapsed: [[880, .15], [660, .25]], go: [[523, .15], [784, .3]] };
  let audio = null;
  if (sound) {
    sound.checked = localStorage.getItem("borderlink-operation-sound") === "on";
    sound.addEventListener("change", () => {
      localStorage.setItem("borderlink-operation-sound", sound.checked ? "on" : "off");
      ring("go");
    });
  }
  const ring = (name) => {
    if (!sound?.checked || !TONES[name]) return;
    audio = audio || new AudioContext();
    let at = audio.currentTime;
    for (const [pitch, length] of TONES[name]) {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = pitch;
      volume.gain.value = .25;
      tone.connect(volume).connect(audio.destination);
      tone.start(at);
      tone.stop(at + length);
      at += length + .08;
    }
  };

  /* STOP: one key, one question. It leaves beside the page, so that nothing typed elsewhere is lost or waits. */
  const dialog = document.getElementById("op-dialog");
  if (!dialog) return;
  const form = dialog.querySelector("[data-op-stop]");
  const failed = document.querySelector("[data-op-failed]");
  const ask = () => { if (!dialog.open) dialog.showModal(); };
  document.querySelector("[data-op-open]").addEventListener("click", ask);
  dialog.querySelector("[data-op-close]").addEventListener("click", () => dialog.close());
  document.addEventListener("keydown", (event) => {
    if (event.key === "F8") {
      event.preventDefault();
      ask();
    }
  });
  const order = async (data) => {
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: data, headers: { "X-Borderlink-Stop": "1" }, redirect: "error", signal: AbortSignal.timeout(4000),
      });
      if (!answer.ok || !(await answer.json()).stopped) throw new Error(String(answer.status));
    } catch {
      failed.hidden = false;
      setTimeout(() => order(data), 1000);
      return;
    }
    failed.hidden = true;
    htmx.ajax("GET", live.getAttribute("hx-get"), { target: live, swap: "innerHTML" });
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    dialog.close();
    order(new FormData(form));
  });
})();

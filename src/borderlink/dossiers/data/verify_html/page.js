// The page: a file and fingerprints in, a verdict out. Nothing is sent, kept or remembered.

const pageState = { language: "en", file: null, result: null, isBusy: false };
const byId = (id) => document.getElementById(id);
const say = (name, facts) => sayIn(pageState.language, name, facts);

function languageOf(wanted) {
  for (const tag of wanted) {
    if (/^zh\b.*\b(?:hant|tw|hk|mo)\b/i.test(tag)) return "zh-Hant";
    if (/^zh\b/i.test(tag)) return "zh-Hans";
    if (/^vi\b/i.test(tag)) return "vi";
    if (/^en\b/i.test(tag)) return "en";
  }
  return "en";
}

function setLanguage(language) {
  pageState.language = language;
  document.documentElement.lang = language;
  document.title = `Borderlink: ${say("page.title")}`;
  document.querySelectorAll("[data-word]").forEach((item) => { item.textContent = say(item.dataset.word); });
  document.querySelectorAll("[data-label]").forEach((item) => item.setAttribute("aria-label", say(item.dataset.label)));
  document.querySelectorAll("[data-language]").forEach((item) => item.setAttribute("aria-pressed", String(item.dataset.language === language)));
  document.querySelectorAll(".anchor").forEach(labelAnchor);
  showChosen();
  if (pageState.result) showResult();
}

// ---- fingerprints ----

const digitsOf = (text) => text.replace(/\s/g, "");

function labelAnchor(row, i) {
  row.querySelector("label").textContent = say("step.anchor.label", { n: i + 1 });
  row.querySelector("button").textContent = say("step.anchor.remove");
  row.querySelector("button").hidden = document.querySelectorAll(".anchor").length < 2;
  const digits = digitsOf(row.querySelector("textarea").value);
  const isWrong = /\D/.test(digits) || digits.length > 60;
  const note = row.querySelector(".count");
  note.className = `count ${isWrong ? "wrong" : digits.length === 60 ? "whole" : ""}`;
  note.textContent = isWrong ? say("step.anchor.wrong") : digits.length === 60 ? say("step.anchor.whole") : say("step.anchor.count", { digits: digits.length });
}

function addAnchor() {
  const number = document.querySelectorAll(".anchor").length + 1;
  const field = el("textarea", { id: `anchor-${Date.now()}-${number}`, rows: "2", inputmode: "numeric", autocomplete: "off", spellcheck: "false", "aria-describedby": "anchor-help" });
  const remove = el("button", { type: "button", class: "quiet" });
  const row = el("div", { class: "anchor" }, el("label", { for: field.id }), field, remove, el("p", { class: "count", "aria-live": "polite" }));
  field.addEventListener("input", () => document.querySelectorAll(".anchor").forEach(labelAnchor));
  remove.addEventListener("click", () => {
    row.remove();
    document.querySelectorAll(".anchor").forEach(labelAnchor);
    byId("add").focus();
  });
  byId("anchors").append(row);
  document.querySelectorAll(".anchor").forEach(labelAnchor);
  return field;
}

function anchorsTyped() {
  const typed = [...document.querySelectorAll(".anchor textarea")].map((field) => digitsOf(field.value)).filter(Boolean);
  return typed.every((digits) => /^\d{60}$/.test(digits)) ? typed.map((digits) => digits.match(/\d{5}/g).join(" ")) : null;
}

// ---- the file ----

function showChosen() {
  const { file } = pageState;
  byId("chosen").textContent = file ? say("step.file.chosen", { name: file.name, size: file.size }) : say("step.file.none");
}

function choose(file) {
  if (!file || pageState.isBusy) return;
  Object.assign(pageState, { file, result: null });
  byId("result").replaceChildren();
  tell("");
  showChosen();
}

function tell(text, isWrong = false) {
  byId("status").textContent = text;
  byId("status").classList.toggle("wrong", isWrong);
}

// ---- checking ----

function breather() {
  // Lets the page draw and answer whenever work has gone on for a while.
  let since = performance.now();
  return async () => {
    if (performance.now() - since < 30) return;
    await new Promise((resolve) => { setTimeout(resolve, 0); });
    since = performance.now();
  };
}

async function check(file, anchors) {
  const breathe = breather();
  const bytes = new Uint8Array(await file.arrayBuffer());
  const hash = new Sha256();
  for (let at = 0; at < bytes.length; at += MIB) {
    hash.update(bytes.subarray(at, at + MIB));
    await breathe();
  }
  const progress = (done, all) => {
    byId("progress").value = done / all;
    if (done % 10 === 0 || done === all) tell(say("busy.events", { done, all }));
  };
  const verdict = await verifyDossier(bytes, anchors, { breathe, progress });
  return { verdict, anchors, digest: hexOf(hash.digest()) };
}

function showResult() {
  const { verdict, anchors, digest } = pageState.result;
  byId("result").replaceChildren(...new View(pageState.language, verdict, { anchors, digest }).whole());
}

function setBusy(isBusy) {
  pageState.isBusy = isBusy;
  byId("busy").hidden = !isBusy;
  byId("check").disabled = isBusy;
  byId("progress").value = 0;
}

async function submit(event) {
  event.preventDefault();
  const anchors = anchorsTyped();
  if (!pageState.file) return tell(say("error.first-choose"), true);
  if (!anchors) return tell(say("step.anchor.wrong"), true);
  setBusy(true);
  byId("result").replaceChildren();
  tell(say("busy.reading"));
  try {
    pageState.result = await check(pageState.file, anchors);
    showResult();
    tell(say("busy.finished"));
    byId("verdict-title").focus();
  } catch (fault) {
    pageState.result = null;
    tell(say("error.page", { what: String(fault?.message ?? fault) }), true);
  } finally {
    setBusy(false);
  }
  return undefined;
}

function begin() {
  addAnchor();
  byId("add").addEventListener("click", () => addAnchor().focus());
  byId("file").addEventListener("change", (event) => choose(event.target.files[0]));
  byId("form").addEventListener("submit", submit);
  document.querySelectorAll("[data-language]").forEach((item) => item.addEventListener("click", () => setLanguage(item.dataset.language)));
  const drop = byId("drop");
  for (const [name, isOver] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]]) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", isOver);
      if (name === "drop") choose(event.dataTransfer.files[0]);
    });
  }
  setLanguage(languageOf(navigator.languages ?? [navigator.language]));
}

begin();
window.borderlink = { verifyDossier };

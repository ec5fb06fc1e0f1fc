/* Acts without a mouse: Enter moves on and sends at the end, masses are read back, rows are added. */
"use strict";

(() => {
  const stops = (form) => [...form.querySelectorAll("input, select, textarea, button[type=submit]")].filter(
    (one) => one.type !== "hidden" && one.type !== "file" && !one.disabled && !one.readOnly && one.offsetParent !== null
      && !(one.name === "sign-alone" && form.querySelector("[name='sign-second']")?.value)
      && (one.type !== "radio" || one.checked || !form.querySelector(`input[name="${one.name}"]:checked`)));

  /* The next stop; the radios of one question are one stop. */
  const next = (form, from) => {
    const all = stops(form);
    let at = all.indexOf(from) + 1;
    while (at < all.length && all[at].type === "radio" && all[at].name === from.name) at += 1;
    return all[at];
  };

  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("form[data-cu-enter]");
    if (!form || event.key !== "Enter" || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.tagName === "BUTTON" || event.target.tagName === "SUMMARY" || event.target.type === "file") return;
    if (event.target.tagName === "TEXTAREA" && event.target.value.trim() && !event.target.value.endsWith("\n")) return;
    event.preventDefault();
    const to = next(form, event.target);
    if (!to || to.type === "submit") { form.requestSubmit(form.querySelector("button[type=submit]:not([name])")); return; }
    to.focus();
    to.select?.();
  });

  /* A form is sent once: an officer who presses twice does not sign twice. */
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-cu-enter]");
    if (!form || event.defaultPrevented) return;
    if (form.dataset.cuSent) { event.preventDefault(); return; }
    form.dataset.cuSent = "1";
    setTimeout(() => { delete form.dataset.cuSent; }, 8000);
  });

  /* What is typed in grams is read back in kilograms and in milligrams: the wrong unit is seen at once. */
  const language = document.documentElement.lang;
  const written = (value, unit) => `${new Intl.NumberFormat(language, { maximumFractionDigits: 6 }).format(value)} ${unit}`;
  function readBack(input) {
    const echo = document.getElementById(`${input.id}_echo`);
    if (!echo) return;
    const typed = input.value.normalize("NFKC").trim();
    const grams = /^\d{1,10}([.,]\d{1,3})?$/.test(typed) ? Number(typed.replace(",", ".")) : NaN;
    const grouped = language === "vi" ? /^\d{1,3}\.\d{3}$/.test(typed) : /^\d{1,3},\d{3}$/.test(typed);
    echo.textContent = Number.isNaN(grams) || grouped ? ""
      : grams >= 1000 ? `= ${written(grams / 1000, "kg")}` : `= ${written(Math.round(grams * 1000), "mg")}`;
  }
  for (const input of document.querySelectorAll("[data-cu-grams]")) {
    const echo = document.createElement("p");
    echo.className = "cu-echo";
    echo.id = `${input.id}_echo`;
    echo.setAttribute("aria-live", "polite");
    input.after(echo);
    input.addEventListener("input", () => readBack(input));
    readBack(input);
  }

  /* The SHA-256 of a file is reckoned here; the file itself stays where it is. */
  for (const input of document.querySelectorAll("[data-cu-digest]")) {
    const template = document.getElementById("cu-digest-file");
    if (!template || !window.crypto?.subtle) continue;
    const piece = template.content.cloneNode(true);
    const file = piece.querySelector("input");
    file.setAttribute("aria-label", `${input.labels?.[0]?.textContent ?? ""} – ${file.getAttribute("aria-label")}`);
    file.addEventListener("change", async () => {
      if (!file.files[0]) return;
      input.value = "…";
      const digest = await crypto.subtle.digest("SHA-256", await file.files[0].arrayBuffer());
      input.value = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    });
    input.after(piece);
  }

  /* Rows of a seizure: one more, and only the fields that its item has. */
  const rows = document.querySelector("[data-cu-rows]");
  function fit(row) {
    const item = row.querySelector("select[name$='-item']");
    if (item) row.dataset.cuItem = item.value;
  }
  if (rows) {
    const total = document.querySelector("input[name$='-TOTAL_FORMS']");
    rows.querySelectorAll(".cu-row").forEach(fit);
    rows.addEventListener("change", (event) => { const row = event.target.closest(".cu-row"); if (row) fit(row); });
    document.querySelector("[data-cu-add]")?.addEventListener("click", () => {
      const number = Number(total.value);
      const holder = document.createElement("div");
      holder.innerHTML = document.getElementById("cu-row").innerHTML.replaceAll("__prefix__", String(number));
      const row = holder.firstElementChild;
      const title = row.querySelector("legend span");
      if (title) title.textContent = String(number + 1);
      rows.append(row);
      total.value = String(number + 1);
      fit(row);
      row.querySelector("select, input")?.focus();
    });
  }
})();

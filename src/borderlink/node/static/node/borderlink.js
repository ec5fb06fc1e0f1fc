/* What every page may do without a line of script of its own. */
"use strict";

document.addEventListener("click", (event) => {
  const toggle = event.target.closest("[data-bl-toggle]");
  if (toggle) {
    const open = document.getElementById(toggle.dataset.blToggle).classList.toggle("bl-open");
    toggle.setAttribute("aria-expanded", String(open));
  }
  if (event.target.closest("[data-bl-print]")) window.print();
  const copy = event.target.closest("[data-bl-copy]");
  if (copy) navigator.clipboard.writeText(copy.dataset.blCopy);
});

/* A form marked data-bl-auto sends itself when a choice changes; its button stays for those without a mouse. */
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-bl-auto]");
  if (form) form.requestSubmit();
});

/* An act that cannot be taken back asks first, in the page's own words. */
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.blConfirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

/* A refusal answered to htmx is shown where the answer would have stood. */
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status >= 400 && event.detail.xhr.status < 500) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

/* <time data-bl-until="ISO"> counts down; past it says so with the words the page gave. */
function countDown() {
  for (const element of document.querySelectorAll("[data-bl-until]")) {
    const minutes = Math.floor((Date.parse(element.dataset.blUntil) - Date.now()) / 60000);
    element.classList.toggle("bl-state-hold", minutes < 60);
    element.textContent = minutes < 0 ? element.dataset.blPast
      : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
  }
}
countDown();
setInterval(countDown, 15000);
document.addEventListener("htmx:afterSettle", countDown);

/* A security key that did not answer: say so in words the page holds ready. */
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const element of document.querySelectorAll("[data-bl-key-error]")) element.hidden = false;
});

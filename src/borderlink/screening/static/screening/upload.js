/* Upload: files dropped or chosen are sent with a bar that says how far they are. Without it the form still works. */
"use strict";

(() => {
  const form = document.getElementById("sc-upload");
  if (!form) return;
  const input = document.getElementById("sc-files");
  const state = form.querySelector(".sc-upload-state");
  const words = state.querySelector("label");
  const bar = state.querySelector("progress");
  const refusal = form.querySelector(".sc-upload-refusal");
  const button = form.querySelector("button[type=submit]");

  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => { event.preventDefault(); form.classList.add("sc-over"); });
  }
  for (const name of ["dragleave", "drop"]) {
    form.addEventListener(name, () => form.classList.remove("sc-over"));
  }
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    if (input.files.length) form.requestSubmit();
  });

  function refuse(sentence, advice) {
    refusal.replaceChildren();
    const box = document.createElement("div");
    box.className = "bl-refusal";
    box.setAttribute("role", "alert");
    const inner = document.createElement("div");
    for (const [text, look] of [[sentence, "bl-refusal-sentence"], [advice, "bl-refusal-advice"]]) {
      const line = document.createElement("p");
      line.className = look;
      line.textContent = text;
      if (text) inner.append(line);
    }
    box.append(inner);
    refusal.append(box);
    state.hidden = true;
    button.disabled = false;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!input.files.length) { input.focus(); return; }
    refusal.replaceChildren();
    state.hidden = false;
    button.disabled = true;
    words.textContent = words.dataset.sending;
    bar.value = 0;
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (sent) => {
      if (sent.lengthComputable) bar.value = sent.loaded / sent.total;
    });
    request.upload.addEventListener("load", () => { bar.removeAttribute("value"); words.textContent = words.dataset.checking; });
    request.addEventListener("error", () => refuse(words.dataset.failed, ""));
    request.addEventListener("load", () => {
      let said = {};
      try { said = JSON.parse(request.responseText); } catch { /* not our answer: told below */ }
      if (request.status === 200 && said.address) window.location.href = said.address;
      else if (request.status === 413) refuse(words.dataset.tooLarge, "");
      else refuse(said.sentence || words.dataset.failed, said.advice || "");
    });
    request.send(new FormData(form));
  });
})();

/* The parcel's page: the fields that an outcome needs are shown, the others step back. */
"use strict";

(() => {
  const form = document.querySelector(".sc-result");
  if (!form) return;
  const drugs = ["presumptive", "method", "substance"];
  const found = ["concealment", "also_concealed", "detected_by", "also_detected_by"];
  const field = (name) => form.querySelector(`[name="result-${name}"]`)?.closest(".bl-field");
  function show() {
    const outcome = form.querySelector('[name="result-outcome"]:checked')?.value || "";
    for (const name of drugs) field(name)?.toggleAttribute("hidden", !"STNO".includes(outcome) && outcome !== "");
    for (const name of found) field(name)?.toggleAttribute("hidden", !["S", "T", "O"].includes(outcome));
    field("substance")?.toggleAttribute("hidden", !["S", "T"].includes(outcome));
  }
  form.addEventListener("change", show);
  show();
})();

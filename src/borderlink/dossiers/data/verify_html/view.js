// The verdict as elements of the page. Everything from a dossier is set as text, never as markup.

// What turns the reading order, or cannot be seen: a forger's name could show as another's.
const UNSEEN = /[\p{Cc}\p{Cf}\u2028\u2029\u115f\u1160\u3164\uffa0]/gu;
const plainly = (text) => text.replace(UNSEEN, (mark) => `[U+${mark.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}]`);

function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(name, value);
  const shown = children.filter((child) => child !== null && child !== "");
  made.append(...shown.map((child) => (typeof child === "string" ? plainly(child) : child)));
  return made;
}

class View {
  constructor(language, { code, findings, reading }, { anchors, digest }) {
    Object.assign(this, { language, code, findings, reading, anchors, digest });
  }

  say(name, facts) {
    return sayIn(this.language, name, facts);
  }

  whole() {
    const isRead = this.code !== INVALID && this.code !== UNREADABLE;
    return [
      this.banner(), this.actions(), this.about(),
      ...(isRead ? [this.fingerprint(), this.remarks(), this.withheld(), this.unchecked(), this.masses(), this.exhibits(),
        this.disclosure(), this.files()] : []),
    ].filter(Boolean);
  }

  banner() {
    const agency = this.reading.index?.agency ?? "";
    const look = { [VALID]: "good", [UNANCHORED]: "care", [REMARKS]: "care" }[this.code] ?? "bad";
    const box = el("section", { class: `verdict ${look}`, "aria-labelledby": "verdict-title" },
      el("p", { class: "number" }, this.say("verdict.number", { code: this.code })),
      el("h2", { id: "verdict-title", tabindex: "-1", "data-code": this.code }, this.say(`verdict.${this.code}.title`, { agency })),
      el("p", { class: "text" }, this.say(`verdict.${this.code}.text`)));
    const unknown = this.unknownAlgorithms();
    if (look === "bad") box.append(el("p", { class: "text" }, el("strong", {}, `${this.say("section.first-fault")}: `), ...this.told(this.findings[0])));
    if (unknown.length) box.append(el("p", { class: "text", "data-unknown": unknown.join(" ") }, this.say("algorithm.unknown", { algorithms: unknown })));
    return box;
  }

  unknownAlgorithms() {
    // Algorithms of the failing event's keys that this page does not know: it cannot say that they are wrong.
    if (this.findings[0]?.code !== "custody.signature-invalid") return [];
    const names = this.reading.lastSigners.map(({ key }) => key.split(":")[0]);
    return [...new Set(names)].filter((name) => name !== "ed25519");
  }

  told(item) {
    return [tellFinding(item, this.language), " ", el("span", { class: "code", "data-finding": item.code }, item.code)];
  }

  actions() {
    const print = el("button", { type: "button", class: "quiet" }, this.say("step.print"));
    print.addEventListener("click", () => window.print());
    return el("div", { class: "actions" }, print);
  }

  card(title, ...children) {
    return el("section", { class: "card" }, el("h2", {}, this.say(title)), ...children);
  }

  list(items) {
    return el("ul", { class: "plain" }, ...items.map((item) => el("li", {}, ...this.told(item))));
  }

  about() {
    const { index, events, checkpoint, cosigners } = this.reading;
    const rows = [];
    const row = (name, value) => rows.push(el("dt", {}, this.say(name)), el("dd", {}, value));
    if (index) {
      row("about.number", index.number);
      row("about.case", index.case);
      row("about.agency", `${index.agency}, ${index.unit}`);
      row("about.drawn", this.say("about.drawn.by", { at: momentText(index.drawn_up_at, this.language), badge: index.drawn_up_by }));
    }
    if (checkpoint && events) {
      const signatures = events.reduce((sum, event) => sum + event.signers.length, 0);
      row("about.events", this.say("about.events.count", { events: events.length, signatures }));
      row("about.checkpoint", this.say("about.checkpoint.size", { size: checkpoint.size, root: hexOf(checkpoint.root) }));
      const names = cosigners.filter((cosigner) => cosigner.lines.at(-1)).map((cosigner) => cosigner.name);
      if (names.length) row("about.cosigners", new Intl.ListFormat(this.language).format(names));
      row("about.pack", [...new Set(events.filter((event) => event.case !== "keys").map((event) => event.pack))].join(", "));
    }
    this.anchors.forEach((anchor, i) => {
      rows.push(el("dt", {}, this.say("about.typed", { n: i + 1 })), el("dd", {}, anchor));
    });
    rows.push(el("dt", {}, "SHA-256"), el("dd", { class: "code" }, this.digest));
    return this.card("section.about", el("dl", {}, ...rows));
  }

  fingerprint() {
    const latest = this.reading.roots.at(-1).fingerprint;
    return this.card("section.fingerprint", el("p", { class: "digits" }, latest), el("p", { class: "soft" }, this.say("section.fingerprint.help")));
  }

  remarks() {
    const shown = this.findings.filter(({ code }) => ["unanchored", "disputed", "pack-unknown", "breach", "discrepancy", "explanation"]
      .includes(code.replace("dossier.", "")));
    return this.card("section.remarks", shown.length ? this.list(shown) : el("p", {}, this.say("section.remarks.none")));
  }

  withheld() {
    const shown = this.findings.filter(({ code }) => code === "dossier.withheld");
    return shown.length ? this.card("section.withheld", this.list(shown)) : null;
  }

  unchecked() {
    const shown = this.findings.filter(({ code }) => ["dossier.not-checked", "dossier.time-not-proven", "dossier.algorithm-broken"].includes(code));
    return shown.length ? this.card("section.unchecked", this.list(shown)) : null;
  }

  masses() {
    const totals = massesOf(this.reading.custody);
    if (!totals.seized) return null;
    const rows = Object.entries(totals).flatMap(([name, mass]) => [
      el("dt", {}, this.say(`mass.${name}`)), el("dd", { "data-mass": name }, massText(mass, this.language)),
    ]);
    return this.card("section.masses", el("dl", {}, ...rows));
  }

  table(columns, rows, numbers = []) {
    const heads = columns.map((name, i) => el("th", { scope: "col", class: numbers.includes(i) ? "number" : null }, this.say(name)));
    const cells = (row) => row.map((cell, i) => el("td", { "data-column": this.say(columns[i]), class: numbers.includes(i) ? "number" : null },
      ...(Array.isArray(cell) ? cell : [cell])));
    return el("table", {}, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...rows.map((row) => el("tr", {}, ...cells(row)))));
  }

  exhibits() {
    const { groups, others } = grouped(this.reading);
    const parts = [el("p", { class: "soft" }, this.say("note.times"))];
    for (const { number, rows } of groups) {
      parts.push(this.exhibitHeading(this.reading.custody.things.get(number)));
      parts.push(this.timeline(rows, number));
    }
    if (others.length) parts.push(el("h3", {}, this.say("other.heading")), this.timeline(others, ""));
    return this.card("section.exhibits", ...parts);
  }

  exhibitHeading(thing) {
    const { number, parent, isSample, state, holder, item, substance } = thing;
    const what = [substance && labelOf(substance, "substance", this.language), labelOf(item, "exhibit_item", this.language)];
    const badges = [what.filter(Boolean).join(" · "), isSample && this.say("exhibit.sample"), parent && this.say("exhibit.from", { parent }),
      this.say("exhibit.now", { state: this.say(`state.${state}`, { holder }) })];
    return el("h3", { "data-exhibit": number }, this.say("exhibit.heading", { number }), ...badges.filter(Boolean).map((text) => el("span", { class: "badge" }, text)));
  }

  timeline(rows, number) {
    const columns = ["column.entry", "column.time", "column.what", "column.signers", "column.book", "column.holder", "column.seals"];
    const shown = rows.map(({ event, things }) => {
      const thing = things.find((one) => one.number === number);
      return [
        String(event.case_seq), momentText(event.at, this.language).replace(" UTC", ""), this.what(event),
        event.signers.map(({ badge, unit }) => el("span", { class: "signer" }, `${badge} (${unit})`)),
        thing && thing.book !== null ? massText(thing.book, this.language) : "", thing ? thing.holder : "", thing ? thing.seals.join(", ") : "",
      ];
    });
    const last = number ? columns.length : 4;
    return this.table(columns.slice(0, last), shown.map((row) => row.slice(0, last)), [0, 4]);
  }

  what(event) {
    const opened = this.reading.openings.get(event) ?? {};
    const told = Object.keys(event.commitments).map((name) => el("span", { class: "told" },
      `${labelOf(name, "committed_field", this.language)}: ${name in opened ? opened[name] : `[${this.say("opened.withheld")}]`}`));
    return [tellEvent(event, this.language), ...told];
  }

  disclosure() {
    const { disclosure } = this.reading;
    if (!disclosure.length) return null;
    const columns = ["column.kind", "column.reference", "column.text", "column.status", "column.ground"];
    return this.card("section.disclosure", this.table(columns, disclosure.map((item) => [
      labelOf(item.kind, "disclosed", this.language), item.reference, tellMaterial(item, this.language),
      this.say(`status.${item.status}`), labelOf(item.ground, "withheld_ground", this.language),
    ])));
  }

  files() {
    const papers = [...this.reading.members].filter(([name]) => /^files\/|\.pdf$/.test(name));
    if (!papers.length) return null;
    const links = papers.map(([name, bytes]) => {
      const link = el("a", { href: "#", download: name.split("/").at(-1) }, name);
      const fill = () => { link.href = URL.createObjectURL(new Blob([bytes])); };
      link.addEventListener("click", fill, { once: true });
      return el("li", {}, link);
    });
    const card = this.card("section.files", el("ul", { class: "plain" }, ...links));
    card.classList.add("files-card");
    return card;
  }
}

function grouped({ timeline, custody }) {
  // Rows by exhibit, in the order in which exhibits begin; a parcel's hand-over and a witness stand with theirs.
  const groups = new Map();
  const others = [];
  const byEntry = new Map();
  const fromParcel = new Map();
  for (const row of timeline) if (row.event.kind === "seize" && row.event.facts.parcel) {
    fromParcel.set(row.event.facts.parcel, [...(fromParcel.get(row.event.facts.parcel) ?? []), row.event.exhibit]);
  }
  for (const row of timeline) {
    const { event, things } = row;
    const pointsTo = event.kind === "witness" || event.kind === "correct" ? byEntry.get(event.facts.entry) : fromParcel.get(event.exhibit);
    const numbers = things.length ? things.map((thing) => thing.number) : pointsTo ?? [];
    byEntry.set(event.case_seq, numbers);
    if (!numbers.length) others.push(row);
    for (const number of numbers) groups.set(number, [...(groups.get(number) ?? []), row]);
  }
  const found = [...custody.things.keys()].filter((number) => groups.has(number)).map((number) => ({ number, rows: groups.get(number) }));
  return { groups: found, others };
}

// Whole sentences in the reader's language: the patterns of Borderlink's own pages, rendered here.

/* global WORDS, LABELS */
const MARKS = { en: [",", "."], "zh-Hans": [",", "."], "zh-Hant": [",", "."], vi: [".", ","] };
const MASS_UNITS = {
  en: [" mg", " g", " kg", " t"], vi: [" mg", " g", " kg", " tấn"],
  "zh-Hans": ["毫克", "克", "千克", "吨"], "zh-Hant": ["毫克", "克", "公斤", "公噸"],
};
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const OWN_KINDS = new Set(["plural", "select"]);

class Sentence {
  // One pattern, read from left to right: text, {fact}, {fact, kind, style}, {fact, plural, one {..} other {..}}.
  constructor(pattern, facts, language) {
    Object.assign(this, { pattern, facts, language, at: 0 });
  }

  say(count = null) {
    let said = "";
    while (this.at < this.pattern.length && this.pattern[this.at] !== "}") {
      const mark = this.pattern[this.at];
      if (mark === "{") said += this.argument();
      else {
        said += mark === "#" && count !== null ? numberText(count, this.language) : mark;
        this.at += 1;
      }
    }
    return said;
  }

  word() {
    const found = /^\s*([\w=.-]+)\s*/.exec(this.pattern.slice(this.at));
    this.at += found[0].length;
    return found[1];
  }

  argument() {
    this.at += 1;
    const name = this.word();
    const words = [];
    while (this.pattern[this.at] === ",") {
      this.at += 1;
      words.push(this.word());
      if (OWN_KINDS.has(words[0])) return this.choice(words[0], this.facts[name]);
    }
    this.at += 1;
    return shaped(this.facts[name], words[0], words[1], this.language);
  }

  choice(kind, value) {
    // Every branch is read; the one that is meant is said.
    this.at += 1;
    const branches = new Map();
    while (!/^\s*\}/.test(this.pattern.slice(this.at))) {
      const key = this.word();
      this.at += 1;
      branches.set(key, this.say(kind === "plural" ? value : null));
      this.at += 1;
    }
    this.at = this.pattern.indexOf("}", this.at) + 1;
    const form = kind === "select" ? String(value) : this.language === "en" && Number(value) === 1 ? "one" : "other";
    return branches.get(kind === "plural" ? `=${value}` : form) ?? branches.get(form) ?? branches.get("other");
  }
}

function shaped(value, kind, style, language) {
  if (kind === "number") return numberText(value, language);
  if (kind === "mass") return massText(value, language);
  if (kind === "percent") return `${decimalText(BigInt(value), 4, language)}%`;
  if (kind === "datetime") return momentText(value, language);
  if (kind === "label") return labelOf(value, style, language);
  if (kind === "date") return dayText(value, language);
  if (kind === "list") {
    return new Intl.ListFormat(language, { type: "conjunction" }).format(value.map((one) => shaped(one, style, "", language)));
  }
  return String(value);
}

function decimalText(number, places, language) {
  // A whole number of 10^-places, in full, grouped, without idle zeros.
  const [group, mark] = MARKS[language];
  const digits = String(number < 0n ? -number : number).padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places).replace(/\B(?=(\d{3})+$)/g, group);
  const rest = digits.slice(digits.length - places).replace(/0+$/, "");
  return `${number < 0n ? "-" : ""}${whole}${rest ? mark + rest : ""}`;
}

const numberText = (value, language) => decimalText(BigInt(value), 0, language);

function massText(value, language) {
  // A mass in milligrams, exactly, in the unit that officers write: 7,981 g stay grams, 10 kg do not.
  const mg = BigInt(value);
  const size = mg < 0n ? -mg : mg;
  const step = size >= 1000000000n ? 3 : size >= 10000000n ? 2 : size >= 1000n || size === 0n ? 1 : 0;
  return decimalText(mg, 3 * step, language) + MASS_UNITS[language][step];
}

function momentText(seconds, language) {
  const at = new Date(seconds * 1000);
  const pad = (number) => String(number).padStart(2, "0");
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
  const time = `${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}`;
  if (Number.isNaN(year)) return String(seconds);
  if (language === "vi") return `${time} ${pad(day)}/${pad(month)}/${year} UTC`;
  if (language === "en") return `${day} ${MONTHS[month - 1]} ${year}, ${time} UTC`;
  return `${year}年${month}月${day}日 ${time} UTC`;
}

function dayText(value, language) {
  // A day written as 2026-03-10; what is none stays as it is.
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  if (!found) return String(value);
  const [year, month, day] = found.slice(1).map(Number);
  if (language === "vi") return `${found[3]}/${found[2]}/${year}`;
  return language === "en" ? `${day} ${MONTHS[month - 1] ?? found[2]} ${year}` : `${year}年${month}月${day}日`;
}

function labelOf(code, list, language) {
  const lists = list ? [LABELS[list] ?? {}] : Object.values(LABELS);
  const found = lists.find((labels) => Object.hasOwn(labels, code));
  return found ? found[code][LANGUAGES_KNOWN.indexOf(language)] : String(code);
}

const sayIn = (language, name, facts = {}) => new Sentence(
  WORDS[language][name] ?? WORDS.en[name] ?? name, facts, language,
).say();

// ---- an act as a sentence ----

const MOMENTS = ["seized_at", "expires_at", "planned_at", "from_at", "until_at", "since_at"];
const yesNo = (value) => (value ? "yes" : "no");

function tellEvent(event, language) {
  const { facts, kind, exhibit } = event;
  const shown = { exhibit, ...facts };
  for (const [name, value] of Object.entries(facts)) if (name.endsWith("_mg")) shown[name.replace(/_mg$/, "_g")] = value;
  MOMENTS.filter((name) => name in facts).forEach((name) => { shown[name] = facts[name]; });
  for (const name of ["substance", "compared_with", "was", "becomes"]) shown[`has_${name}`] = yesNo(facts[name]);
  Object.assign(shown, {
    has_used_up: yesNo(facts.used_up), report_short: String(facts.report ?? "").slice(0, 12),
    has_loss: yesNo(facts.loss_mg), has_purity: yesNo(facts.purity_ppm), purity: facts.purity_ppm ?? 0,
    sealed: (facts.seals ?? []).length, count: (facts.members ?? []).length,
  });
  return sayIn(language, `entry.${kind}`, shown);
}

const MATERIAL_OF_EVENTS = {
  "DSC-ANALYSIS": "analyse", "DSC-EXAMINATION": "examine", "DSC-CONTRADICTORY": "analyse", "DSC-DISCREPANCY": "discrepancy", "DSC-EXPLANATION": "explain",
};

function tellMaterial({ kind, facts, text }, language) {
  // What a line of the schedule says: its facts as a sentence, or the words that somebody wrote.
  if (!facts) return text;
  try {
    if (Object.hasOwn(MATERIAL_OF_EVENTS, kind)) return tellEvent({ kind: MATERIAL_OF_EVENTS[kind], facts, exhibit: "" }, language);
    const shown = { ...facts };
    for (const [name, value] of Object.entries(facts)) if (name.endsWith("_mg")) shown[name.replace(/_mg$/, "_g")] = value;
    const name = kind === "DSC-FORM" ? `paper.form.${facts.form}` : `material.${kind}`;
    if (Object.hasOwn(WORDS.en, name)) return sayIn(language, name, shown);
  } catch {
    // of a node that knows other facts: told as they stand
  }
  return Object.entries(facts).map(([name, value]) => `${name}: ${value}`).join("; ");
}

function tellFinding({ code, facts }, language) {
  const shown = { ...facts, has_ground: yesNo(facts.ground) };
  if (facts.ground) shown.ground = labelOf(facts.ground, "withheld_ground", language);
  if (code === "dossier.breach") return sayIn(language, `breach.${facts.name}`, shown);
  if (facts.name && code !== "dossier.cosigner-invalid") shown.name = labelOf(facts.name, "committed_field", language);
  const text = sayIn(language, code, shown);
  if (!code.startsWith("custody.")) return text;
  return sayIn(language, facts.exhibit ? "finding.at" : "finding.at-entry", { ...facts, text });
}

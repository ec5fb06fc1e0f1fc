// What each event did to the exhibits it touches, as they stood after it: for the reader's table.

function touchedBy(event, custody) {
  const { facts } = event;
  const numbers = new Set([event.exhibit, facts.sample, facts.part, facts.source, ...(facts.members ?? [])]);
  const found = [];
  for (const number of numbers) {
    const thing = number && custody.things.get(number);
    if (thing) found.push(standing(thing));
  }
  return found;
}

function standing(thing) {
  const { number, item, substance, form, state, holder, root, book, seals, isSample, parent = "" } = thing;
  return { number, item, substance, form, state, holder, root, book, isSample, parent, seals: [...seals] };
}

function massesOf(custody) {
  // Where the seized drugs went, in milligrams of book.
  const totals = { seized: 0n, kept: 0n, samples: 0n, ...custody.ways };
  for (const [root, mass] of custody.seized) if (custody.things.get(root).item === "drug") totals.seized += mass;
  for (const thing of custody.things.values()) {
    if (thing.item === "drug") totals[thing.isSample ? "samples" : "kept"] += thing.book ?? 0n;
  }
  return totals;
}

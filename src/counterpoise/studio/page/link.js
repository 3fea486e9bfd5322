// What a link asks for, as far as it can be read; and in words what cannot.
import { Mistake, get } from "./api.js";
import { SHOWS } from "./atlas.js";
import * as store from "./store.js";
import { VIEWS } from "./views.js";

const { state } = store;
const MOST = 24; // parts of a link that are tried one by one

/** What a link asks to look at and nobody can see, in words; the nearest that can be seen is looked at instead. */
export function astray(search) {
  const strange = [...new URLSearchParams(search)].filter(([key]) => !store.PARTS.includes(key));
  const said = [...new Set(strange.map(([key, value]) => `The page knows no ${key}=${value.slice(0, 40)}.`))];
  if (!(state.view in VIEWS)) {
    said.push(`There is no view ${state.view}.`);
    state.view = "answer";
  }
  if (state.year !== null) state.year = Number.isFinite(state.year) ? Math.trunc(Math.min(Math.max(state.year, 1900), 2100)) : null;
  if (!(state.show in SHOWS)) {
    said.push(`The map does not show ${state.show}.`);
    state.show = "stance";
  }
  return said.join(" ");
}

/** A year that the map does not have, in words; known only with the answer. */
export function offYear(search, [first, last]) {
  const asked = new URLSearchParams(search).get("year");
  if (!asked || (/^\d+$/.test(asked) && asked >= first && asked <= last)) return "";
  if (state.year !== null) store.setLook({ year: Math.min(Math.max(state.year, first), last) });
  return `Years run from ${first} to ${last}: there is no ${asked.slice(0, 20)}.`;
}

/**
 * The question of a link, in normal form, with its versions; where it cannot be read as it is, the question of those parts
 * that can, `said` what is wrong with the others, and `kept` whether any could.
 */
export async function read(search) {
  const asked = new URLSearchParams(search);
  for (const key of store.LOOKS) asked.delete(key);
  try {
    return { link: await get(`api/open?${asked}`) };
  } catch (problem) {
    if (!(problem instanceof Mistake)) throw problem;
    return inPart(asked, problem);
  }
}

/** The scenario, and each part of a link that does not spoil it. */
async function inPart(asked, whole) {
  const parts = [...asked].sort(([a], [b]) => (b === "scenario") - (a === "scenario"));
  const problems = [];
  const kept = new URLSearchParams();
  let link = await get("api/open");
  for (const [key, value] of parts.slice(0, MOST)) {
    const more = new URLSearchParams(kept);
    more.append(key, value);
    try {
      link = await get(`api/open?${more}`);
      kept.append(key, value);
    } catch (problem) {
      if (!(problem instanceof Mistake)) throw problem;
      problems.push(problem);
      if (key === "scenario") break; // the rest was meant for another case
    }
  }
  const told = problems.length ? problems : [whole];
  return { link, said: told.map((row) => row.message).join(" "), hint: told[0].hint ?? "", kept: kept.size > 0 };
}

// Linked highlight: point at a state, theatre or claim anywhere and it lights up everywhere; Enter pins, Escape lets go.
import { $$ } from "./dom.js";

let pinned = null;
let codes = new Map();
let kin = new Map();

/** Names of the states, by which rows of tables are known; and the theatres to which each of them belongs. */
export function know(names, lies = {}) {
  codes = new Map(Object.entries(names).flatMap(([code, name]) => [[name, code], [code, code]]));
  kin = new Map(Object.entries(lies));
  const most = Math.max(0, ...Object.values(lies).map((keys) => keys.length));
  for (const [code, keys] of Object.entries(lies)) {
    if (keys.length === most && most > 2) continue; // who stands in every theatre tells none apart
    for (const key of keys) kin.set(key, [...(kin.get(key) ?? []), code]);
  }
}

export const keyNamed = (word) => codes.get(word) ?? null;

/** What is pinned, if anything. */
export const held = () => pinned;
const listeners = [];

export function onLit(listener) { listeners.push(listener); }

function light(key) {
  for (const element of $$(".lit")) element.classList.remove("lit");
  if (key) {
    const keys = new Set([key, ...(kin.get(key) ?? [])]);
    for (const element of $$("[data-key]")) if (keys.has(element.dataset.key)) element.classList.add("lit");
  }
  for (const listener of listeners) listener(key);
}

/** Light what is pinned again, after something was redrawn. */
export function relight() { light(pinned); }

export function pin(key) {
  pinned = pinned === key ? null : key;
  light(pinned || key);
}

export function glance(key) { light(key || pinned); }

const keyOf = (event) => event.target.closest?.("[data-key]")?.dataset.key || null;

export function listen() {
  document.addEventListener("pointerover", (event) => glance(keyOf(event)));
  document.addEventListener("focusin", (event) => { const key = keyOf(event); if (key) glance(key); });
  document.addEventListener("click", (event) => { const key = keyOf(event); if (key && event.target.closest("svg")) pin(key); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && pinned) { pinned = null; light(null); }
    if (event.key === "Enter" && !event.target.closest("button, a, input, select, summary")) {
      const key = keyOf(event);
      if (key) pin(key);
    }
  });
}

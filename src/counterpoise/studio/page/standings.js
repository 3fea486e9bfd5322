// Who stands where without a map: the states of a year by stance, from the patron's side to the challenger's.
import { h } from "./dom.js";

const ORDER = ["patron", "leaning-patron", "both", "apart", "leaning-challenger", "challenger"];
const WORDS = {
  patron: "With the patron", "leaning-patron": "Leaning to the patron", both: "Tied to both", apart: "Apart",
  "leaning-challenger": "Leaning to the challenger", challenger: "With the challenger",
};

/** `paint` has of each state its ink, pattern, opacity and sentence; one that is missing is not known. */
export function standings(names, paint) {
  const groups = new Map();
  for (const code of Object.keys(names)) {
    const [ink, pattern] = paint[code] ?? ["", ""];
    const kind = pattern === "both" ? "both" : ink;
    groups.set(kind, [...(groups.get(kind) ?? []), code]);
  }
  const kinds = [...groups.keys()].sort((a, b) => (ORDER.indexOf(a) + 1 || 9) - (ORDER.indexOf(b) + 1 || 9));
  return h("ul", { class: "standings", tabindex: "0", "aria-label": "States by stance" }, kinds.map((kind) => h("li", {}, mark(kind),
    h("div", {}, WORDS[kind] ? h("b", {}, `${WORDS[kind]}: `) : kind ? null : h("b", {}, "No data: "), groups.get(kind).map((code) => state(code, names[code], paint[code]))))));
}

function mark(kind) {
  const swatch = h("i", { class: "swatch", "data-pattern": kind === "both" ? "both" : kind ? null : "nodata" });
  if (kind && kind !== "both") swatch.style.background = `var(--${kind})`;
  return swatch;
}

const state = (code, name, dress) => h("span", { "data-key": code, class: dress?.[2] < 1 ? "pale" : null, title: dress?.[3] }, name);

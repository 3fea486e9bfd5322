// The other views: one message each, drawn larger, with their numbers beside them.
import { h } from "./dom.js";
import { get } from "./api.js";
import { query, state } from "./store.js";
import { plot } from "./plot.js";
import { table, take } from "./figure.js";

export const VIEWS = {
  answer: "Answer", map: "Map", ties: "Ties", theatres: "Theatres", why: "Why", variables: "Variables", futures: "Single futures",
  record: "Record", evidence: "Evidence",
};

const dark = () => document.documentElement.dataset.theme;

/** Draw a view into the page. */
export async function showView(main, view, context) {
  main.replaceChildren(h("p", { class: "waiting" }, "…"));
}
export { get, query, state, plot, table, take, dark };

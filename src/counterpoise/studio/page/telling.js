// Rival tellings: the same futures as another theory would have them, as switches; recognised in whatever link has them.
import { h } from "./dom.js";
import { get } from "./api.js";
import { state, tellAs } from "./store.js";

let tellings = [];

export async function loadTellings() {
  ({ tellings } = await get("api/tellings"));
}

const same = (a, b) => Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([key, value]) => b[key] === value);

/** The telling that the switches of the moment are, if any. */
export const telling = () => tellings.find((row) => same(row.switches, state.question.switches)) ?? null;

/** The picker, set where the switches are. */
export function picker() {
  const now = telling();
  return h("label", { class: "telling" }, h("span", { class: "muted" }, "Theory"),
    h("select", { class: "pill", id: "theory", onchange: (event) => tellAs(tellings.find((row) => row.key === event.target.value).switches) },
      now ? null : h("option", { value: "", selected: true }, "A mixture"),
      tellings.map((row) => h("option", { value: row.key, selected: row === now }, row.title))));
}

/** What the chosen theory holds, what is left out for it and why, and how it did on past years. */
export function told() {
  const now = telling();
  if (!now || now.key === "full") return null;
  const off = Object.keys(now.switches);
  return h("div", { class: "told" }, h("p", {}, h("b", {}, `Told as: ${now.title}. `), `${now.claim} `, h("span", { class: "muted" }, `(${now.source})`)),
    h("details", {}, h("summary", {}, `Left out: ${off.join(", ")}`),
      h("p", {}, `${now.why} Which claims a theory would leave out is a judgement of this page.`),
      now.tried ? h("p", {}, `On past years, held to its signs, it ${now.tried} In brackets: the share of loss that it takes off what distance, borders and history foretell alone.`) : null));
}

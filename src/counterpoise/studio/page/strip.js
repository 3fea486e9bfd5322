// The answer in the drawer's head: who moves a control sees what it moves, wherever the page has been scrolled to.
import { h } from "./dom.js";

const WAY = { "-1": "fell", 0: "", 1: "rose" };

export class Strip {
  constructor() {
    this.element = h("section", { class: "strip", "aria-label": "The answer now" });
  }

  show({ head, status }) {
    const { now, was, moved, range, error, year, theatres } = head.strip;
    const sure = range ? `90 %: ${range}` : `±${error} by simulation`;
    const futures = `${head.members.toLocaleString("en-GB")} futures${status === "draft" ? ", draft" : ""}`;
    this.element.replaceChildren(
      h("p", { class: "now" }, "Holds in ", was ? [h("span", { class: "was" }, was), h("span", { "aria-label": "now" }, " → ")] : null,
        h("b", { "data-moved": WAY[moved] }, now ?? "–"), ` of 100 to ${year}`),
      h("p", { class: "lead" }, `${sure} · ${futures}`, head.difference ? h("span", { class: "difference" }, head.difference.brief) : null),
      h("ul", { "aria-label": `Theatres: chance in 100 that each holds to ${year}` }, theatres.map((row) => theatre(row))));
  }
}

function theatre({ key, letter, label, now, was, moved }) {
  return h("li", { "data-key": key, title: `${label}: ${was ? `${was} → ` : ""}${now ?? "–"} of 100` },
    h("span", { class: "letter", "aria-hidden": "true" }, letter), h("span", { class: "unseen" }, `${label}: `),
    h("b", { "data-moved": WAY[moved] }, now ?? "–"),
    h("small", {}, was ? [h("span", { class: "unseen" }, ", "), `was ${was}`] : ""));
}

// Evidence: a card for each claim, and for each mechanism its numbers before and after the data, its test, its refuter.
import { h, short } from "./dom.js";
import { get } from "./api.js";
import { ready } from "./record.js";
import { query } from "./store.js";
import { page } from "./views.js";

const GRADES = { judgement: "judged", published: "published", estimated: "estimated" };
const STATE = { acts: "", partly: "Acts in part." };

/** A part that is fetched when it is first opened. */
function later(words, fetch) {
  const box = h("details", {}, h("summary", {}, words));
  box.addEventListener("toggle", async () => {
    if (!box.open || box.children.length > 1) return;
    const place = h("div", {}, h("p", { class: "lead" }, "Reading …"));
    box.append(place);
    try {
      place.replaceChildren(...(await fetch()).filter(Boolean));
    } catch (problem) {
      place.replaceChildren(h("p", { class: "missed", role: "alert" }, `${problem.message} ${problem.hint ?? ""}`));
    }
  });
  return box;
}

const rests = (name) => later(`What ${name} rests on`, async () => {
  const found = await get(`api/rests/${name}?${query()}`);
  const list = (words, lines) => (lines.length ? h("div", {}, h("h3", {}, words), h("ul", { class: "short" }, lines.map((line) => h("li", {}, line)))) : null);
  return [
    found.chart ? ready(found.chart, (suffix) => `api/rests/${name}.${suffix}?${query()}`, `evidence-${name}`) : h("p", { class: "lead" }, "It has no number of which a spread is believed."),
    list("Scores on years that the fit had not seen", found.scores),
    h("div", {}, h("h3", {}, "What would refute it"), h("p", { class: "argument" }, found.refuted)),
    found.calibrated ? later("Said, and came: its calibration on past years", async () =>
      [ready(await get(`api/calibration/${name}`), (suffix) => `api/calibration/${name}.${suffix}`, `calibration-${name}`)])
      : h("p", { class: "lead" }, "No forecast of past years tells of it by itself, so it has no calibration of its own; the hindcasts try it with the others."),
  ];
});

const numbers = (card) => h("details", {}, h("summary", {}, `${card.parameters.length} numbers and their sources`),
  h("ul", {}, card.parameters.map((row) => h("li", { class: "lead" }, h("i", { class: "grade", "data-grade": row.grade, title: GRADES[row.grade] }),
    `${row.label}: ${short(row.value)} ${row.unit} (${GRADES[row.grade]}; ${row.prior}). ${row.source}`))));

export async function evidenceView({ assume }) {
  const { cards } = await get("api/evidence");
  const part = (name, text) => (text ? [h("dt", {}, name), h("dd", {}, text)] : []);
  return page("Evidence", "One card for each claim: what it says, how it acts, what its numbers rest on, what would refute it.",
    h("div", { class: "cards" }, cards.map((card) => h("section", { class: "card", "data-key": card.claim, id: `card-${card.claim}` },
      h("h2", {}, h("span", {}, card.claim), card.label), h("p", {}, card.says, STATE[card.state] ? ` ${STATE[card.state]}` : ""),
      h("dl", {}, part("Acts in", card.mechanisms.join(", ")), part("Off means", card.off), part("Evidence", card.evidence.replaceAll("`", "")),
        part("Test", card.backtest), part("Missing", card.missing)),
      card.claim[0] === "V" ? null : h("button", { type: "button", class: "link", onclick: () => assume(card.claim) }, "Turn it down …"),
      card.argument.length ? h("details", {}, h("summary", {}, "The argument and its equation"), card.argument.map((text) => h("p", { class: "argument" }, text))) : null,
      card.parameters.length ? numbers(card) : null, ...card.mechanisms.map(rests)))));
}

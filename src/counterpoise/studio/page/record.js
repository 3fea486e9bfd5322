// Last time we tried: six past years foretold from what they could know, misses first, and what history favours.
import { h } from "./dom.js";
import { get } from "./api.js";
import { drawing, files, table } from "./figure.js";
import { UNTRIED } from "./screen.js";
import { changed, query } from "./store.js";
import { page } from "./views.js";

/** A chart that the server holds ready, with its numbers below it and files of its own. */
export function ready(chart, address, name = chart.name) {
  return h("figure", { class: "chart", "data-chart": name },
    h("h2", {}, chart.title, chart.simulated ? h("span", { class: "simulated" }, " (simulated)") : null),
    h("p", { class: "lead" }, chart.lead), drawing(chart.svg), ...(chart.aside ?? []).map((line) => h("p", { class: "caption" }, line)), h("p", { class: "caption" }, chart.caption),
    h("div", { class: "take" }, files(address, chart.title), h("details", {}, h("summary", { "aria-label": `${chart.title} as a table` }, "Table"), table(chart))));
}

/** A table of words. */
export function plain(label, columns, rows, missed = () => false) {
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, h("table", { class: columns.length > 4 ? "stacks" : null },
    h("thead", {}, h("tr", {}, columns.map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map((cell, at) =>
      h(at ? "td" : "th", { scope: at ? null : "row", class: missed(row, at) ? "missed" : null, "data-head": at ? columns[at] : null }, cell)))))));
}

export async function recordView() {
  const [chart, { tasks, note, sentence }, past, rivals] = await Promise.all([
    get(`api/chart/record?${query()}`), get(`api/record?${query()}`), get("api/hindcasts"), get("api/theories")]);
  const verdict = (row) => (row.beaten === null ? "not scored" : row.beaten ? "better than its reference" : "not better");
  const file = (name) => (suffix) => `api/hindcasts/${name.replace("hindcast-", "")}.${suffix}`;
  const made = page("Last time we tried", "What was foretold from past years, held against what came, misses first; and how rival theories did on the same years.",
    h("p", { class: changed() ? "note" : "lead", id: "untried" }, changed() ? UNTRIED : "The hindcasts are of the model as it ships."));
  made.append(
    h("div", { class: "pair" }, ready(chart, (suffix) => `api/download/record.${suffix}?${query()}`),
      past.calibration ? ready(past.calibration, file("calibration")) : h("span", {})),
    h("section", { id: "hindcasts" }, h("h2", {}, `Six past years: ${past.missed} of ${past.of} verdicts missed`),
      h("p", { class: "lead" }, "Each year was run from what it could know and held against what came. A miss is a verdict that gave what happened less than an even chance. Verdicts of one case share its luck, so they count for fewer than they are."),
      h("div", { class: "cases" },
        past.hindcasts.map((chart) => h("div", { class: "case" }, ready(chart, file(chart.name)),
          h("details", { class: "lead" }, h("summary", {}, `What ${chart.origin} could not know`), h("ul", {}, chart.limits.map((limit) => h("li", {}, limit)))))))),
    h("section", { id: "scores" }, h("h2", {}, "Scores against simpler rules"), h("p", { class: "lead" }, sentence), h("p", { class: "lead" }, note),
      plain("Scores of the hindcasts", ["Task", "Verdict", "Score", "Reference", "Against"],
        tasks.map((row) => [row.label, verdict(row), row.score, row.reference_score, row.reference]), (row, at) => at === 1 && row[1] === "not better")),
    h("section", { id: "theories" }, h("h2", {}, "What history favours"),
      h("p", { class: "lead" }, "Rival theories, each with three terms, fitted alike and tried on the same later years. The table holds the share that each, left free, takes off the loss of shared controls. *: clear of zero over resampled years; †: but not over resampled treaties; ‡: too few windows that do not overlap to tell, whatever bears an asterisk; in brackets: signs that came out as the theory has them."),
      plain("What each theory adds, left free", rivals.columns, rivals.rows),
      h("p", { class: "lead" }, "The same, each theory held to the signs that it expects (terms of another sign are dropped), where that is clear of zero; so the numbers are not those of the table:"),
      h("ul", { class: "short" }, rivals.short.map((line) => h("li", {}, line)))));
  return made;
}

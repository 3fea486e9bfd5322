// The other views: one message each, drawn larger, with their numbers beside them.
import { $, h } from "./dom.js";
import { get, phone } from "./api.js";
import { Atlas, UNMAPPED } from "./atlas.js";
import { compare } from "./compare.js";
import { evidenceView } from "./evidence.js";
import { drawing, table, take } from "./figure.js";
import { futuresView } from "./futures.js";
import { held, relight } from "./highlight.js";
import { plot } from "./plot.js";
import { recordView } from "./record.js";
import { query, setLook, state } from "./store.js";
import { turnView } from "./turn.js";
import { whyView } from "./why.js";

export const VIEWS = {
  answer: "Answer", map: "Map", ties: "Ties", theatres: "Theatres", why: "Why", turn: "What would it take",
  variables: "Variables", futures: "Single futures",
  record: "Record", evidence: "Evidence", compare: "Compare",
};

let shown = 0;
let leaving = new AbortController();

/**
 * Draw a view into the page; a newer one that was asked for meanwhile wins, and whatever this one waits for is left.
 * `context` has the `head` of the answer, `complain` to tell a problem, and `assume` to open the assumptions at a claim.
 */
export async function showView(main, view, context) {
  const mine = ++shown;
  leaving.abort();
  leaving = new AbortController();
  const keep = main.firstElementChild?.dataset.view === view;
  if (!keep) main.replaceChildren(h("p", { class: "waiting" }, "Drawing …"));
  try {
    const made = await (MAKE[view] ?? MAKE.theatres)({ ...context, signal: leaving.signal });
    if (mine !== shown || !made) return;
    made.dataset.view = view;
    main.replaceChildren(made);
    await made.draw?.();
    relight();
  } catch (problem) {
    if (mine !== shown) return;
    if (keep) context.complain(problem); // the view stays as it was
    else {
      main.replaceChildren(h("div", { class: "waiting" }, h("b", {}, problem.message), h("p", {}, problem.hint ?? ""), h("a", { href: "#", "data-view": "answer" }, "Back to the answer")));
    }
  }
}

export function page(title, words, ...children) {
  return h("article", { class: "view" }, h("header", {}, h("h1", {}, title), h("p", {}, words)), children);
}

const dark = () => (document.documentElement.dataset.theme === "dark" ? "dark" : "light");

/** One chart, large, with its table open beside or below it. */
export async function chartView(name, words, options = {}, ...fields) {
  const asked = () => {
    const all = new URLSearchParams(query());
    for (const [key, value] of Object.entries(options)) if (value !== null && value !== undefined) all.set(key, value);
    return all.toString();
  };
  const chart = await get(`api/chart/${name}?${asked()}&theme=${dark()}`);
  const moving = name === "fan";
  const place = moving ? h("div", { class: "plot", role: "group", "aria-label": chart.alt }) : drawing(chart.svg);
  if (!moving) place.firstElementChild.style.maxWidth = "760px";
  const made = page([chart.title, chart.simulated ? h("span", { class: "simulated" }, " (simulated)") : ""], chart.lead,
    ...(fields.length ? [h("div", { class: "fields" }, fields)] : []),
    h("div", { class: "pair" },
      h("figure", { class: "chart", "data-chart": name }, place, ...chart.aside.map((line) => h("p", { class: "caption" }, line)),
        h("p", { class: "caption" }, chart.caption), words ? h("p", { class: "caption" }, words) : null, take(name, asked, chart.title, false)),
      h("section", { "aria-label": "Numbers" }, h("h2", {}, "The same in numbers"), table(chart))));
  if (moving) made.draw = () => plot(place, fitted(chart.figure));
  return made;
}

/** A figure that takes the width there is and keeps its proportions. */
function fitted(figure) {
  const { width, height, ...layout } = figure.layout;
  return { data: figure.data, layout: { ...layout, autosize: true, height: Math.max(320, Math.min(760, height * 1.25)) } };
}

export function choice(label, id, entries, value, change) {
  return h("label", {}, label, h("select", { id, onchange: (event) => change(event.target.value) },
    entries.map(([key, words]) => h("option", { value: key, selected: key === value }, words))));
}

async function mapView({ head }) {
  if (!head.mapped) return page("Map", UNMAPPED);
  const atlas = new Atlas(query, true);
  await atlas.show(head, {});
  const numbers = h("div", {});
  const heading = h("h2", {});
  let chart = null;
  const list = (year) => {
    heading.textContent = `The same in numbers, ${year}`;
    const rows = chart?.rows.filter((row) => row[1] === year) ?? [];
    if (chart) numbers.replaceChildren(rows.length ? table({ ...chart, rows }) : h("p", { class: "lead" }, "Nothing is known of this year."));
  };
  const count = async () => {
    const show = state.show;
    const found = await get(`api/chart/map?${query()}&show=${show}`);
    if (show !== state.show) return;
    chart = found;
    list(atlas.year);
  };
  await Promise.all([count(), atlas.all()]);
  atlas.turned = list;
  atlas.colour();
  atlas.chosen = count;
  return page("Who stands where", "Press play, or use the arrow keys on the timeline. Pointing at a state lights it up; Enter pins it.",
    h("div", { class: "pair" }, h("div", { class: "mapwide" }, atlas.element),
      h("section", { "aria-label": "Numbers" }, heading, numbers, h("p", { class: "lead" }, "The files hold every year."))));
}

const LAYOUTS = { network: "Network", matrix: "Matrix" };

async function tiesView(context) {
  const layout = LAYOUTS[state.layout] ? state.layout : "network";
  return chartView("ties", "Formal treaties are dated from the record; depth below a treaty is a judgement of the tie table. Lines begin at co-operation; every state keeps its place.", { layout, small: phone() || null },
    segments("How ties are drawn", LAYOUTS, layout, (chosen) => { setLook({ layout: chosen }, true); redraw(context); }));
}

/** One of a few, as joined buttons. */
export function segments(label, entries, value, change) {
  return h("div", { class: "segments", role: "group", "aria-label": label }, Object.entries(entries).map(([key, words]) =>
    h("button", { type: "button", "data-choice": key, "aria-pressed": String(key === value), onclick: () => change(key) }, words)));
}

async function variableView(context) {
  const { names } = context.head;
  const data = await get(`api/variables?${query()}`);
  const variable = data.variables.find((row) => row.key === state.variable) ?? data.variables[0];
  const options = variable.axis === "theatre" ? data.theatres : names;
  const of = [state.of, held()].find((key) => options[key]) ?? Object.keys(options)[0];
  const look = (change) => { setLook(change, true); redraw(context); };
  const made = await chartView("fan", null, { variable: variable.key, of },
    choice("Variable", "variable", data.variables.map((row) => [row.key, row.label]), variable.key, (key) => look({ variable: key, of: null })),
    choice(variable.axis === "theatre" ? "Theatre" : "State", "of", Object.entries(options), of, (key) => look({ of: key, variable: variable.key })));
  const strange = [state.variable && variable.key !== state.variable ? `There is no variable ${state.variable.slice(0, 40)}.` : "",
    state.of && !options[state.of] && Number.isNaN(Number(state.of)) ? `There is no ${variable.axis} ${state.of.slice(0, 40)} here.` : ""].filter(Boolean).join(" ");
  if (strange) $("header", made).append(h("p", { class: "astray", role: "alert" }, h("b", {}, strange), " The page shows what comes nearest."));
  return made;
}

export const redraw = (context) => showView($("#main"), state.view, context);

const MAKE = {
  map: mapView,
  ties: tiesView,
  theatres: () => chartView("theatres"),
  why: whyView,
  turn: turnView,
  variables: variableView,
  futures: futuresView,
  record: recordView,
  evidence: evidenceView,
  compare,
};

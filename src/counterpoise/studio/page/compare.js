// Two questions side by side on locked scales: the difference has an interval of its own.
import { h, strong } from "./dom.js";
import { Mistake, get } from "./api.js";
import { UNMAPPED } from "./atlas.js";
import { coming } from "./coming.js";
import { drawing, files, table, take } from "./figure.js";
import { plain } from "./record.js";
import { adopt, query, queryOf, setLook, state } from "./store.js";
import { redraw } from "./views.js";

const TITLE = "Two scenarios";
const TOLD = "The same futures with the same luck live both, so that the difference is surer than either chance. Scales are locked.";

let names = null;

export async function compare(context) {
  const all = (await get("api/scenarios")).scenarios;
  const own = all.find((row) => row.name === state.question.scenario);
  names = all.filter((row) => row.root === own.root);
  const asked = new URLSearchParams(query());
  asked.set("other", state.other ?? proposed());
  const again = (other) => { setLook({ other }, true); redraw(context); };
  let found;
  try {
    found = await compared(asked, context.signal);
  } catch (problem) {
    if (!(problem instanceof Mistake)) throw problem;
    return unread(problem, again);
  }
  if (!found) return null;
  return found.waiting ? givenUp(again, () => redraw(context)) : laidOut(found, again, context);
}

/** The comparison, once both can be answered; what is waited for where the reader gives up, null where else is wanted. */
async function compared(asked, signal) {
  for (;;) {
    const found = await get(`api/compare?${asked}&wait=false`);
    if (!found.waiting) return found;
    const how = await coming(found.waiting, label(found.scenario), signal);
    if (how !== "done") return how === "back" ? found : null;
  }
}

function laidOut(found, again, { assume }) {
  const same = query() === queryOf(found.b.question);
  const chosen = altered(found.b.question) ? null : found.b.question.scenario;
  const button = (id, words, onclick) => h("button", { type: "button", class: "button", id, onclick }, words);
  return article(TOLD,
    h("div", { class: "fields" }, picker(chosen, "A changed question", again),
      button("hold", "Keep A as B", () => again(query())),
      button("change-a", "Change A", () => assume()),
      button("swap", "Swap", () => swap(found))),
    h("section", { class: "gap", "aria-label": "Difference from A to B" },
      same ? h("p", { class: "sentence", id: "same" }, h("b", {}, "These two are the same scenario: "), "choose another as B, or change A.")
        : found.differences.map(gap)),
    h("div", { class: "pair" }, side("A", found.a), side("B", found.b)),
    h("div", { class: "pair" }, turned(found),
      h("section", { id: "separates" }, h("h2", {}, "What separates them"),
        found.differs.length ? plain("What separates A and B", ["What", "A", "B"], found.differs) : h("p", { class: "lead" }, "Nothing: the two are alike."))));
}

/** A link whose B cannot be read: what is wrong, and a way to choose another. */
function unread(problem, again) {
  return article(h("span", { id: "unread", role: "alert" }, h("b", {}, problem.message), " ", problem.hint ?? ""),
    h("div", { class: "fields" }, picker(null, "Choose B …", again)));
}

function givenUp(again, goOn) {
  return article("Nothing is compared now: what was done until then is kept, so that the next time takes less.",
    h("div", { class: "fields" }, picker(null, "Choose B …", again),
      h("button", { type: "button", class: "button", id: "go-on", onclick: goOn }, "Go on")));
}

const article = (words, fields, ...rest) => h("article", { class: "view compare" }, h("header", {}, h("h1", {}, TITLE), h("p", {}, words), fields), rest);

/** Scenarios that may stand as B; `instead` is said where it is none of them. */
function picker(chosen, instead, again) {
  return h("label", {}, "B", h("select", { id: "other", onchange: (event) => again(of(event.target.value)) },
    names.map((row) => h("option", { value: row.name, selected: row.name === chosen }, row.label)),
    chosen ? null : h("option", { value: "", selected: true, disabled: true }, instead)));
}

const label = (scenario) => names.find((row) => row.name === scenario)?.label ?? scenario;
const altered = ({ switches, parameters, shocks }) => Object.keys({ ...switches, ...parameters }).length + shocks.length > 0;
const of = (scenario) => queryOf({ scenario, edition: state.question.edition, seed: state.question.seed, switches: {}, parameters: {}, shocks: [] });

/** What to hold the question against when nobody has said: the current course, or the first named scenario. */
function proposed() {
  const root = names[0].root;
  const plain = state.question.scenario === root && !altered(state.question);
  return of(plain ? (names.find((row) => row.name === "patron-withdrawal") ?? names[1] ?? names[0]).name : root);
}

function swap(found) {
  const a = query();
  adopt(found.b.question);
  setLook({ other: a }, true);
  dispatchEvent(new PopStateEvent("popstate"));
}

function gap(row) {
  const turned = ` Turned in ${row.lost + row.gained} of ${row.members} futures: ${row.lost} lost, ${row.gained} gained.`;
  return h("p", { class: "sentence" }, `${row.label}: `, h("b", {}, row.said), h("small", {}, turned));
}

function side(letter, { head, charts, question, whole }) {
  const at = queryOf(question);
  const figure = (name) => h("figure", { class: "chart", "data-chart": `${name}-${letter}` },
    h("h3", {}, charts[name].title), drawing(charts[name].svg), h("p", { class: "caption" }, charts[name].caption),
    take(name, () => at, `${letter}, ${charts[name].title}`));
  return h("section", { class: "side" },
    h("h2", {}, `${letter}: ${label(question.scenario)}`, altered(question) ? h("span", { class: "simulated" }, " (changed)") : null),
    h("p", { class: "lead" }, head.question),
    h("p", { class: "sentence" }, strong(head.balance)), h("p", { class: "sentence" }, strong(head.ties)),
    h("p", { class: "lead" }, `Draft of ${head.members} futures. ${whole}`),
    ["verdict", "theatres"].filter((name) => charts[name]).map(figure),
    h("div", { class: "take" }, h("a", { href: `api/export.toml?${at}`, download: "", "aria-label": `${letter} as a scenario file` }, "Scenario file (TOML)")));
}

/** The map of what changes from A to B, or without outlines its table alone, and its files. */
function turned({ turned: chart, link, a }) {
  const at = `${query()}&${new URLSearchParams({ other: link })}`;
  const { mapped } = a.head;
  const numbers = mapped ? h("details", {}, h("summary", { "aria-label": "The map of the difference as a table" }, "Table"), table(chart)) : null;
  return h("figure", { class: "chart map", "data-chart": "turned" }, h("h2", {}, `${chart.title} `, h("span", { class: "simulated" }, "(simulated)")),
    h("p", { class: "lead" }, chart.lead),
    mapped ? [drawing(chart.svg), h("p", { class: "caption" }, chart.caption)] : [h("p", { class: "caption" }, `${UNMAPPED} The table has each of them.`), table(chart)],
    h("div", { class: "take" }, files((suffix) => `api/compare/turned.${suffix}?${at}`, "The map of the difference", mapped ? [] : ["svg", "png"]), numbers));
}

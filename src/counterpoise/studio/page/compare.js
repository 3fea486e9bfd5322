// Two questions side by side on locked scales: the difference has an interval of its own.
import { $, h, strong } from "./dom.js";
import { Mistake, get } from "./api.js";
import { drawing, files, table, take } from "./figure.js";
import { plain } from "./record.js";
import { query, queryOf, setLook, state } from "./store.js";
import { showView } from "./views.js";

let names = null;

export async function compare(context) {
  const all = (await get("api/scenarios")).scenarios;
  const own = all.find((row) => row.name === state.question.scenario);
  names = all.filter((row) => row.root === own.root);
  const asked = new URLSearchParams(query());
  asked.set("other", state.other ?? proposed());
  const again = (other) => { setLook({ other }, true); showView($("#main"), "compare", context); };
  const picker = (chosen, instead) => h("select", { id: "other", onchange: (event) => again(of(event.target.value)) },
    names.map((row) => h("option", { value: row.name, selected: row.name === chosen }, row.label)),
    chosen ? null : h("option", { value: "", selected: true, disabled: true }, instead));
  let found;
  try {
    found = await get(`api/compare?${asked}`);
  } catch (problem) {
    if (!(problem instanceof Mistake)) throw problem;
    return h("article", { class: "view compare" }, h("header", {}, h("h1", {}, "Two scenarios"),
      h("p", { id: "unread", role: "alert" }, h("b", {}, problem.message), " ", problem.hint ?? ""),
      h("div", { class: "fields" }, h("label", {}, "B", picker(null, "Choose B …")))));
  }
  const pick = picker(altered(found.b.question) ? null : found.b.question.scenario, "A changed question");
  const same = query() === queryOf(found.b.question);
  const made = h("article", { class: "view compare" },
    h("header", {}, h("h1", {}, "Two scenarios"),
      h("p", {}, "The same futures with the same luck live both, so that the difference is surer than either chance. Scales are locked."),
      h("div", { class: "fields" }, h("label", {}, "B", pick),
        h("button", { type: "button", class: "button", id: "hold", onclick: () => again(query()) }, "Keep A as B"),
        h("button", { type: "button", class: "button", id: "change-a", onclick: () => $("#assume").click() }, "Change A"),
        h("button", { type: "button", class: "button", id: "swap", onclick: () => swap(found) }, "Swap"))),
    h("section", { class: "gap", "aria-label": "Difference from A to B" },
      same ? h("p", { class: "sentence", id: "same" }, h("b", {}, "These two are the same scenario: "), "choose another as B, or change A.") : found.differences.map((row) => h("p", { class: "sentence" }, `${row.label}: `, h("b", {}, row.said),
        h("small", {}, ` Turned in ${row.lost + row.gained} of ${row.members} futures: ${row.lost} lost, ${row.gained} gained.`)))),
    h("div", { class: "pair" }, side("A", found.a), side("B", found.b)),
    h("div", { class: "pair" }, turned(found),
      h("section", { id: "separates" }, h("h2", {}, "What separates them"),
        found.differs.length ? plain("What separates A and B", ["What", "A", "B"], found.differs) : h("p", { class: "lead" }, "Nothing: the two are alike."))));
  return made;
}

const altered = ({ switches, parameters, shocks }) => Object.keys({ ...switches, ...parameters }).length + shocks.length > 0;
const of = (scenario) => queryOf({ scenario, edition: state.question.edition, seed: state.question.seed, switches: {}, parameters: {}, shocks: [] });

/** What to hold the question against when nobody has said: the current course, or the first named scenario. */
function proposed() {
  const root = names[0].root;
  const plain = state.question.scenario === root && !altered(state.question);
  return of(plain ? (names.find((row) => row.name === "patron-withdrawal") ?? names[1] ?? names[0]).name : root);
}

async function swap(found) {
  const { adopt } = await import("./store.js");
  const a = query();
  adopt(found.b.question);
  setLook({ other: a }, true);
  dispatchEvent(new PopStateEvent("popstate"));
}

function side(letter, { head, charts, question, whole }) {
  const at = queryOf(question);
  return h("section", { class: "side" }, h("h2", {}, `${letter}: ${names.find((row) => row.name === question.scenario)?.label ?? question.scenario}`, altered(question) ? h("span", { class: "simulated" }, " (changed)") : null), h("p", { class: "lead" }, head.question),
    h("p", { class: "sentence" }, strong(head.balance)), h("p", { class: "sentence" }, strong(head.ties)),
    h("p", { class: "lead" }, `Draft of ${head.members} futures. ${whole}`),
    ...["verdict", "theatres"].filter((name) => charts[name]).map((name) => h("figure", { class: "chart", "data-chart": `${name}-${letter}` },
      h("h3", {}, charts[name].title), drawing(charts[name].svg), h("p", { class: "caption" }, charts[name].caption),
      take(name, () => at, `${letter}, ${charts[name].title}`))),
    h("div", { class: "take" }, h("a", { href: `api/export.toml?${at}`, download: "", "aria-label": `${letter} as a scenario file` }, "Scenario file (TOML)")));
}

const UNMAPPED = "This case has no map: most of its states lie beyond the outlines of Asia that are drawn here. The table has each of them.";

/** The map of what changes from A to B, or without outlines its table alone, and its files. */
function turned({ turned: chart, link, a }) {
  const at = `${query()}&${new URLSearchParams({ other: link })}`;
  const numbers = a.head.mapped ? h("details", {}, h("summary", { "aria-label": "The map of the difference as a table" }, "Table"), table(chart)) : null;
  return h("figure", { class: "chart map", "data-chart": "turned" }, h("h2", {}, `${chart.title} `, h("span", { class: "simulated" }, "(simulated)")),
    h("p", { class: "lead" }, chart.lead),
    ...(a.head.mapped ? [drawing(chart.svg), h("p", { class: "caption" }, chart.caption)] : [h("p", { class: "caption" }, UNMAPPED), table(chart)]),
    h("div", { class: "take" }, files((suffix) => `api/compare/turned.${suffix}?${at}`, "The map of the difference", a.head.mapped ? [] : ["svg", "png"]), numbers));
}

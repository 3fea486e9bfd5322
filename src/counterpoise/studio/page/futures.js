// Single futures, three at a time and year by year: stories, not forecasts.
import { h } from "./dom.js";
import { get } from "./api.js";
import { query, setLook, state } from "./store.js";
import { page, redraw } from "./views.js";

const MOST = 100_000;
const LEADER = /^A new leader takes office in (.+)$/;

/** A future year by year: what moves the balance first, changes of office together and quieter. */
function years(events, known) {
  const found = new Map();
  for (const { year, text } of [...events].sort((a, b) => a.year - b.year)) {
    const row = found.get(year) ?? found.set(year, { told: [], leaders: [] }).get(year);
    const leader = LEADER.exec(text);
    if (leader) row.leaders.push(leader[1]);
    else row.told.push(text);
  }
  return [...found].map(([year, { told, leaders }]) => h("li", { class: year <= known ? "relived" : null }, h("time", {}, year), h("div", {},
    year <= known ? h("p", { class: "aside" }, year < known ? "To the cut-off: re-lived, not recorded" : "In part before the cut-off: re-lived, not recorded") : null,
    told.map((text) => h("p", {}, text)),
    leaders.length ? h("p", { class: "aside" }, `New in office: ${leaders.join(", ")}`) : null)));
}

/** Three futures from the one that a link asks for; where it asks beyond the last, the last three. */
async function told() {
  const tell = (number) => get(`api/futures?${query()}&first=${number}`);
  const from = Math.min(Math.max(Math.trunc(Number(state.of)) || 1, 1), MOST);
  const found = await tell(from);
  if (found.futures.length) return { ...found, from };
  const last = found.members - 2;
  return { ...await tell(last), from: last };
}

const story = (row, members, known) => h("section", {},
  h("h2", {}, `Future ${row.number} of ${members}`),
  h("p", { class: "lead" }, `${row.holds ? "The balance holds" : "The balance is lost"}; ${row.ties ? "the alliances survive" : "the alliances do not survive"}. Not a forecast.`),
  h("ol", {}, years(row.events, known)));

const recorded = (record, day) => (record.length ? h("details", { class: "lead", id: "on-record" },
  h("summary", {}, `On record from ${record[0].date.slice(0, 4)} to ${day}: ${record.length} dated facts of the scenario`),
  h("ul", {}, record.map((row) => h("li", {}, h("time", {}, row.date), ` ${row.text}`)))) : null);

export async function futuresView(context) {
  const { futures, members, cutoff, record, from } = await told();
  const day = new Date(cutoff).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  const known = Number(cutoff.slice(0, 4));
  const turn = (move) => { setLook({ of: String(Math.min(Math.max(from + move, 1), members - 2)) }, true); redraw(context); };
  const button = (words, move, more = {}) => h("button", { type: "button", class: "button", onclick: () => turn(move()), ...more }, words);
  return page("Single futures", "Three futures told year by year. A single future is a story, not a forecast: the world will not live any of them.",
    h("div", { class: "fields" },
      button("Earlier three", () => -3, { id: "earlier", disabled: from <= 1 }),
      button("Next three", () => 3, { id: "further", disabled: from + 3 > members }),
      button("Any three", () => Math.floor(Math.random() * members) - from)),
    h("p", { class: "sentence", id: "relived" }, h("b", {}, `To ${day} these years are re-lived, not recorded: `),
      "the model draws disputes and changes of office in them too, which may contradict what is known of them."),
    recorded(record, day),
    h("div", { class: "story" }, futures.map((row) => story(row, members, known))));
}

// Why: from the simple story to the full one, with the sum and what acts together; else what leaving out one changes.
import { $, h } from "./dom.js";
import { get } from "./api.js";
import { query, setLook, state } from "./store.js";
import { plain } from "./record.js";
import { chartView, choice, page, redraw } from "./views.js";

const OUTCOMES = { balance_holds: "The balance holds", ties_survive: "The alliances survive" };
const REFERENCES = { declared: "Against a calm past", present: "Against the present, held" };

export async function whyView(context) {
  const told = await get(`api/stale?${query()}`);
  const outcome = OUTCOMES[state.of] ? state.of : "balance_holds";
  const reference = REFERENCES[state.variable] ? state.variable : "declared";
  const pick = (look) => { setLook({ of: outcome, variable: reference, ...look }, true); redraw(context); };
  const which = choice("Outcome", "outcome", Object.entries(OUTCOMES), outcome, (of) => pick({ of }));
  if (told.divided) {
    const against = choice("Reference", "reference", Object.entries(REFERENCES), reference, (variable) => pick({ variable }));
    const made = await chartView("waterfall", told.references[reference], { outcome, reference }, which, against);
    const chart = await get(`api/chart/waterfall?${query()}&outcome=${outcome}&reference=${reference}`);
    const points = (value) => `${value < 0 ? "−" : "+"}${Math.abs(100 * value).toFixed(1)}`;
    const pairs = chart.rows.filter((row) => row[4] === "interaction");
    made.append(h("section", { id: "interactions" }, h("h2", {}, "What acts together"),
      h("p", { class: "lead" }, "The strongest interactions of two claims, in futures in 100: what the two do together beyond what each does alone, averaged over all orders like the bars (Shapley interaction index)."),
      pairs.length ? plain("Interactions", ["Claims", "Names", "Interaction", "Simulation error (90 %)"],
        pairs.map((row) => [row[0], row[1], points(row[2]), `±${(100 * row[3]).toFixed(1)}`])) : h("p", { class: "lead" }, "None is stored.")));
    return made;
  }
  const because = told.changed ? "The stored shares are of the scenario as it is; this one is changed."
    : told.stale.length ? `The stored shares were worked out with another ${told.stale.join(" and ")}; counterpoise attribute works them out anew.`
      : "No shares are stored of this scenario as it now stands; counterpoise attribute works them out.";
  const plainly = `${because} Shown instead: what leaving out one claim changes, all others in place. These changes overlap and do not add up.`;
  if (!told.whole) {
    return page("Why", "What each claim costs is known once the whole answer was computed.",
      h("p", { class: "lead", id: "fallback" }, because),
      h("p", { class: "waiting" }, h("b", {}, "This answer is a draft: no claim has been left out yet."), "Open the answer and choose “Take it apart”."));
  }
  const made = await chartView("why", null, { outcome }, which);
  $("header", made).append(h("p", { id: "fallback" }, plainly));
  return made;
}

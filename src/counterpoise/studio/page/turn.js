// What would it take: the tipping map, and when the balance is lost, computed when asked for.
import { announce, h } from "./dom.js";
import { get } from "./api.js";
import * as progress from "./progress.js";
import { ready } from "./record.js";
import { query } from "./store.js";
import { page } from "./views.js";

const WORDS = "How strongly states would have to answer fear, and how far the patron could be doubted, before the odds turn; and when the balance is lost.";

export async function turnView() {
  const asked = query();
  const place = h("div", { id: "turned" });
  const line = h("div", { class: "rests", id: "turning" });
  const offer = (words = "Compute the map") => line.replaceChildren(h("button", {
    type: "button", class: "button", id: "turn", onclick: begin }, words));
  const show = (found) => {
    const file = (name) => (suffix) => `api/tipping/${name}.${suffix}?${asked}`;
    place.replaceChildren(
      h("div", { class: "pair" }, Object.entries(found.charts).map(([name, chart]) => ready(chart, file(name), name))),
      h("p", { class: "lead" }, `${found.members.toLocaleString("en-GB")} futures in each cell, seed ${found.seed}; all cells share their luck.`));
    line.replaceChildren();
  };
  function begin() {
    progress.follow("turn", asked, line, {
      done: (found) => { if (line.isConnected) { show(found); announce("The tipping map is drawn."); } },
      problem: (said) => { offer("Try again"); line.append(h("span", { class: "missed", role: "alert" }, `${said.message} ${said.hint ?? ""}`)); },
      cancelled: () => offer(),
    });
  }
  const found = await get(`api/tipping?${asked}`);
  if (found.known) show(found);
  else {
    place.replaceChildren(h("p", { class: "lead" },
      "The map of this question has not been computed yet. It lives the futures again in each of 80 cells, which takes a quarter of a minute or a few; you may cancel at any time."));
    offer();
  }
  return page("What would it take", WORDS, line, place);
}

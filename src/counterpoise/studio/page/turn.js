// What would it take: the tipping map, and when the balance is lost, computed when asked for and found again.
import { $, announce, h } from "./dom.js";
import { get, send, stream } from "./api.js";
import { doing } from "./progress.js";
import { ready } from "./record.js";
import { query, state } from "./store.js";
import { page } from "./views.js";

const WORDS = "How strongly states would have to answer fear, and how far the patron could be doubted, before the odds turn; and when the balance is lost.";
const OFFER = "The map of this question has not been computed yet. It lives the futures again in each of 80 cells, which takes a quarter of a minute or a few; meanwhile you may look at other views, and cancel at any time.";

/** Maps that are being computed, by question: they go on while the reader looks elsewhere. */
const jobs = new Map();
let look = () => {};

function follow(asked) {
  const job = { share: 0, what: "starting", over: false };
  jobs.set(asked, job);
  const end = (change) => { Object.assign(job, { over: true }, change); jobs.delete(asked); tell(); look(asked, job); };
  job.close = stream(`api/turn?${asked}`, {
    progress: (news) => { Object.assign(job, news); tell(); look(asked, job); },
    done: (found) => { end({ found }); announce("The tipping map is drawn."); },
    problem: (problem) => end({ problem }),
    broken: () => end({ problem: { message: "The work was cut off.", hint: "Ask again: what the server has done by then is kept." } }),
  });
  job.cancel = () => { job.close(); send("DELETE", `api/turn?${asked}`).catch(() => {}); end({ cancelled: true }); announce("Cancelled."); };
  tell();
  return job;
}

/** A word in the header while a map is on its way and another view is shown. */
export function tell() {
  const place = $("#background");
  const [running] = jobs.values();
  place.hidden = !running || state.view === "turn";
  if (running) place.textContent = `Map ${Math.round(100 * running.share)} %`;
}

export async function turnView() {
  const asked = query();
  const place = h("div", { id: "turned" });
  const line = h("div", { class: "rests", id: "turning", role: "group", "aria-label": "Computing the map" });
  const bar = h("progress", { max: 1, "aria-label": "Mapping what it would take" });
  const label = h("span", {});
  const show = (found) => {
    const file = (name) => (suffix) => `api/tipping/${name}.${suffix}?${asked}`;
    place.replaceChildren(
      h("div", { class: "pair" }, Object.entries(found.charts).map(([name, chart]) => ready(chart, file(name), name))),
      h("p", { class: "lead" }, `${found.members.toLocaleString("en-GB")} futures in each cell, seed ${found.seed}; all cells share their luck.`));
    line.replaceChildren();
  };
  const offer = (words = "Compute the map", problem = null) => line.replaceChildren(
    h("button", { type: "button", class: "button", id: "turn", onclick: () => wait(follow(asked)) }, words),
    ...(problem ? [h("span", { class: "missed", role: "alert" }, `${problem.message} ${problem.hint ?? ""}`)] : []));
  const wait = (job) => {
    line.replaceChildren(label, bar, h("button", { type: "button", class: "link", id: "cancel", onclick: () => job.cancel() }, "Cancel"));
    draw(asked, job);
  };
  function draw(which, job) {
    if (which !== asked || !(line.isConnected || !job.over)) return;
    if (job.found) show(job.found);
    else if (job.problem) offer("Try again", job.problem);
    else if (job.cancelled) offer();
    else {
      bar.value = job.share;
      label.textContent = doing(job);
    }
  }
  look = draw;
  const found = await get(`api/tipping?${asked}`);
  if (found.known) show(found);
  else {
    place.replaceChildren(h("p", { class: "lead" }, OFFER));
    if (jobs.has(asked)) wait(jobs.get(asked));
    else if (found.running !== null) wait(follow(asked));
    else offer();
  }
  return page("What would it take", WORDS, line, place);
}

// The page: open the link, ask, show, and keep asking as things change.
import { $, announce, h, refill } from "./dom.js";
import { Lost, get, knock, on } from "./api.js";
import { coming, hurry } from "./coming.js";
import { Drawer, changedList } from "./drawer.js";
import { know, listen } from "./highlight.js";
import { astray, offYear, read } from "./link.js";
import { resume, suspend, turnOff } from "./offline.js";
import * as progress from "./progress.js";
import { Screen, identity } from "./screen.js";
import * as store from "./store.js";
import { loadTellings, picker, told } from "./telling.js";
import { tell } from "./turn.js";
import { VIEWS, showView } from "./views.js";

const { state } = store;
const USUAL = "8045"; // the port that counterpoise studio takes unless told otherwise
const main = $("#main");
let answer = null;
let scenarios = [];
let asking = false;
let again = false;
const screen = new Screen({ apart: () => apart() });
const drawer = new Drawer($("#drawer"));

/** What is wrong, where, and what to do; the page below stays as it was. */
function banner(message, hint, ...buttons) {
  const place = $("#banner");
  place.hidden = !message;
  place.replaceChildren(h("div", {}, h("b", {}, message ?? ""), hint ?? ""), ...buttons,
    h("button", { type: "button", class: "link", onclick: () => { place.hidden = true; } }, "Dismiss"));
}

function complain(problem) {
  if (problem instanceof Lost) return; // the banner says so already
  if (problem instanceof TypeError) {
    banner("A mistake in this page.", `Load it again: its address holds what you asked. Please report it: ${problem.message}`);
    return;
  }
  const back = h("button", { type: "button", class: "link", id: "take-back", onclick: () => { store.undo(); banner(null); } }, "Undo the last change");
  banner(problem.message, problem.hint ?? "", ...(store.canUndo() ? [back] : []));
}

/** Ask what is asked now, and again as long as it changes meanwhile. */
async function ask() {
  if (asking) { again = true; hurry(); return; }
  asking = true;
  progress.stop();
  const calm = patience();
  try {
    do {
      again = false;
      const before = answer;
      const found = await answered(calm);
      if (!found) { giveUp(); return; }
      answer = found;
      mark("answered");
      render(before);
    } while (again);
    banner(null);
    deepen();
  } catch (problem) {
    complain(problem);
  } finally {
    asking = false;
    calm();
  }
}

/** The answer to the question of the moment, where need be once its model is ready; null where the reader gave up. */
async function answered(calm) {
  for (;;) {
    const options = new URLSearchParams(store.query());
    options.set("show", state.show);
    if (state.year !== null) options.set("year", state.year);
    if (state.view === "answer" && main.contains(screen.element) && answer?.held) options.set("held", answer.held);
    mark("asked");
    const found = await get(`api/answer?${options}&wait=false`);
    if (found.status !== "waiting") return found;
    store.adopt(again ? state.question : found.question, found.versions);
    calm();
    const how = await coming(store.query(), label(state.question.scenario));
    if (how === "back") return null;
    again = false;
  }
}

/** A moving bar after a moment, words after some; returns how to end both. */
function patience() {
  const bar = $("#progress");
  const words = h("span", { id: "patience" }, "Still working: where the server has just been started, the model is made ready first …");
  const slow = setTimeout(() => { bar.dataset.busy = ""; }, 300);
  const long = setTimeout(() => screen.work.replaceChildren(words), 4000);
  return () => {
    clearTimeout(slow);
    clearTimeout(long);
    words.remove();
    delete bar.dataset.busy;
  };
}

const label = (name) => scenarios.find((row) => row.name === name)?.label ?? name;

/** Nobody wants to wait: back to what was asked before, or to the choice of scenarios. */
function giveUp() {
  announce("Cancelled.");
  if (answer && store.canUndo()) { setTimeout(store.undo); return; }
  main.replaceChildren(h("div", { class: "waiting", id: "given-up" }, h("b", {}, "Nothing is computed now."),
    h("p", {}, "Choose a scenario above; what was done until now is kept, so that the next time takes less."),
    h("button", { type: "button", class: "button", onclick: () => ask() }, `Go on with ${label(state.question.scenario)}`)));
}

/** Until the model is compiled a change has to wait: said at the way to the assumptions while it lasts. */
async function readying() {
  const asked = store.query();
  const button = $("#assume");
  button.dataset.readying = "";
  button.title = "The model is being compiled on this machine: until then a change has to wait.";
  let ready = false;
  while (ready === false && store.query() === asked && !progress.running()) {
    await new Promise((done) => setTimeout(done, 1000));
    try {
      ({ ready } = await get(`api/ready?${asked}`));
    } catch { ready = null; } // the page says by itself that the server is away
  }
  delete button.dataset.readying;
  button.title = "";
  if (ready) announce("Ready: every change is answered at once.");
}

/** A moment of the last answer, for whoever measures. */
function mark(name) {
  performance.clearMarks(name);
  performance.mark(name);
}

function render(before) {
  store.adopt(again ? state.question : answer.question, answer.versions);
  know(answer.head.names, answer.head.lies);
  drawer.strip.show(answer);
  renderChanges();
  $("#identity").textContent = identity(answer);
  if (drawer.open) drawer.load().catch(complain);
  if (state.view === "answer") {
    if (!main.contains(screen.element)) main.replaceChildren(screen.element);
    screen.show(answer).then(() => { mark("drawn"); document.body.dataset.shown = String(performance.now()); }).catch(complain);
    screen.speak(answer, before);
  } else showView(main, state.view, { head: answer.head, complain, assume: (claim) => drawer.reach(claim).catch(complain) });
}

/** After the first answer: the whole of a scenario as it is, more futures for a changed one. */
function deepen() {
  if (answer.status === "whole") {
    if (answer.ready === false) readying();
    return;
  }
  if (answer.alone) setTimeout(simpler, 350, store.query());
  if (!store.changed()) progress.later(apart, 200);
  else if (answer.status === "draft") progress.later(refine);
}

/** The simple story under the same changes, for which a moved control does not wait. */
async function simpler(asked) {
  const still = () => store.query() === asked && answer.alone && !asking;
  if (!still()) return;
  try {
    const { charts } = await get(`api/alone?${asked}`);
    if (!still() || !charts.simpler) return;
    answer.alone = false;
    Object.assign(answer.charts, charts);
    screen.figures.simpler.show(charts.simpler);
  } catch { /* the page says by itself that the server is away; else the label stays */ }
}

function refine() {
  const asked = store.query();
  progress.follow("refine", asked, screen.work, {
    done: (found) => arrive(found, asked),
    problem: complain,
  });
}

function apart() {
  const asked = store.query();
  progress.follow("whole", asked, screen.work, { done: (found) => arrive(found, asked), problem: complain });
}

function arrive(found, asked) {
  if (store.query() !== asked) return;
  const before = answer;
  answer = { ...found, paint: found.paint ?? answer.paint };
  render(before);
}

function renderChanges() {
  const place = $("#changes");
  place.hidden = !answer.changed.length && !store.canUndo() && !store.canRedo();
  const words = told();
  const rows = words ? answer.changed.filter((row) => row.kind !== "switch") : answer.changed;
  refill($("#theory-place"), picker());
  refill(place, ...(words ? [words] : []), ...changedList(rows, {
    changed: answer.changed.length > 0, canUndo: store.canUndo(), canRedo: store.canRedo(), undo: store.undo, redo: store.redo, reset: store.reset,
    drop: (row) => {
      if (row.kind === "shock") store.dropShock(row.key);
      else store.set(row.kind === "switch" ? "switches" : "parameters", row.key, null);
    },
  }));
}

function renderScenarios() {
  const named = scenarios.filter((row) => row.named).slice(0, 5);
  const chosen = scenarios.find((row) => row.name === state.question.scenario && !named.includes(row));
  const pills = chosen ? [...named.slice(0, chosen.label.length > 16 ? 3 : 4), chosen] : named; // its name stands in full
  const rest = scenarios.filter((row) => !pills.includes(row));
  const pill = (row) => h("button", {
    type: "button", class: "pill", "aria-pressed": String(row.name === state.question.scenario), title: row.question,
    onclick: () => store.choose(row.name),
  }, row.label);
  const more = rest.length ? h("select", { class: "pill", "aria-label": "More scenarios", onchange: (event) => store.choose(event.target.value) },
    h("option", { value: "", disabled: true, selected: true }, "More …"),
    rest.map((row) => h("option", { value: row.name }, row.label))) : null;
  $("#scenarios").replaceChildren(...pills.map(pill), ...(more ? [more] : []));
  turnOff();
}

function renderViews() {
  tell();
  $("#views").replaceChildren(...Object.entries(VIEWS).map(([key, label]) =>
    h("a", { href: "#", "data-view": key, "aria-current": key === state.view ? "page" : null }, label)));
  const here = $("#views [aria-current]");
  if (here) $("#views").scrollLeft = here.offsetLeft - $("#views").offsetLeft - 60; // on a phone the row is swiped
}

async function open(search) {
  store.look(search);
  const strange = astray(search);
  renderViews();
  const { link, said, hint, kept } = await read(search);
  store.adopt(link.question, link.versions);
  renderScenarios();
  await ask();
  const years = answer ? [answer.head.since, answer.head.years[1]] : [-Infinity, Infinity];
  const wrong = [said, strange, offYear(search, years)].filter(Boolean).join(" ");
  if (wrong) {
    const nearest = said === undefined ? "what comes nearest" : kept ? "the rest of it" : "the current scenario instead";
    banner(`This link cannot be opened as it is: ${wrong}`, `${hint ?? ""} The page shows ${nearest}.`.trim());
  } else if (link.differs.length) {
    banner("This link was made with another version; the page answers with the current one.", link.differs.join(" "));
  }
}

/** Look at another view. */
function visit(view) {
  store.setLook({ view }, true);
  renderViews();
  if (answer) render(answer);
}

function wire() {
  document.addEventListener("click", (event) => {
    const view = event.target.closest("a[data-view]"); // not the view itself, which bears its name too
    if (!view || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    visit(view.dataset.view);
    main.focus();
    scrollTo(0, 0);
  });
  $("#assume").addEventListener("click", () => drawer.toggle().catch(complain));
  $("#compare").addEventListener("click", () => visit("compare"));
  $("#copy").addEventListener("click", copy);
  addEventListener("beforeprint", () => unfold(true));
  addEventListener("afterprint", () => unfold(false));
  $("#theme").addEventListener("click", () => theme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));
  addEventListener("popstate", () => open(location.search).catch(complain));
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.target.closest("input:not([type=range]), select, textarea")) return;
    if (event.key.toLowerCase() === "z" && !event.shiftKey) { event.preventDefault(); store.undo(); }
    if (event.key === "y" || (event.key === "Z" && event.shiftKey)) { event.preventDefault(); store.redo(); }
  });
  store.subscribe((what) => { 
    if (what !== "question") return;
    renderScenarios();
    if (drawer.open) drawer.load().catch(complain);
    ask();
  });
  on("lost", lost);
  on("back", () => {
    resume();
    banner(null);
    announce("The server is back.");
    if (answer) ask();
    else begin().catch(complain);
  });
  addEventListener("online", () => { if (document.body.classList.contains("stale")) knock(); });
}

/** The server does not answer: said, with the way to start it again; asked for every few seconds until it does. */
function lost() {
  suspend();
  progress.stop();
  screen.work.replaceChildren();
  const port = location.port && location.port !== USUAL ? ` --port ${location.port}` : "";
  banner("The studio’s server does not answer.", ["What you see and what you moved is kept, and will be answered as soon as it is back; until then the controls are off. If it was stopped, start it again with ",
    h("code", {}, `counterpoise studio${port}`), "."], h("button", { type: "button", class: "link", id: "retry", onclick: knock }, "Try again"));
  const timer = setInterval(() => (document.body.classList.contains("stale") ? knock() : clearInterval(timer)), 2000);
}

async function copy() {
  const address = new URL(store.link(), location.href).href;
  try {
    await navigator.clipboard.writeText(address);
    announce("Link copied.");
    $("#copy").textContent = "Copied";
    setTimeout(() => { $("#copy").textContent = "Copy link"; }, 1500);
  } catch {
    banner("The browser does not let the page copy.", address);
  }
}

function theme(name) {
  document.documentElement.dataset.theme = name;
  $("#theme").setAttribute("aria-pressed", String(name === "dark"));
  $("#theme").textContent = name === "dark" ? "Light" : "Dark";
  try { localStorage.setItem("theme", name); } catch { /* a private window forgets */ }
  if (answer && state.view !== "answer") render(answer);
}

/** On paper every caption stands in full. */
const unfold = (open) => { for (const caption of document.querySelectorAll(".caption details")) caption.open = open; };

async function boot() {
  let kept = null;
  try { kept = localStorage.getItem("theme"); } catch { /* none */ }
  theme(kept ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
  listen();
  wire();
  const slow = setTimeout(() => {
    $("#waiting")?.replaceChildren(h("b", {}, "Reading the panel and living the first futures"), "Afterwards every change is answered at once.");
  }, 1500);
  await begin().catch(complain);
  clearTimeout(slow);
}

async function begin() {
  [{ scenarios }] = await Promise.all([get("api/scenarios"), loadTellings()]);
  await open(location.search);
}

boot();

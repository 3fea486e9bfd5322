// The assumptions: a switch per claim, a slider per judged number with what is believed of it, shocks, elections.
import { $, $$, h, short } from "./dom.js";
import { get } from "./api.js";
import { addShock, canUndo, lastMoved, query, set, state, undo } from "./store.js";
import { slider } from "./slider.js";
import { Strip } from "./strip.js";

const narrow = matchMedia("(max-width: 760px)");

export class Drawer {
  constructor(element) {
    Object.assign(this, { element, loaded: null, controls: [], strip: new Strip() });
    document.addEventListener("keydown", (event) => {
      const near = element.contains(event.target) || event.target === document.body || event.target.id === "assume";
      if (event.key === "Escape" && this.open && near) this.close();
    });
    narrow.addEventListener("change", () => this.cover());
  }

  /** On a phone the drawer lies over the page: what it covers is out of reach until it is closed. */
  cover() {
    for (const part of $$(".top, .scenarios, .changes, main, .foot")) part.inert = this.open && narrow.matches;
  }

  get open() { return !this.element.hidden; }

  async toggle() { return this.open ? this.close() : this.unfold(); }

  async unfold() {
    this.element.hidden = false;
    document.body.classList.add("drawn");
    $("#assume").setAttribute("aria-expanded", "true");
    await this.load();
    this.cover();
    $(".close", this.element)?.focus();
  }

  /** Open it at the switch of a claim, or as it is. */
  async reach(claim = null) {
    if (!this.open) await this.unfold();
    if (!claim) return;
    const box = this.folds.get(claim[0]);
    if (!box.open) { box.open = true; box.fill(); }
    $(`#switch-${claim}`, box)?.focus();
  }

  close() {
    this.element.hidden = true;
    document.body.classList.remove("drawn");
    this.cover();
    $("#assume").setAttribute("aria-expanded", "false");
    $("#assume").focus();
  }

  async load() {
    if (state.question.edition === null) return; // a scenario was just chosen: its answer says which edition
    const key = `${state.question.scenario}|${state.question.edition}`;
    if (this.loaded !== key) {
      const asked = new URLSearchParams({ scenario: state.question.scenario, edition: state.question.edition });
      this.data = await get(`api/controls?${asked}`);
      this.loaded = key;
      this.build();
    }
    this.sync();
  }

  build() {
    const { switches, sliders, shocks, elections, states, years } = this.data;
    this.controls = [];
    const claims = (letter) => this.group(switches.filter((row) => row.claim[0] === letter), claim);
    const form = once(() => shockForm(shocks, states, years));
    const added = this.fold("Add a shock", "on a date", form);
    const decide = (row, year) => {
      added.open = true;
      added.fill();
      form().set("leader", row.state, year);
    };
    this.folds = new Map([
      ["C", this.fold("What complicates the story", "switches, 0 to 1", claims("C"))],
      ["S", this.fold("The simple story", "switches, 0 to 1", claims("S"))]]);
    this.folds.get("C").open = true;
    this.element.replaceChildren(this.head(),
      h("fieldset", { disabled: document.body.classList.contains("stale") },
        h("p", { class: "lead" }, "Every change is answered at once from 128 pairs of futures that share their luck with the scenario as it is."),
        [...this.folds.values()], h("h3", {}, "Numbers"), this.finder(sliders),
        [...grouped(sliders)].map(([part, rows]) => this.fold(part[0].toUpperCase() + part.slice(1), `${rows.length}`, this.group(rows, number))),
        added, this.fold("Elections", `${elections.length} dated votes`, () => calendar(elections, years, decide))));
    this.folds.get("C").fill();
  }

  head() {
    return h("header", {}, h("div", { class: "line" }, h("h2", {}, "Assumptions"),
      h("a", { class: "link", id: "export", href: "#", download: "", "aria-label": "Export scenario as TOML" }, "Export"),
      h("button", { type: "button", class: "link", id: "step-back", onclick: undo }, "Undo"),
      h("button", { type: "button", class: "link close", onclick: () => this.close() }, "Close")), this.strip.element);
  }

  /** A part that is made when it is first opened. */
  fold(title, note, content) {
    const box = h("details", {}, h("summary", {}, title, h("small", {}, note)));
    box.fill = () => { if (box.open && box.children.length === 1) box.append(content()); };
    box.addEventListener("toggle", () => { box.fill(); this.sync(); });
    return box;
  }

  /** Makes a list of controls, which are from then on put where the question has them. */
  group(rows, make) {
    return () => h("div", {}, rows.map((row) => {
      const made = make(row);
      this.controls.push(made);
      return made.element;
    }));
  }

  /** Numbers by a part of their name. */
  finder(sliders) {
    const field = h("input", { class: "find", type: "search", placeholder: `Find one of ${sliders.length} numbers`, "aria-label": "Find a number" });
    const found = h("div", {});
    field.addEventListener("input", () => {
      const words = field.value.trim().toLowerCase();
      const hits = words.length < 2 ? [] : sliders.filter((row) => `${row.path} ${row.label}`.toLowerCase().includes(words)).slice(0, 8);
      found.replaceChildren(words.length > 1 && !hits.length ? h("p", { class: "muted" }, "No number is called that.") : this.group(hits, number)());
      this.sync();
    });
    return [field, found];
  }

  /** Put every control where the question has it; those of an earlier search are gone. */
  sync() {
    if (!this.loaded) return;
    this.controls = this.controls.filter((control) => control.element.isConnected);
    for (const control of this.controls) control.sync();
    $("#step-back", this.element).disabled = !canUndo();
    $("#export", this.element).href = `api/export.toml?${query()}`;
  }
}

/** A function that makes what it makes only once. */
function once(make) {
  let made = null;
  return () => (made ??= make());
}

/** Sliders by the part of the model that they belong to. */
const grouped = (rows) => {
  const found = new Map();
  for (const row of rows) {
    const part = row.path.split(".")[0];
    found.set(part, [...(found.get(part) ?? []), row]);
  }
  return found;
};

const takeBack = (key) => () => lastMoved() === key && (undo(), true);

function claim(row) {
  return slider({
    id: `switch-${row.claim}`, key: row.claim, mark: row.claim, label: row.label, low: 0, high: 1, step: 0.05, least: 0, most: 1,
    value: 1, note: `Off: ${row.off}`, read: () => state.question.switches[row.claim],
    write: (value) => set("switches", row.claim, value === 1 ? null : value), undo: takeBack(row.claim),
  });
}

function number(row) {
  return slider({
    ...row, id: `number-${row.path.replace(/\W/g, "-")}`, step: "any",
    note: `${row.grade}; ${row.prior}. ${row.source}`, read: () => state.question.parameters[row.path],
    write: (value) => set("parameters", row.path, value), undo: takeBack(row.path),
  });
}

function shockForm(kinds, states, [first, last]) {
  const kind = h("select", { id: "shock-kind" }, kinds.map((row) => h("option", { value: row.kind }, row.label)));
  const year = h("input", { type: "number", min: first, max: last, value: first + 2, id: "shock-year" });
  const until = h("input", { type: "number", min: first, max: last, value: "", id: "shock-until", placeholder: "same year" });
  const target = h("select", { id: "shock-state" }, Object.entries(states).map(([code, name]) => h("option", { value: code }, name)));
  const size = h("input", { type: "number", min: 0, max: 500, step: "any", value: 25, id: "shock-size" });
  const fields = { target: h("label", {}, "State", target), size: h("label", {}, "Size, %", size), until: h("label", {}, "Until", until) };
  const fit = () => {
    const row = kinds.find((found) => found.kind === kind.value);
    fields.size.hidden = !row.sized;
    fields.size.firstChild.textContent = `Size, ${row.unit}`;
    fields.target.hidden = !row.targeted;
    fields.until.hidden = !row.lasting;
    [size.min, size.max] = row.sizes;
    if (row.usual !== null) size.value = row.usual;
  };
  kind.addEventListener("change", fit);
  const add = () => addShock({
    kind: kind.value, year: Number(year.value),
    target: fields.target.hidden ? null : target.value,
    size: fields.size.hidden ? null : Number(size.value),
    until: fields.until.hidden || !until.value ? null : Number(until.value),
  });
  fit();
  const form = h("div", { class: "shock" }, h("label", {}, "What happens", kind), h("label", {}, "Year", year), fields.target, fields.size, fields.until,
    h("button", { type: "button", class: "button", id: "shock-add", onclick: add }, "Add"));
  form.set = (what, state, when) => {
    [kind.value, target.value, year.value] = [what, state, when];
    fit();
    form.scrollIntoView({ block: "center" });
    size.focus();
  };
  return form;
}

/** Dated votes, each with a way to say where its winner stands; who is voted in from November on governs the year after. */
function calendar(elections, [first, last], decide) {
  const office = (row) => `${row.name}: ${row.office[0].toUpperCase()}${row.office.slice(1)}`;
  const over = (row) => h("span", { class: "muted" }, row.governs ? `over: ${row.governs}` : "over");
  return h("ul", { class: "calendar" }, elections.map((row) => {
    const year = Number(row.date.slice(0, 4)) + (row.date.slice(5, 7) > "10" ? 1 : 0);
    const may = !row.over && year > first && year <= last;
    return h("li", { "data-key": row.state, title: row.source }, h("time", {}, row.date), office(row),
      may ? h("button", { type: "button", class: "link", "aria-label": `Say who wins: ${office(row)}, ${row.date}`, onclick: () => decide(row, year) }, "say who wins") : row.over ? over(row) : "");
  }));
}

/** The changed list: was and now, each with its own way back. */
export function changedList(rows, actions) {
  const words = (row) => row.kind === "shock" ? `${row.label}, ${row.now}` : `${row.label}: ${short(row.was)} → ${short(row.now)} ${row.unit}`.trim();
  return [
    rows.length ? h("span", { class: "muted" }, "Changed") : "", // a scenario of its own is no "nothing"
    h("ul", {}, rows.map((row) => h("li", { class: "change", "data-key": row.kind === "switch" ? row.key : null }, words(row),
      h("button", { type: "button", "aria-label": `Take back: ${row.label}`, onclick: () => actions.drop(row) }, "×")))),
    h("span", { class: "history" },
      h("button", { type: "button", class: "link", id: "undo", disabled: !actions.canUndo, onclick: actions.undo }, "Undo"),
      h("button", { type: "button", class: "link", id: "redo", disabled: !actions.canRedo, onclick: actions.redo }, "Redo"),
      h("button", { type: "button", class: "link", id: "reset", disabled: !actions.changed, onclick: actions.reset }, "Reset all")),
  ];
}

// The map through the years: observed years solid, simulated years dashed; stance, threat or protection.
import { $, $$, announce, h } from "./dom.js";
import { get, phone } from "./api.js";
import { caption, drawing, folded, keys, take } from "./figure.js";
import { glance, onLit, pin, relight } from "./highlight.js";
import { standings } from "./standings.js";
import { setLook, state } from "./store.js";

export const SHOWS = { stance: "Stance", threat: "Threat", protection: "Protection" };
const TITLES = { stance: "Who stands where", threat: "Threat from the challenger", protection: "Protection by the patron" };
const BRIEF = { stance: "Who stands where", threat: "Threat felt", protection: "Protection given" };
export const UNMAPPED = "This case has no map: most of its states lie beyond the outlines of Asia that are drawn here.";
const UNDRAWN = "Share of simulated futures, no interval (level: none). Most states of this case lie beyond the outlines that are drawn here, so they are listed.";
const HINT = "Point at a state to read its futures.";
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Atlas {
  /** `query` gives the question of the moment. */
  constructor(query, uncut = false) {
    Object.assign(this, { query, uncut, painted: {}, drawn: null, playing: 0, first: 1990, start: 2025, last: 2045, names: {} });
    this.title = h("h2", {});
    this.lead = h("p", { class: "lead" });
    this.buttons = Object.entries(SHOWS).map(([key, label]) =>
      h("button", { type: "button", "data-show": key, onclick: () => this.attempt(this.choose(key)) }, label));
    this.body = h("div", { class: "sheet" });
    this.stamp = h("p", { class: "stamp", "aria-hidden": "true" });
    this.legend = h("div", { class: "legend" });
    this.under = h("p", { class: "under" }, HINT);
    this.slider = h("input", { type: "range", min: 1990, max: 2045, step: 1, "aria-label": "Year of the map",
      oninput: () => this.attempt(this.go(Number(this.slider.value))) });
    this.ticks = h("div", { class: "years", "aria-hidden": "true" });
    this.button = h("button", { type: "button", class: "play", "aria-label": "Play the years", onclick: () => this.attempt(this.play()) }, "▶");
    this.list = h("ul", { class: "unseen-until-focus states", role: "listbox", tabindex: "0", "aria-label": "States: arrow keys to walk, Enter to pin",
      onkeydown: (event) => this.walk(event), onfocus: () => this.walkTo(Math.max(this.at, 0)) });
    this.at = -1;
    this.caption = h("div", { class: "caption" });
    this.foot = h("div", { class: uncut ? null : "foot-of" }, this.caption);
    this.element = h("figure", { class: "chart map", "data-chart": "map" },
      h("div", { class: "heading" }, this.title, h("div", { class: "segments", role: "group", "aria-label": "What the map shows" }, this.buttons)),
      uncut ? this.lead : null,
      h("div", { class: uncut ? "whole" : "small" }, this.body,
        h("div", { class: "beside" }, this.legend, uncut ? null : this.lead, this.under, uncut ? null : this.foot)),
      h("div", { class: "timeline" }, this.button, h("div", { class: "track" }, this.slider, this.ticks)),
      this.list, uncut ? this.foot : null);
    onLit((key) => { if (this.names[key] || !key) this.say(key); });
  }

  /** What could not be had is said below the map, which stays as it was. */
  attempt(work) { work.catch((problem) => { this.under.textContent = problem.message; }); }

  get year() { return Math.min(Math.max(state.year ?? this.start + 10, this.first), this.last); }

  /** Show an answer's map: its drawing once, then only its paint. */
  async show(head, paint) {
    this.names = head.names;
    [this.start, this.last] = head.years;
    this.first = head.since;
    if (paint.stance || paint.years) this.painted = {};
    Object.assign(this.painted, { [state.show]: { ...(paint.years || paint) } });
    this.whole = null;
    this.mapped = head.mapped;
    this.element.classList.toggle("unmapped", !head.mapped);
    if (!head.mapped) [this.leadText, this.told] = ["Likeliest stance; paler where fewer than 60 of 100 futures agree", UNDRAWN];
    else if (!this.drawn) await this.redraw();
    this.colour();
    this.fillList();
  }

  /** Draw the map anew; a newer drawing that was asked for meanwhile wins. */
  async redraw() {
    const mine = this.asked = (this.asked ?? 0) + 1;
    const options = new URLSearchParams(this.query());
    options.set("show", state.show);
    options.set("year", Math.max(this.year, this.start));
    options.set("small", !this.uncut || phone());
    options.set("cut", !this.uncut);
    options.set("table", false);
    const chart = await get(`api/chart/map?${options}`);
    if (mine !== this.asked) return false;
    this.drawn = drawing(chart.svg);
    this.drawn.classList.remove("broad"); // a map is better small than in part
    for (const name of ["tabindex", "role", "aria-label"]) this.drawn.removeAttribute(name);
    this.legend.replaceChildren(...keys(chart));
    this.body.replaceChildren(this.drawn, this.stamp);
    this.shapes = $$("path[data-key]", this.drawn);
    this.told = chart.caption;
    this.leadText = chart.lead;
    if (!this.take) {
      const asked = () => `${this.query()}&show=${state.show}&year=${Math.max(this.year, this.start)}`;
      this.take = this.uncut ? take("map", asked, "Map", false) : folded("map", asked, "Map");
      this.foot.append(this.take);
    }
    return true;
  }

  /** Every year's paint, asked for when somebody first moves through time. */
  async all() {
    const asked = `${this.query()}&show=${state.show}`;
    if (this.whole !== asked) {
      const found = await get(`api/paint?${asked}`);
      this.whole = asked;
      this.painted[state.show] = found.years;
      [this.seenText, this.tracedTo] = [found.seen, found.before];
    }
    const years = Object.keys(this.painted[state.show]).map(Number);
    if (years.length) [this.first, this.last] = [Math.min(...years), Math.max(...years)];
    return this.painted[state.show];
  }

  async choose(show) {
    setLook({ show });
    if (!await this.redraw()) return;
    if (this.year < this.start) await this.all();
    else if (!this.painted[show]?.[this.year]) this.painted[show] = (await get(`api/paint?${this.query()}&show=${show}&year=${this.year}`)).years;
    this.colour();
    await this.chosen?.();
  }

  async go(year) {
    setLook({ year });
    if (!this.painted[state.show]?.[year]) await this.all();
    this.colour();
  }

  /** Paint the year that is looked at, and say what it is. */
  colour() {
    const year = this.year;
    const seen = year < this.start;
    const era = seen ? "observed" : year === this.start ? "start of the simulation" : "simulated";
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.dataset.show === state.show));
    this.describe(year, seen, era);
    this.body.dataset.era = seen ? "observed" : "simulated";
    this.marks();
    const paint = this.painted[state.show]?.[year] ?? {};
    if (this.mapped) this.paint(paint, seen);
    else this.body.replaceChildren(standings(this.names, paint));
    relight();
    if (this.lit) this.say(this.lit);
    this.turned?.(year);
  }

  /** Title, lead, caption and timeline of a year. */
  describe(year, seen, era) {
    this.title.replaceChildren(`${(this.uncut ? TITLES : BRIEF)[state.show]} in ${year} `, h("span", { class: seen ? "" : "simulated" }, `(${era})`));
    const plain = "As observed; hatched where nothing is known";
    const read = seen && year < (this.tracedTo ?? Infinity) ? this.seenText ?? "" : ""; // how years before the table of ties were read
    this.lead.textContent = seen ? (this.uncut && read) || plain : this.leadText || "";
    const observed = `Observed: no share of futures and no interval. ${state.show === "stance" ? "Striped: tied to both sides. Lined: on the challenger’s side. " : ""}Hatched: no data. ${read}`.trim();
    caption(this.caption, this.uncut ? "" : "map", seen ? observed : this.told);
    Object.assign(this.slider, { min: this.first, max: this.last, value: year });
    this.slider.setAttribute("aria-valuetext", `${year}, ${era}`);
    this.stamp.replaceChildren(h("b", {}, String(year)), era);
  }

  /** Dress the outlines; what is no state of the case stays as it was drawn. */
  paint(paint, seen) {
    this.drawn.dataset.era = this.body.dataset.era;
    $("svg > path", this.drawn)?.setAttribute("stroke-dasharray", seen ? "none" : "2 2");
    const prefix = state.show === "stance" ? "map" : `map-${state.show}`;
    let blank = false;
    for (const path of this.shapes) {
      const dress = paint[path.dataset.key];
      const name = this.names[path.dataset.key];
      if (!dress && !name) continue;
      blank ||= !dress;
      const [ink, pattern, opacity, said] = dress ?? ["paper", "nodata", 1, `${name}: no data`];
      path.setAttribute("fill", pattern ? `url(#${prefix}-${pattern})` : `var(--${ink})`);
      path.setAttribute("fill-opacity", opacity);
      const title = $("title", path);
      if (title) title.textContent = said;
    }
    $(".blank", this.legend)?.remove();
    if (blank) this.legend.append(h("span", { class: "blank" }, h("i", { class: "swatch", "data-pattern": "nodata" }), "no data"));
  }

  marks() {
    const place = (year) => `${(100 * (year - this.first)) / (this.last - this.first)}%`;
    const middle = (this.first + this.start) / 2;
    const past = this.first < this.start ? [[this.first, this.first], [middle, "observed"]] : [];
    const spots = [...past, [this.start, this.start], [(this.start + this.last) / 2, "simulated"], [this.last, this.last]];
    this.ticks.replaceChildren(...spots.map(([at, text]) => {
      const span = h("span", {}, String(text));
      span.style.left = place(at);
      return span;
    }));
    const share = place(this.start);
    this.slider.style.setProperty("--seen", share);
  }

  say(key) {
    this.lit = key;
    const found = key && this.painted[state.show]?.[this.year]?.[key];
    this.under.textContent = found ? `${found[3]}, ${this.year}` : HINT;
    this.under.classList.toggle("told", Boolean(found));
  }

  async play() {
    if (this.playing) { this.stop(); return; }
    await this.all();
    this.label("❚❚", "Stop the years");
    let year = this.year >= this.last ? this.first : this.year;
    const next = () => {
      if (!this.element.isConnected) { this.stop(); return; } // another view is looked at
      year += 1;
      if (year > this.last) { this.stop(); announce(`The map has reached ${this.last}.`); return; }
      this.attempt(this.go(year));
    };
    this.playing = setInterval(next, still.matches ? 900 : 350);
  }

  stop() {
    clearInterval(this.playing);
    this.playing = 0;
    this.label("▶", "Play the years");
  }

  label(sign, words) {
    this.button.textContent = sign;
    this.button.setAttribute("aria-label", words);
  }

  fillList() {
    this.list.replaceChildren(...Object.entries(this.names).map(([code, name]) =>
      h("li", { role: "option", id: `state-${code}`, "data-key": code, "aria-selected": "false", onclick: () => pin(code) }, name)));
  }

  walk(event) {
    const options = $$("[role=option]", this.list);
    const move = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (move) { event.preventDefault(); this.walkTo((this.at + move + options.length) % options.length); }
    if (event.key === "Home") this.walkTo(0);
    if (event.key === "End") this.walkTo(options.length - 1);
    if (event.key === "Enter" && options[this.at]) pin(options[this.at].dataset.key);
  }

  walkTo(at) {
    const options = $$("[role=option]", this.list);
    if (!options.length) return;
    options[this.at]?.setAttribute("aria-selected", "false");
    this.at = at;
    const option = options[at];
    option.setAttribute("aria-selected", "true");
    this.list.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
    glance(option.dataset.key);
    announce(this.under.classList.contains("told") ? this.under.textContent : option.textContent);
  }
}

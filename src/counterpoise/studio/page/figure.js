// A chart on the page: title, drawing, caption, its numbers as a table, and files to take away.
import { h } from "./dom.js";
import { get, phone } from "./api.js";
import { keyNamed, relight } from "./highlight.js";
import { legible } from "./legible.js";

const BROAD = 600; // drawn wider than this, a chart on a phone is swiped sideways rather than shrunk
const FORMATS = { csv: "CSV", parquet: "Parquet", nc: "NetCDF", svg: "SVG", png: "PNG" };

/** A caption in a line, for the first screen; the whole of it is one press away. */
const BRIEF = {
  verdict: [["Bracket", "Bracket: 90 % credible interval"], ["Counts", "Counts of futures, no interval"]],
  simpler: [["Whiskers", "Whiskers: 90 % credible interval"]],
  map: [["Full story", "Shares of futures"], ["Observed", "No interval"], ["Share of", "Shares of futures; this case has no map"]],
  theatres: [["Solid", "Dashed: median of futures; bands: 50 and 90 %"]],
  why: [["Bar", "Thin line: simulation error, 90 %"]],
  judgement: [["Shares", (words) => `Shares of variance${/, (± \d+)/.test(words) ? `, ${/± \d+/.exec(words)}` : ""}`]],
  tripwires: [["Ring", "Ring: at the start; tick: where the odds turn"]],
  record: [["Filled", "Open: not better"]],
};

/** The caption of a chart: in full, or in a line that opens. */
export function caption(place, name, words) {
  const said = (BRIEF[name] ?? []).find(([start]) => words.startsWith(start))?.[1];
  const brief = typeof said === "function" ? said(words) : said;
  if (place.dataset.words === words) return;
  place.dataset.words = words;
  place.replaceChildren(...(brief ? [h("details", {}, h("summary", {}, brief), words)] : [words]));
}

/** Markup that the server made from the answer: every word in it was escaped there. */
export function drawing(svg) {
  const box = h("div", { class: "drawing" });
  box.innerHTML = svg;
  const image = box.firstElementChild;
  if (image && phone() && image.viewBox.baseVal.width > BROAD) {
    for (const [key, value] of Object.entries({ class: "drawing broad", tabindex: "0", role: "group", "aria-label": "Chart, wider than the screen" })) box.setAttribute(key, value);
  }
  if (image) legible(image);
  if (image) image.style.maxWidth = `${Math.max(1.16 * image.viewBox.baseVal.width, image.viewBox.baseVal.width > 500 ? 720 : 0)}px`;
  return box;
}

/** What the inks of a map mean. */
export function keys(chart) {
  return chart.keys.map(([ink, pattern, words]) => {
    const swatch = h("i", { class: "swatch", "data-pattern": pattern || null });
    if (!pattern) swatch.style.background = `var(--${ink})`;
    return h("span", {}, swatch, words);
  });
}

/** Decimals at which a column of numbers is read: three figures of its largest, the same in every row. */
function decimals(rows, at) {
  const numbers = rows.map((row) => row[at]).filter((value) => typeof value === "number");
  if (numbers.every(Number.isInteger)) return 0;
  const most = Math.max(...numbers.map(Math.abs));
  return Math.min(Math.max(2 - Math.floor(Math.log10(most || 1)), 0), 4);
}

/** A table of numbers, unrounded in the files, rounded here; where the full one is long, a shorter reading of it. */
export function table(chart) {
  const { columns, rows } = chart.reading ?? chart;
  const numeric = columns.map((_, at) => rows.every((row) => row[at] === null || typeof row[at] === "number" || /^[<>]?[\d.]+( \(.*\))?$/.test(row[at])));
  const places = columns.map((_, at) => decimals(rows, at));
  const word = (value, at) => {
    if (value === null) return h("span", { title: "not available" }, "–", h("span", { class: "unseen" }, "not available"));
    if (typeof value === "boolean") return value ? "yes" : "no";
    if (typeof value !== "number") return String(value);
    const lost = value !== 0 && Math.abs(value) < 9.5 * 10 ** -places[at]; // small beside the others of its column
    return (lost ? String(Number(value.toPrecision(2))) : value.toFixed(places[at])).replace("-", "−");
  };
  const cell = (kind, value, at) => h(kind, { class: numeric[at] && at ? "n" : null, scope: kind === "th" ? "col" : null, "data-head": kind === "td" && at ? columns[at] : null }, value);
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `Numbers: ${chart.title}` },
    h("table", { class: columns.length > 4 ? "stacks" : null },
      h("thead", {}, h("tr", {}, columns.map((name, at) => cell("th", name, at)))),
      h("tbody", {}, rows.map((row) => h("tr", { "data-key": keyNamed(row[0]) }, row.map((value, at) => cell("td", word(value, at), at)))))));
}

/** A link to each kind of file but some; `address` gives it by suffix, at the moment when it is wanted. */
export function files(address, title, without = []) {
  return Object.entries(FORMATS).filter(([suffix]) => !without.includes(suffix)).map(([suffix, label]) => {
    const link = h("a", { href: "#", download: "", "aria-label": `${title} as ${label}` }, label);
    const aim = () => { link.href = address(suffix); };
    for (const event of ["focus", "pointerdown", "mouseenter"]) link.addEventListener(event, aim);
    aim();
    return link;
  });
}

/** Links to files, and the table when it is opened. `query` gives the question and options of the moment. */
export function take(name, query, title, tabled = true) {
  const links = files((suffix) => `api/download/${name}.${suffix}?${query()}`, title);
  if (!tabled) return h("div", { class: "take" }, links);
  const body = h("div", {});
  const details = h("details", {}, h("summary", { "aria-label": `${title} as a table` }, "Table"), body);
  const fill = async () => {
    if (!details.open) return;
    try {
      body.replaceChildren(table(await get(`api/chart/${name}?${query()}`)));
      relight();
    } catch (problem) {
      body.replaceChildren(h("p", { class: "muted" }, problem.message));
    }
  };
  details.addEventListener("toggle", fill);
  const box = h("div", { class: "take" }, links, details);
  box.refresh = fill;
  return box;
}

/** The same behind one word, where a row of links has no room; opened it stands below the caption and covers nothing. */
export function folded(name, query, title) {
  const inner = take(name, query, title);
  const box = h("details", { class: "data" }, h("summary", { "aria-label": `${title}: numbers and files` }, "Data"), inner);
  box.refresh = inner.refresh;
  return box;
}

/** A figure that can be shown again with other numbers. */
export class Figure {
  /** `more` leads on from what is said beside the drawing. */
  constructor(name, query, more = null) {
    Object.assign(this, { name, query, more });
    this.title = h("h2", {});
    this.lead = h("p", { class: "lead" });
    this.note = h("p", { class: "note", hidden: true });
    this.body = h("div", { class: "body" });
    this.caption = h("div", { class: "caption" });
    this.foot = h("div", { class: "foot-of" }, this.caption);
    this.take = null;
    this.element = h("figure", { class: "chart", "data-chart": name },
      h("div", { class: "heading" }, this.title), this.lead, this.note, this.body, this.foot);
  }

  show(chart) {
    this.element.hidden = false;
    this.hold(Boolean(chart.borrowed));
    if (this.drawn !== chart.svg || this.said !== chart.caption) this.draw(chart);
    if (this.take) this.take.refresh();
    else {
      this.take = folded(this.name, this.query, chart.title);
      this.foot.append(this.take);
    }
  }

  draw(chart) {
    this.drawn = chart.svg;
    this.said = chart.caption;
    this.title.replaceChildren(chart.title, ...(chart.simulated ? [" ", h("span", { class: "simulated" }, "(simulated)")] : []));
    this.lead.textContent = chart.lead;
    this.body.replaceChildren(drawing(chart.svg), ...chart.aside.map((line) => h("p", { class: "caption" }, line)));
    if (this.more) this.body.lastElementChild.append(" ", this.more);
    caption(this.caption, this.name, chart.caption);
  }

  /** What stays as it was, of the scenario as it is. */
  hold(borrowed) {
    this.element.classList.toggle("borrowed", borrowed);
    this.remark(borrowed ? "Of the current course, not of this answer. Take it apart to renew this." : "");
  }

  /** A line in colour above the drawing; none where it is empty. */
  remark(words) {
    this.note.textContent = words;
    this.note.hidden = !words;
  }

  wait(title, words) {
    this.drawn = null;
    this.title.textContent = title;
    this.lead.textContent = words;
    this.body.replaceChildren();
    caption(this.caption, this.name, "");
  }
}

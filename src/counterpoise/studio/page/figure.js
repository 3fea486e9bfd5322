// A chart on the page: title, drawing, caption, its numbers as a table, and files to take away.
import { h } from "./dom.js";
import { get } from "./api.js";
import { keyNamed, relight } from "./highlight.js";
import { legible } from "./legible.js";

const BROAD = 480; // drawn wider than this, a chart on a phone is swiped sideways rather than shrunk
const FORMATS = { csv: "CSV", parquet: "Parquet", nc: "NetCDF", svg: "SVG", png: "PNG" };

/** A caption in a line, for the first screen; the whole of it is one press away. */
const BRIEF = {
  verdict: [["Bracket", "Bracket: 90 % credible interval"], ["Counts", "Counts of futures, no interval"]],
  simpler: [["Whiskers", "Whiskers: 90 % credible interval"]],
  map: [["Full story", "Share of futures, no interval"], ["Observed", "Observed, no interval"]],
  theatres: [["Solid", "Dashed: median of futures; bands: 50 and 90 %"]],
  why: [["Bar", "Thin line: simulation error, 90 %"]],
  judgement: [["Shares", "Shares of variance, no interval"]],
  tripwires: [["Ring", "Ring: at the start; tick: where the odds turn"]],
  record: [["Filled", "Filled: ours; open: the hardest simpler rule"]],
};

/** The caption of a chart: in full, or in a line that opens. */
export function caption(place, name, words) {
  const brief = (BRIEF[name] ?? []).find(([start]) => words.startsWith(start))?.[1];
  if (place.dataset.words === words) return;
  place.dataset.words = words;
  place.replaceChildren(...(brief ? [h("details", {}, h("summary", {}, brief), words)] : [words]));
}

/** Markup that the server made from the answer: every word in it was escaped there. */
export function drawing(svg) {
  const box = h("div", { class: "drawing" });
  box.innerHTML = svg;
  const image = box.firstElementChild;
  if (image && matchMedia("(max-width: 760px)").matches && image.viewBox.baseVal.width > BROAD) {
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

/** A table of numbers, unrounded in the files, readable here. */
export function table(chart) {
  const numeric = chart.columns.map((_, at) => chart.rows.every((row) => row[at] === null || typeof row[at] === "number"));
  const word = (value) => {
    if (value === null) return h("span", { title: "not available" }, "–", h("span", { class: "unseen" }, "not available"));
    if (typeof value === "boolean") return value ? "yes" : "no";
    return typeof value === "number" && !Number.isInteger(value) ? value.toPrecision(4) : String(value);
  };
  const cell = (kind, value, at) => h(kind, { class: numeric[at] && at ? "n" : null, scope: kind === "th" ? "col" : null }, value);
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `Numbers: ${chart.title}` },
    h("table", {},
      h("thead", {}, h("tr", {}, chart.columns.map((name, at) => cell("th", name, at)))),
      h("tbody", {}, chart.rows.map((row) => h("tr", { "data-key": keyNamed(row[0]) }, row.map((value, at) => cell("td", word(value), at)))))));
}

/** Links to files, and the table when it is opened. `query` gives the question and options of the moment. */
export function take(name, query, title, tabled = true) {
  const links = Object.entries(FORMATS).map(([suffix, label]) => {
    const link = h("a", { href: "#", download: "", "aria-label": `${title} as ${label}` }, label);
    const aim = () => { link.href = `api/download/${name}.${suffix}?${query()}`; };
    link.addEventListener("focus", aim);
    link.addEventListener("pointerdown", aim);
    link.addEventListener("mouseenter", aim);
    aim();
    return link;
  });
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

/** A figure that can be shown again with other numbers. */
export class Figure {
  constructor(name, query, tools = null) {
    Object.assign(this, { name, query });
    this.title = h("h2", {});
    this.lead = h("p", { class: "lead" });
    this.note = h("p", { class: "note", hidden: true });
    this.body = h("div", { class: "body" });
    this.caption = h("div", { class: "caption" });
    this.take = null;
    this.tools = tools;
    this.element = h("figure", { class: "chart", "data-chart": name },
      h("div", { class: "heading" }, this.title, tools), this.lead, this.note, this.body, this.caption);
  }

  show(chart) {
    this.element.hidden = false;
    if (this.drawn === chart.svg && this.said === chart.caption && !this.element.classList.contains("borrowed") === !chart.borrowed) {
      this.take.refresh();
      return;
    }
    this.drawn = chart.svg;
    this.said = chart.caption;
    this.title.replaceChildren(chart.title, ...(chart.simulated ? [" ", h("span", { class: "simulated" }, "(simulated)")] : []));
    this.lead.textContent = chart.lead;
    this.body.replaceChildren(drawing(chart.svg), ...chart.aside.map((line) => h("p", { class: "caption" }, line)));
    caption(this.caption, this.name, chart.caption);
    this.element.classList.toggle("borrowed", Boolean(chart.borrowed));
    this.note.textContent = "Of the current course, not of this answer. Take it apart to renew this.";
    this.note.hidden = !chart.borrowed;
    if (!this.take) {
      this.take = take(this.name, this.query, chart.title);
      this.element.append(this.take);
    } else this.take.refresh();
  }

  /** What stays as it was, of the scenario as it is. */
  hold(borrowed) {
    this.element.classList.toggle("borrowed", borrowed);
    this.note.hidden = !borrowed;
  }

  wait(title, words) {
    this.drawn = null;
    this.title.textContent = title;
    this.lead.textContent = words;
    this.body.replaceChildren();
    caption(this.caption, this.name, "");
  }
}

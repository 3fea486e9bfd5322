// One slider: a track, a field, a tick for where it was, and above it the density of what is believed.
import { h, short } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";

function svg(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** The density as a curve, hatched where it is a judgement; the tick is the usual value. */
function density(row) {
  const image = svg("svg", { viewBox: "0 0 200 26", preserveAspectRatio: "none", "aria-hidden": "true" });
  if (row.judged) {
    const pattern = svg("pattern", { id: "judged-density", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
    pattern.append(svg("rect", { width: 2.4, height: 5, fill: "var(--challenger)", "fill-opacity": 0.6 }));
    const defs = svg("defs", {});
    defs.append(pattern);
    image.append(defs);
  }
  const wide = 200 / row.density.length;
  const points = row.density.map((share, at) => `${(at + 0.5) * wide} ${26 - 24 * share}`).join("L");
  image.append(svg("path", { class: "mass", d: `M0 26L${points}L200 26Z` }));
  const at = (200 * (row.value - row.low)) / (row.high - row.low || 1);
  image.append(svg("line", { class: "tick", x1: at, x2: at, y1: 3, y2: 26 }));
  return image;
}

/** A control. `read` gives its changed value or undefined; `write(null)` takes the change back; `undo` its last move. */
export function slider(row) {
  const range = h("input", { type: "range", id: row.id, min: row.low, max: row.high, step: row.step });
  const field = h("input", { type: "number", step: "any", min: row.least, max: row.most, "aria-label": `${row.label}, number` });
  const reset = h("button", { type: "button", class: "reset link", "aria-label": `Reset ${row.label}` }, "reset");
  const beyond = h("span", { class: "beyond" });
  const note = h("p", {}, beyond, row.note);
  const label = h("label", { class: "name", for: row.id }, row.mark ? h("i", {}, row.mark) : null, row.label);
  const element = h("div", { class: `control${row.judged ? " judged" : ""}`, "data-key": row.key ?? null },
    h("div", { class: "line" }, label, reset, field, row.unit ? h("span", { class: "unit" }, row.unit) : null),
    row.density ? density(row) : null, range, note);

  let refused = "";
  let settled = ""; // what the field says when nothing is being typed
  const settle = (now) => { field.value = Number(now.toPrecision(4)); settled = field.value; };
  const sync = () => {
    const changed = row.read();
    const now = changed ?? row.value;
    if (document.activeElement !== field) settle(now);
    range.value = now;
    range.setAttribute("aria-valuetext", `${short(now)} ${row.unit ?? ""}`.trim());
    element.classList.toggle("moved", changed !== undefined);
    reset.hidden = changed === undefined;
    const outside = row.inner && (now < row.inner[0] || now > row.inner[1]);
    beyond.textContent = refused + (outside ? "Beyond the evidence. " : "");
  };
  const snap = (value) => {
    const close = Math.abs(value - row.value) < 0.004 * (row.high - row.low);
    return close ? row.value : Number(value.toPrecision(6));
  };
  range.addEventListener("input", () => { refused = ""; row.write(snap(Number(range.value))); sync(); });
  field.addEventListener("change", () => {
    const asked = Number(field.value);
    const value = Math.min(Math.max(asked, row.least), row.most);
    refused = value === asked ? "" : `${short(asked)} is not possible: from ${short(row.least)} to ${short(row.most)}; ${short(value)} is used. `;
    if (field.value !== "" && Number.isFinite(value)) { row.write(value); settle(value); } else settle(row.read() ?? row.value);
    sync();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && field.value !== settled) { event.stopPropagation(); settle(row.read() ?? row.value); }
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== "z" || field.value !== settled) return;
    event.preventDefault(); // nothing is being typed: what was typed before is taken back, and no other control
    if (row.undo?.()) { settle(row.read() ?? row.value); sync(); }
  });
  reset.addEventListener("click", () => { refused = ""; row.write(null); sync(); range.focus(); });
  sync();
  return { element, sync };
}

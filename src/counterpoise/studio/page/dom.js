// Elements from small functions; text is always text, never markup.

/** An element with attributes, listeners (onclick) and children; null children are left out. */
export function h(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "class") made.className = value;
    else if (key === "value") made.value = value;
    else made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.flat(9).filter((child) => child !== null && child !== undefined));
  return made;
}

export const $ = (selector, within = document) => within.querySelector(selector);
export const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

/** The counts of a sentence in bold, as the report sets them. */
export function strong(text) {
  const counted = /((?:fewer than |more than )?\d+ (?:of|in) 100|between \d+ and \d+)/g;
  return text.split(counted).map((part, at) => (at % 2 ? h("b", {}, part) : part));
}

/** Put new children into a place; what had the focus has it again, by its id. */
export function refill(place, ...children) {
  const held = place.contains(document.activeElement) ? document.activeElement.id : "";
  place.replaceChildren(...children);
  if (held) $(`#${held}`, place)?.focus();
}

let spoken = 0;
/** Say something to those who listen instead of looking; only the last of several quick ones. */
export function announce(text) {
  clearTimeout(spoken);
  spoken = setTimeout(() => { $("#live").textContent = text; }, 250);
}

/** A number as short as it can be read. */
export function short(value) {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value !== "number") return String(value);
  if (Number.isInteger(value)) return String(value);
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 0.1 ? 2 : 4;
  return String(Number(value.toFixed(digits))).replace("-", "−");
}

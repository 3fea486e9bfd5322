// While the server is away: what cannot be answered is off, what was moved stays, and the focus comes back with it.
import { $, $$, announce } from "./dom.js";

const ASKING = "#scenarios :is(button, select), #theory, #compare, #assume, #changes button, #main :is(button, input, select), #step-back";
const LEADING = "a[download], a[data-view], #export";

let held = null;

/** Turn off whatever would have to ask. */
export function suspend() {
  if (document.body.classList.contains("stale")) return;
  held = document.activeElement?.id || null;
  document.body.classList.add("stale");
  turnOff();
}

/** What was drawn anew meanwhile is off too. */
export function turnOff() {
  if (!document.body.classList.contains("stale")) return;
  $("#drawer fieldset")?.setAttribute("disabled", "");
  for (const element of $$(ASKING)) {
    if (element.disabled) continue;
    element.disabled = true;
    element.dataset.away = "";
  }
  for (const link of $$(LEADING)) link.setAttribute("aria-disabled", "true");
}

/** Turn it on again. */
export function resume() {
  document.body.classList.remove("stale");
  $("#drawer fieldset")?.removeAttribute("disabled");
  for (const element of $$("[data-away]")) {
    element.disabled = false;
    delete element.dataset.away;
  }
  for (const link of $$(LEADING)) link.removeAttribute("aria-disabled");
  if (held && document.activeElement === document.body) $(`#${held}`)?.focus();
  held = null;
}

/** A link that would lead nowhere says so. */
document.addEventListener("click", (event) => {
  if (!document.body.classList.contains("stale") || !event.target.closest(LEADING)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  announce("Not before the server is back.");
}, true);

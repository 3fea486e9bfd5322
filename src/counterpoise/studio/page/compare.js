// Two scenarios side by side on locked scales, with what separates them.
import { h } from "./dom.js";
export async function compare() { return h("article", { class: "view" }, "…"); }

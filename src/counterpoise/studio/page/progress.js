// Behind the first answer: more futures, or the whole answer, told as they come, and a way to stop them.
import { announce, h } from "./dom.js";
import { stream } from "./api.js";

const WORDS = {
  refine: ["Refining …", "Refining the answer"],
  whole: ["Taking the answer apart …", "Taking the answer apart"],
};

let cancel = null;
let timer = 0;

/** The time that is left, in words; nothing where nobody can say. */
export function remaining(left) {
  if (left === null || left === undefined) return "";
  if (left <= 0) return ", longer than expected";
  return left < 90 ? `, about ${Math.max(5 * Math.round(left / 5), 5)} s left` : `, about ${Math.round(left / 60)} min left`;
}

/** What is done, as a sentence goes on from it. */
export const doing = ({ what, left }) => `${what[0].toUpperCase()}${what.slice(1)}${remaining(left)} …`;

/** Stop what runs; what was shown stays. */
export function stop() {
  clearTimeout(timer);
  cancel?.();
  cancel = null;
}

export const running = () => cancel !== null;

/** Follow long work into a line of text with a bar and a cancel button. */
export function follow(kind, query, line, handlers) {
  stop();
  const label = h("span", {}, WORDS[kind][0]);
  const bar = h("progress", { max: 1, "aria-label": WORDS[kind][1] });
  const button = h("button", {
    type: "button", class: "link", id: "cancel",
    onclick: () => { stop(); line.replaceChildren(); announce("Cancelled."); },
  }, "Cancel");
  line.replaceChildren(label, bar, button);
  const ended = () => { cancel = null; line.replaceChildren(); };
  cancel = stream(`api/${kind}?${query}`, {
    progress: (news) => { bar.value = news.share; label.textContent = doing(news); },
    step: (step) => {
      bar.value = step.members / step.of;
      label.textContent = `${step.members.toLocaleString("en-GB")} of ${step.of.toLocaleString("en-GB")} futures`;
    },
    done: (answer) => { ended(); handlers.done(answer); },
    problem: (said) => { ended(); handlers.problem?.(said); },
    broken: () => { ended(); handlers.problem?.({ message: "The work was cut off.", hint: "Ask again." }); },
  });
}

/** Begin once nobody has moved anything for a while. */
export function later(begin, wait = 1400) {
  clearTimeout(timer);
  timer = setTimeout(begin, wait);
}

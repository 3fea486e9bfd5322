// A scenario that is not ready here yet: how far its first answer has come, the time that is left, and a way back.
import { $, announce, h } from "./dom.js";
import { stream } from "./api.js";
import { doing } from "./progress.js";

let leave = null;

/** Stop waiting, because something else is asked; the server stops too once nobody waits. */
export function hurry() { leave?.("other"); }

/**
 * Wait for the first answer to a question: "done", "other" where something else is wanted (or the signal says so), "back"
 * where the reader gives up.
 */
export function coming(asked, name, signal = null) {
  hurry();
  const place = $("#coming");
  const label = h("span", {}, "Asking …");
  const bar = h("progress", { max: 1, "aria-label": `Making ${name} ready` });
  const button = h("button", { type: "button", class: "button", id: "stop-waiting", onclick: () => leave?.("back") }, "Cancel");
  place.replaceChildren(h("b", {}, name), label, bar, button);
  place.hidden = false;
  announce(`Making ${name} ready.`);
  return new Promise((done, failed) => {
    const end = (settle) => {
      if (leave !== quit) return; // it is over already
      leave = null;
      place.hidden = true;
      place.replaceChildren();
      settle();
    };
    const fail = (message, hint) => end(() => failed(Object.assign(new Error(message), { hint })));
    const close = stream(`api/first?${asked}`, {
      progress: (news) => { bar.value = news.share; label.textContent = doing(news); },
      done: () => end(() => done("done")),
      problem: ({ message, hint }) => fail(message, hint),
      broken: () => fail("The work was cut off.", "Ask again."),
    });
    const quit = (why) => { close(); end(() => done(why)); };
    leave = quit;
    signal?.addEventListener("abort", () => quit("other"), { once: true });
  });
}

// Asking the server: answers, streams, and what to do when it does not answer.

/** A mistake with a way out, as the server tells it. */
export class Mistake extends Error {
  constructor(said) {
    super(said.message || "Something went wrong.");
    this.hint = said.hint;
  }
}

/** The server is not there. */
export class Lost extends Error {}

const listeners = { lost: [], back: [] };
let lost = false;

export function on(event, listener) { listeners[event].push(listener); }

function tell(event) {
  const now = event === "lost";
  if (now === lost) return;
  lost = now;
  for (const listener of listeners[event]) listener();
}

const DRAWS = /^api\/(chart|hindcasts|rests|tipping|turn)\b/;

/** Whether the screen is a phone's, for which charts are drawn narrower. */
export const phone = () => matchMedia("(max-width: 760px)").matches;

/** An address of what is drawn, for the screen that there is. */
const sized = (path) => (phone() && DRAWS.test(path) ? `${path}${path.includes("?") ? "&" : "?"}phone=true` : path);

/** The server has gone: said once to who listens, and as a problem to who asked. */
function away() {
  tell("lost");
  return new Lost("The studio’s server does not answer.");
}

/** JSON from an address of the studio. */
export async function get(address, signal) {
  const path = sized(address);
  for (let attempt = 0; ; attempt += 1) {
    let reply;
    try {
      reply = await fetch(path, { signal, headers: { accept: "application/json" } });
    } catch (problem) {
      if (problem.name === "AbortError") throw problem;
      throw away();
    }
    tell("back");
    if (reply.status === 429 && attempt < 5) {
      await new Promise((done) => setTimeout(done, 400 * (attempt + 1)));
      continue;
    }
    const said = await reply.json().catch(() => null);
    if (!reply.ok) throw new Mistake(said ?? {});
    if (said === null) throw away(); // in the middle of its reply
    return said;
  }
}

/** A request without an answer. */
export const send = (method, path) => fetch(path, { method });

/** Ask until the server is back. */
export async function knock() {
  try { await get("api/scenarios"); } catch { /* told already */ }
}

/** Events of long work; returns a function that cancels it. */
export function stream(path, handlers) {
  const source = new EventSource(sized(path));
  let over = false;
  const close = () => { over = true; source.close(); };
  for (const [name, handler] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => {
      if (over || event.data === undefined) return;
      if (name === "done" || name === "problem") close();
      handler(JSON.parse(event.data));
    });
  }
  source.onerror = () => {
    if (over) return;
    close();
    knock();
    if (handlers.broken) handlers.broken();
  };
  return close;
}

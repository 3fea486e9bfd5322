// The state of the page: the question, what is looked at, and how it came about.  A link is all of it.

const listeners = [];
const past = [];
const keys = []; // of the controls that made the steps of the past
const future = [];

export const state = {
  question: { scenario: null, edition: null, seed: null, switches: {}, parameters: {}, shocks: [] },
  other: null, // the query of the second question, when two are compared
  view: "answer",
  year: null,
  show: "stance",
  of: null,
  variable: null,
  layout: null,
  versions: {},
};

/** Parts of an address that are about looking, not about the question. */
export const LOOKS = ["view", "year", "show", "of", "variable", "other", "layout"];

/** Parts that an address may have. */
export const PARTS = ["scenario", "edition", "seed", "change", "shock", "data", "model", "token", ...LOOKS];

const copy = (value) => JSON.parse(JSON.stringify(value));

export function subscribe(listener) { listeners.push(listener); }

function tell(what) {
  keep();
  for (const listener of listeners) listener(what);
}

export function shockWord(shock) {
  const parts = [shock.kind, shock.year, shock.target ?? "", shock.size ?? "", shock.until ?? ""];
  return parts.join(":").replace(/:+$/, "");
}

/** A question as the query of an address; the same question always gives the same text. */
export function queryOf(question) {
  const query = new URLSearchParams();
  for (const key of ["scenario", "edition", "seed"]) {
    if (question[key] !== null && question[key] !== undefined) query.append(key, question[key]);
  }
  for (const table of ["switches", "parameters"]) {
    for (const name of Object.keys(question[table]).sort()) query.append("change", `${name}:${question[table][name]}`);
  }
  for (const shock of question.shocks) query.append("shock", shockWord(shock));
  return query.toString();
}

export const query = () => queryOf(state.question);

/** The whole state as an address. */
export function link() {
  const all = new URLSearchParams(query());
  for (const [key, value] of Object.entries(state.versions)) all.append(key, value);
  if (state.view !== "answer") all.append("view", state.view);
  for (const key of ["year", "of", "variable", "layout"]) if (state[key] !== null) all.append(key, state[key]);
  if (state.show !== "stance") all.append("show", state.show);
  if (state.other) all.append("other", state.other);
  return `?${all}`;
}

function keep(push = false) {
  const address = link();
  if (push) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

/** Take from an address what is looked at. */
export function look(search) {
  const all = new URLSearchParams(search);
  state.view = all.get("view") || "answer";
  state.year = all.get("year") ? Number(all.get("year")) : null;
  state.show = all.get("show") || "stance";
  state.of = all.get("of");
  state.variable = all.get("variable");
  state.layout = all.get("layout");
  state.other = all.get("other");
}

export function setLook(changes, push = false) {
  Object.assign(state, changes);
  keep(push);
  for (const listener of listeners) listener("look");
}

/** Take a question as it is, without a step to undo. */
export function adopt(question, versions) {
  state.question = copy(question);
  if (versions) state.versions = versions;
  keep();
}

function step(change, key = null) {
  past.push(copy(state.question));
  keys.push(key);
  future.length = 0;
  if (past.length > 200) { past.shift(); keys.shift(); }
  change(state.question);
  tell("question");
}

let last = { key: null, at: 0 };

/** Set a switch or a parameter; null takes the change away.  Quick moves of one control are one step to undo. */
export function set(table, key, value) {
  const now = Date.now();
  const joined = last.key === key && now - last.at < 900;
  last = { key, at: now };
  const change = (question) => {
    if (value === null) delete question[table][key];
    else question[table][key] = value;
  };
  if (joined) { change(state.question); tell("question"); } else step(change, key);
}

/** The control of the last step, if it was one. */
export const lastMoved = () => keys.at(-1) ?? null;

export function addShock(shock) { step((question) => { question.shocks.push(shock); }); }
export function dropShock(word) {
  step((question) => { question.shocks = question.shocks.filter((shock) => shockWord(shock) !== word); });
}
export function choose(scenario) {
  step((question) => {
    Object.assign(question, { scenario, edition: null, seed: null, switches: {}, parameters: {}, shocks: [] });
  });
}
/** Every switch at once, as a theory has them; numbers and shocks stay. */
export function tellAs(switches) {
  step((question) => { question.switches = { ...switches }; });
}
export function reset() {
  step((question) => Object.assign(question, { switches: {}, parameters: {}, shocks: [] }));
}
export const changed = () => {
  const { switches, parameters, shocks } = state.question;
  return Object.keys(switches).length + Object.keys(parameters).length + shocks.length > 0;
};
export const canUndo = () => past.length > 0;
export const canRedo = () => future.length > 0;
export function undo() { travel(past, future); }
export function redo() { travel(future, past); }
function travel(from, to) {
  if (!from.length) return;
  last = { key: null, at: 0 };
  to.push(copy(state.question));
  state.question = from.pop();
  if (from === past) keys.pop();
  else keys.push(null);
  tell("question");
}

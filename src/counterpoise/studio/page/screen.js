// The first screen: the answer before anything else, and beside it what it must be held against.
import { announce, h, short, strong } from "./dom.js";
import { Atlas } from "./atlas.js";
import { Figure } from "./figure.js";
import { relight } from "./highlight.js";
import { query, state } from "./store.js";

const WAITING = {
  why: ["What costs most", "Waiting for the whole answer: each claim has to be left out once."],
  judgement: ["How much is judgement", "Waiting for the whole answer."],
  tripwires: ["Things to watch", "Waiting for the whole answer."],
};

/** Ways on from a figure. */
const MORE = { record: () => h("a", { href: "#", "data-view": "record" }, "See all, misses first") };

/** The record is of the model as it ships: what a reader changes was never held against the past. */
export const UNTRIED = "The hindcasts are of the model as it ships, not of what is changed here.";

export class Screen {
  constructor(actions) {
    this.actions = actions;
    this.atlas = new Atlas(query);
    this.figures = Object.fromEntries(
      ["verdict", "simpler", "theatres", "why", "judgement", "tripwires", "record"].map((name) => [name, new Figure(name, query, MORE[name]?.())]));
    const part = (name, ...children) => h("section", { class: name }, children);
    this.kicker = h("p", { class: "lead" });
    this.status = h("p", { class: "status" });
    this.title = h("h1", {});
    this.sentences = h("div", {});
    this.difference = h("p", { class: "difference" });
    this.reading = h("p", { class: "reading" });
    this.meaning = h("p", { class: "meaning" });
    this.resting = h("p", { class: "resting" });
    this.offer = h("span", {});
    this.work = h("span", { class: "work" });
    const figure = (name) => this.figures[name].element;
    const row = (name, ...children) => h("div", { class: `row ${name}` }, children);
    this.element = h("div", { class: "first" },
      row("one", part("say", h("div", { class: "kicker" }, this.kicker, this.status), this.title, this.sentences, this.difference, this.reading, this.meaning, h("div", { class: "rests" }, this.offer, this.work)),
        part("dots", figure("verdict")), part("rivals", figure("simpler"))),
      row("two", part("atlas", this.atlas.element), part("theatres", figure("theatres")), part("costs", figure("why"), this.resting)),
      row("three", part("judged", figure("judgement")), part("wires", figure("tripwires")), part("tested", figure("record"))));
  }

  /** Show an answer; whatever it lacks is said to be on its way. */
  show(answer) {
    const { head, status } = answer;
    this.kicker.textContent = `${head.kicker} · ${head.edition}`;
    this.title.textContent = head.question;
    this.title.classList.toggle("long", head.question.length > 60);
    this.sentences.replaceChildren(...[head.balance, head.ties].filter(Boolean).map((text) => h("p", { class: "sentence" }, strong(text))),
      ...(head.yardstick || head.judged ? [h("p", { class: "sentence judged" }, [head.yardstick, head.judged].filter(Boolean).join(" "))] : []));
    this.difference.hidden = !head.difference;
    this.difference.textContent = head.difference?.said ?? "";
    this.reading.hidden = !head.reading;
    this.reading.textContent = head.reading;
    this.meaning.replaceChildren(...(head.past ? [h("span", { class: "past" }, head.past), " "] : []), head.meaning);
    this.resting.textContent = head.resting;
    this.status.textContent = this.standing(answer);
    this.status.dataset.status = status;
    this.status.title = status === "whole" ? `Whole answer${answer.shipped ? ", came with this version" : ""}` : "";
    this.offer.replaceChildren(...this.offers(answer));
    for (const [name, figure] of Object.entries(this.figures)) {
      if (answer.charts[name]) figure.show(answer.charts[name]);
      else if (name in answer.kept) figure.hold(answer.kept[name]);
      else if (WAITING[name]) figure.wait(...WAITING[name]);
      else figure.element.hidden = true;
    }
    this.figures.record.remark(answer.changed.length ? UNTRIED : "");
    document.title = `${head.p === null ? "" : `${Math.round(100 * head.p)} of 100 · `}${head.question} counterpoise`;
    relight();
    return this.atlas.show(head, { years: answer.paint ?? {} });
  }

  standing({ head, status, when }) {
    const members = head.members.toLocaleString("en-GB");
    if (status === "draft") return `Draft of ${members} futures, ±${short(Math.round(100 * head.error))}`;
    if (status === "refined") return `Refined to ${members} futures`;
    const day = when ? new Date(when).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" }) : "";
    return `${members} futures${day ? `, ${day}` : ""}`;
  }

  offers({ status }) {
    const offer = (id, words, action) => h("button", { type: "button", class: "link", id, onclick: action }, words);
    if (status === "whole") return [];
    return [offer("apart", "Take it apart: costs, judgement, tripwires", this.actions.apart)];
  }

  /** Tell those who listen what changed; answers of different numbers of futures are not compared. */
  speak(answer, before) {
    const said = ({ head }) => (head.strip.now ?? "no number").replace(">", "more than ").replace("<", "fewer than ");
    const now = said(answer);
    const like = before && before.link !== answer.link && before.status === answer.status && before.head.members === answer.head.members;
    const was = like ? said(before) : now;
    const against = answer.head.difference?.said;
    announce(`${now} of 100${was !== now ? `, was ${was}` : ""}. ${this.standing(answer)}.${against ? ` ${against}` : ""}`);
  }
}

export const identity = (answer) =>
  `Seed ${answer.head.seed} · data ${answer.versions.data} · model ${answer.versions.model} · ${state.question.scenario}`;

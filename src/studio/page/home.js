/* The page of pages, and the lessons. */

import { command } from "./commands.js";
import { byId, counted, el, tell } from "./elements.js";
import { here, inWords, nextPage, progressOf, where } from "./places.js";
import { refresh, studio } from "./server.js";

export const showHome = () => {
  const { lessons, tutorials } = studio;
  byId("main").replaceChildren(
    el("h1", {}, "Walk a tutorial"),
    el("p", {}, "Read a step, send its request, and see what the store answers beside what the page promises. Nothing that you do here leaves this machine, unless you walk a shop of your own."),
    el("ul", { class: "cards" }, ...tutorials.map(card)),
    lessons.length ? el("h2", {}, "What if …?") : "",
    lessons.length ? el("p", {}, "A fresh sandbox that breaks at one place. The steps before are sent for you.") : "",
    el("ul", { class: "cards" }, ...lessons.map((lesson, at) =>
      el("li", {}, el("h3", { id: `l-${at}` }, lesson.title), el("p", { class: "about" }, lesson.about),
        el("button", { type: "button", "data-idle": true, "aria-describedby": `l-${at}`, onclick: () => teach(lesson) }, "Try it"))))
  );
};

const card = (tutorial) => {
  const { done, count, wrong } = progressOf(tutorial);
  return el("li", {},
    el("h2", { id: `c-${tutorial.name}` }, tutorial.title),
    el("p", { class: "dim" }, `${counted(tutorial.pages.length, "page")}, ${counted(count, "step")}`),
    el("progress", { "aria-labelledby": `c-${tutorial.name}`, value: done, max: count }),
    el("p", {}, inWords({ done, count, wrong })),
    el("a", { class: "button primary", href: here(tutorial, nextPage(tutorial)), "aria-describedby": `c-${tutorial.name}` }, done ? "Go on" : "Begin"));
};

const teach = async (lesson) => {
  tell("a fresh sandbox begins");
  let refused = await command({ command: "sandbox", faults: [lesson.fault] });
  refused ??= await command({ command: "open", tutorial: lesson.tutorial });
  if (!refused && lesson.at > 0) refused = await command({ command: "run_all", tutorial: lesson.tutorial, from: 0, until: lesson.at - 1 });
  if (refused) return tell(refused);
  await refresh();
  where.goal = lesson.at;
  location.hash = `#/${lesson.tutorial}/${lesson.page}`;
};

/* Where somebody is, #/tutorial/page, and how far the tutorials are. */

import { el } from "./elements.js";
import { studio } from "./server.js";

export const where = {
  /* The names of the tutorial and the page that are shown. */
  current: ["", ""],
  /* The step that is to be shown next. */
  goal: null,
};

/* The names that the address has; none where it leads to no page. */
export const named = () => (location.hash.startsWith("#/") ? location.hash.slice(2).split("/") : null);

export const place = () => {
  const [name, page] = named() ?? where.current;
  const tutorial = studio.tutorials.find((one) => one.name === name);
  return [tutorial, tutorial?.pages.find((one) => one.name === page) ?? tutorial?.pages[0]];
};

export const here = (tutorial, page) => `#/${tutorial.name}/${page.name}`;
export const pageOf = (tutorial, at) => tutorial.pages.findLast((page) => page.first <= at);

/* How far a tutorial is, or one of its pages. */
export const progressOf = (tutorial, page) => {
  const verdicts = studio.shown.walks[tutorial.name]?.verdicts ?? [];
  const [from, count] = page ? [page.first, page.steps.length] : [0, tutorial.pages.reduce((sum, one) => sum + one.steps.length, 0)];
  const mine = verdicts.slice(from, from + count);
  const wrong = mine.filter((one) => one === "failed" || one === "errored").length;
  return { count, wrong, done: mine.filter((one) => one === "passed" || one === "not applicable").length };
};

export const nextPage = (tutorial) =>
  tutorial.pages.find((page) => progressOf(tutorial, page).done < page.steps.length) ?? tutorial.pages[0];

export const inWords = ({ done, count, wrong }) => `${done} of ${count}${wrong ? `, ${wrong} ✘` : done === count ? " ✔" : ""}`;

/* A link to a step. */
export const stepLink = (tutorial, at, isSource) => {
  const page = pageOf(tutorial, at);
  return el("a", { href: here(tutorial, page), "data-step": at, class: isSource ? "source" : null,
    title: `${page.title}: ${page.steps[at - page.first]}`, "aria-label": `step ${at + 1}` }, String(at + 1));
};

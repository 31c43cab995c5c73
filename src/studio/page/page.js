/* A page of a tutorial, with its steps. */

import { command, go } from "./commands.js";
import { byId, el, paragraphs } from "./elements.js";
import { showBusy, showFrame } from "./frame.js";
import { legend } from "./lines.js";
import { here, place, where } from "./places.js";
import { ask, studio } from "./server.js";
import { showStep } from "./step.js";
import { openDialog } from "./stores.js";

export const showPage = async (tutorial, page) => {
  if (!studio.shown.walks[tutorial.name]) {
    const refused = await command({ command: "open", tutorial: tutorial.name });
    if (refused) {
      byId("main").replaceChildren(el("h1", {}, page.title), el("p", { class: "wrong", role: "alert" }, `It cannot be walked: ${refused}`),
        el("button", { type: "button", onclick: openDialog }, "Change store"));
      return;
    }
  }
  const at = tutorial.pages.indexOf(page);
  const other = (page, words) => page && el("a", { href: here(tutorial, page) }, `${words}: ${page.title}`);
  const original = /^https?:/.test(page.address ?? "") ? [" · ", el("a", { href: page.address, rel: "noreferrer noopener", target: "_blank" }, "the page itself")] : [];
  byId("main").replaceChildren(
    el("h1", {}, page.title),
    el("p", { class: "dim" }, `${tutorial.title} · page ${at + 1} of ${tutorial.pages.length}`, ...original),
    ...paragraphs(page.explain),
    buttons(tutorial, page, at),
    el("p", { id: "page-wrong", class: "wrong", role: "alert" }),
    legend(),
    el("div", { id: "steps" }),
    el("p", { class: "row" }, other(tutorial.pages[at - 1], "Before"), other(tutorial.pages[at + 1], "Next"))
  );
  await showSteps();
  showFrame();
};

const buttons = (tutorial, page, at) => {
  const whole = { tutorial: tutorial.name };
  const button = (words, what, kind) => el("button", { type: "button", class: kind, "data-idle": true, onclick: () => go({ ...what, ...whole }) }, words);
  const file = (words, ending) => el("a", { class: "button", href: `export/${tutorial.name}.${ending}`, download: true }, words);
  return el("div", { class: "row" },
    button(at ? "Run all up to here" : "Run this page", { command: "run_all", from: 0, until: page.first + page.steps.length - 1 }, "primary"),
    button("Run the whole tutorial", { command: "run_all", from: 0 }),
    button("Begin anew", { command: "restart" }),
    file("Report (HTML)", "html"),
    file("curl script", "sh"));
};

/* The steps that are shown: the box that holds them, and the revision and the article of each. */
const steps = { box: null, known: new Map() };
let isFetching = false;
let isOutdated = false;

/* Fetches the steps of the page that changed, and shows them. */
export const showSteps = async () => {
  if (isFetching) {
    isOutdated = true;
    return;
  }
  isFetching = true;
  try {
    await showChanged();
    showGoal();
  } catch {
    /* The loop that waits for changes tells that nobody answers, and asks again. */
  } finally {
    isFetching = false;
  }
  if (isOutdated) {
    isOutdated = false;
    await showSteps();
  }
};

const showChanged = async () => {
  const [tutorial, page] = place();
  const walk = tutorial && studio.shown.walks[tutorial.name];
  const box = byId("steps");
  /* Of a tutorial that was just opened, the next change tells. */
  if (!box || !page || !walk) return;
  if (steps.box !== box) {
    steps.box = box;
    steps.known.clear();
  }
  const to = page.first + page.steps.length;
  const after = Math.max(0, ...[...steps.known.values()].map((one) => one.revision));
  if (!walk.revisions.slice(page.first, to).some((revision) => revision > after)) return;
  const found = await ask(`api/steps/${tutorial.name}?from=${page.first}&to=${to}&after=${after}`);
  if (byId("steps") !== box || place()[1] !== page) return;
  for (const { at, revision, step } of found.steps) {
    const article = steps.known.get(at)?.article ?? box.appendChild(el("article", { id: `step-${at}`, tabindex: "-1" }));
    steps.known.set(at, { revision, article });
    showStep(article, tutorial, at, step);
  }
  showBusy();
};

/* Leads to the step that is meant, once it is there. */
const showGoal = () => {
  const article = where.goal === null || studio.shown.busy ? null : byId(`step-${where.goal}`);
  if (!article) return;
  where.goal = null;
  article.scrollIntoView();
  article.focus({ preventScroll: true });
};

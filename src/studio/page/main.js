/* The page as a whole: what is shown for an address, and what follows the studio's changes. */

import { command, flush, forgetAll } from "./commands.js";
import { byId, counted, tell } from "./elements.js";
import { showFrame } from "./frame.js";
import { showHome } from "./home.js";
import { showPage, showSteps } from "./page.js";
import { named, place, where } from "./places.js";
import { arrive, returnTo } from "./scrolling.js";
import { ask, refresh, studio } from "./server.js";
import { tellAwaited } from "./step.js";
import "./stores.js";

let showing = Promise.resolve();
const show = () => (showing = showing.then(showNow, showNow));
const showNow = async () => {
  const [tutorial, page] = place();
  const [name, pageName] = named() ?? [];
  if ((name && !tutorial) || (pageName && page?.name !== pageName)) tell(`there is no page ${location.hash.slice(2)}`);
  where.current = tutorial ? [tutorial.name, page.name] : ["", ""];
  document.title = page ? `${page.title} · Magewalk studio` : "Magewalk studio";
  if (page) await showPage(tutorial, page);
  else showHome();
  showFrame();
};

byId("stop").addEventListener("click", () => command({ command: "stop" }));
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("main").focus();
});
addEventListener("anotherstore", async () => {
  await refresh();
  forgetAll();
  tell("another store is walked; everything begins anew");
  await show();
});
addEventListener("hashchange", async () => {
  if (!location.hash.startsWith("#/") && location.hash !== "") return;
  const [tutorial, page] = place();
  if (page && tutorial.name === where.current[0] && page.name === where.current[1]) {
    arrive();
    return void showSteps();
  }
  const isMeant = where.goal === null;
  await show();
  if (isMeant) {
    byId("main").focus({ preventScroll: true });
    returnTo();
  }
  arrive();
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-step]");
  if (!link) return;
  where.goal = Number(link.dataset.step);
  if (link.getAttribute("href") === location.hash) {
    event.preventDefault();
    showSteps();
  }
});

/* How a walk of several steps ended, in words. */
const ended = ({ tutorial, of }) => {
  const verdicts = (studio.shown.walks[tutorial]?.verdicts ?? []).filter(Boolean);
  const count = (...words) => verdicts.filter((one) => words.includes(one)).length;
  return `${counted(of, "step")} ordered; in the tutorial ${count("passed")} passed, ${count("failed", "errored")} failed, ${count("skipped", "not applicable")} left out`;
};

const lost = (text) => {
  byId("lost").hidden = !text;
  byId("lost").textContent = text ?? "";
};
const pause = (time) => new Promise((done) => setTimeout(done, time));

/* Shows each change of the studio. */
const follow = async () => {
  for (;;) {
    try {
      const before = await refresh(studio.version);
      if (!byId("lost").hidden) tell("the studio answers again");
      lost(null);
      const [name] = where.current;
      if (name && before.walks[name] && !studio.shown.walks[name]) await show();
      showFrame();
      await showSteps();
      if (before.busy && !studio.shown.busy) {
        if (before.busy.of > 1) tell(ended(before.busy));
        flush();
      }
      tellAwaited();
    } catch (error) {
      studio.version = 0;
      lost(error.status === 403
        ? "This page belongs to a studio that was closed. Open the address that the new one printed."
        : "The studio does not answer. Was it closed? Trying again …");
      await pause(1000);
    }
  }
};

/* Beside the content both lists are open, above and below it they are opened at will. */
const wide = matchMedia("(min-width:70.01rem)");
const unfoldSides = () => {
  for (const details of document.querySelectorAll("nav > details, aside > details")) details.open = wide.matches;
};
wide.addEventListener("change", unfoldSides);

const begin = async () => {
  unfoldSides();
  for (;;) {
    try {
      Object.assign(studio, await ask("api/tutorials"));
      await refresh();
      break;
    } catch {
      lost("The studio does not answer. Trying again …");
      await pause(1000);
    }
  }
  lost(null);
  await show();
  if (where.goal === null) returnTo();
  follow();
};
begin();

/* The frame around a page: the store, the contents, what is under way, the values. */

import { byId, el } from "./elements.js";
import { here, inWords, pageOf, place, progressOf, stepLink } from "./places.js";
import { studio } from "./server.js";

const LONG = 90;

export const showFrame = () => {
  const [tutorial, page] = place();
  showStore();
  byId("contents").replaceChildren(...studio.tutorials.map((one) => contents(one, one === (tutorial ?? studio.tutorials[0]), page)));
  showUnderWay();
  showValues(tutorial);
  showBusy();
};

const showStore = () => {
  const { url, sandbox, magento, insecure, faults } = studio.shown.store;
  byId("store").replaceChildren(
    "walks ",
    el("strong", {}, sandbox ? `the sandbox, Magento ${magento}` : url),
    sandbox ? el("span", { class: "dim" }, ` ${url}`) : "",
    insecure ? el("span", { class: "wrong" }, " certificates are not checked") : "",
    faults?.length ? el("span", { class: "wrong" }, ` it breaks: ${faults.join(", ")}`) : ""
  );
};

const contents = (one, isOpen, page) => {
  const isCurrent = (other) => other === page && location.hash.length > 2;
  return el("section", {},
    el("h2", { id: `t-${one.name}` }, el("a", { href: here(one, one.pages[0]) }, one.title)),
    el("progress", { "aria-labelledby": `t-${one.name}`, value: progressOf(one).done, max: progressOf(one).count }),
    !isOpen ? "" : el("ol", {}, ...one.pages.map((other) =>
      el("li", {}, el("a", { href: here(one, other), "aria-current": isCurrent(other) ? "page" : null },
        el("span", {}, other.title), el("span", { class: "dim" }, inWords(progressOf(one, other))))))));
};

const showUnderWay = () => {
  const busy = studio.shown.busy;
  if (!busy && byId("busy").contains(document.activeElement)) byId("main").focus({ preventScroll: true });
  byId("busy").hidden = !busy;
  if (!busy) return;
  const tutorial = studio.tutorials.find((one) => one.name === busy.tutorial);
  byId("progress").max = busy.of;
  byId("progress").value = busy.done;
  byId("doing").textContent = `step ${busy.at + 1}, ${busy.done} of ${busy.of} done${tutorial ? `: ${pageOf(tutorial, busy.at).title}` : ""}`;
};

/* A button that was disabled would lose the focus; so it stays one, and does nothing. */
export const showBusy = () => {
  for (const button of document.querySelectorAll("[data-idle]")) button.setAttribute("aria-disabled", String(Boolean(studio.shown.busy)));
};
addEventListener("click", (event) => {
  if (event.target.closest?.("[aria-disabled=true]")) event.stopPropagation();
}, true);

const showValues = (tutorial) => {
  const values = (tutorial && studio.shown.walks[tutorial.name]?.values) ?? [];
  const { notices } = studio.shown;
  byId("values").replaceChildren(
    values.length === 0
      ? el("p", { class: "dim" }, "What a step takes from an answer stands here, with the steps that use it.")
      : el("dl", {}, ...values.flatMap((value) => valueOf(tutorial, value))),
    notices.length ? el("details", {}, el("summary", {}, "Taken back and left"), el("ul", {}, ...notices.map((one) => el("li", {}, one)))) : ""
  );
};

const valueOf = (tutorial, { name, value, from, to }) => [
  el("dt", {}, name),
  el("dd", {}, el("code", {}, value.length > LONG ? value.slice(0, LONG) + "…" : value)),
  el("dd", { class: "flow" }, stepLink(tutorial, from, true),
    to.length ? "→" : el("span", { class: "dim" }, "not used later"), ...to.map((at) => stepLink(tutorial, at))),
];

/* The step that a link leads to is lit while the link is looked at. */
const light = (event) => {
  document.querySelectorAll(".lit").forEach((node) => node.classList.remove("lit"));
  const step = event.target.closest?.("a[data-step]")?.dataset.step;
  if (step) byId(`step-${step}`)?.classList.add("lit");
};
document.addEventListener("mouseover", light);
document.addEventListener("focusin", light);

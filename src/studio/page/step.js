/* A step: its request, with an editor, and its answer beside what the page promises. */

import { command, forget, go, hasDraft, keyOf, type } from "./commands.js";
import { el, paragraphs, tell, withCode } from "./elements.js";
import { lines, promised } from "./lines.js";
import { studio } from "./server.js";

const MARKS = { passed: "✔", failed: "✘", errored: "‼", skipped: "↷", "not applicable": "–" };
const EFFECTS = {
  reversible: "It changes the shop, and is taken back at the end.",
  permanent: "What it makes stays in the shop.",
  configuration: "It changes the shop's configuration, and is taken back at the end.",
};
const ROWS = 100;

const verdictClass = (verdict) => `verdict ${verdict.replace(" ", "-")}`;

export const showStep = (article, tutorial, at, step) => {
  const key = keyOf(tutorial, at);
  const title = `step ${at + 1}`;
  const focused = article.contains(document.activeElement) ? document.activeElement : null;
  const result = step.result;
  article.dataset.verdict = result?.verdict ?? "";
  const editor = article.querySelector("textarea") ?? makeEditor(tutorial, at, key);
  if (!hasDraft(key) && editor.value !== step.text) {
    editor.value = step.text;
    editor.rows = Math.min(24, Math.max(4, step.text.split("\n").length));
  }
  editor.setAttribute("aria-invalid", String(Boolean(step.wrong)));
  const wrong = el("p", { id: `wrong-${at}`, class: "wrong", role: "alert" }, step.wrong ?? "");
  article.replaceChildren(
    el("h2", {}, `${at + 1}. ${step.title} `,
      result ? el("span", { class: verdictClass(result.verdict) }, `${MARKS[result.verdict]} ${result.verdict}${step.is_stale ? ", before your change" : ""}`) : ""),
    lessonAt(tutorial, at),
    ...paragraphs(step.explain),
    step.effect === "read" ? "" : el("p", { class: "dim" }, EFFECTS[step.effect] ?? step.effect),
    el("div", { class: "cols" },
      step.is_browser ? "" : el("div", {}, el("h3", {}, "Request"), editor, wrong),
      el("div", {}, el("h3", {}, step.is_browser ? "What a browser does" : step.is_own ? "What is sent: your own request" : "What is sent"),
        step.request.length ? lines(step.request, `${key}/request`, `what ${title} sends`) : "",
        step.obstacle ? el("p", { class: "dim" }, ...withCode(step.obstacle)) : "")),
    buttons(article, tutorial, at, step),
    result ? answer(result, key, title, step.is_stale) : ""
  );
  if (focused && article.contains(focused)) focused.focus();
};

const buttons = (article, tutorial, at, step) => {
  const { result } = step;
  const whole = { tutorial: tutorial.name };
  /* The same button as before: it may have the focus. */
  const send = article.querySelector("button.primary") ?? el("button", { type: "button", class: "primary", "data-idle": true, onclick: () => sendStep(tutorial, at) });
  send.textContent = result ? "Send again" : "Send";
  send.setAttribute("aria-label", `${send.textContent}: step ${at + 1}, ${step.title}`);
  return el("div", { class: "row" }, send,
    step.missing.length ? el("button", { type: "button", "data-idle": true, onclick: () => go({ command: "run_all", ...whole, from: 0, until: at }) }, "Send all up to this step") : "",
    step.is_own ? el("button", { type: "button", onclick: () => restore(tutorial, at) }, "The page's own request") : "",
    result?.curl ? el("button", { type: "button", onclick: (event) => copy(event.target, result.curl) }, "Copy as curl") : "");
};

const makeEditor = (tutorial, at, key) =>
  el("textarea", { "aria-label": `Request of step ${at + 1}`, "aria-describedby": `wrong-${at}`, spellcheck: "false", autocapitalize: "off", autocomplete: "off",
    oninput: (event) => type(key, event.target.value),
    onkeydown: (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) sendStep(tutorial, at);
    } });

const restore = async (tutorial, at) => {
  forget(keyOf(tutorial, at));
  await command({ command: "restore", tutorial: tutorial.name, at });
  document.querySelector(`#step-${at} textarea`)?.focus();
};

/* The step whose verdict is to be told once it is there. */
let awaited = null;
const sendStep = async (tutorial, at) => {
  if (studio.shown.busy) return;
  const refused = await command({ command: "send", tutorial: tutorial.name, at });
  awaited = refused ? null : { tutorial: tutorial.name, at };
  const wrong = document.querySelector(`#step-${at} .wrong[role=alert]`);
  if (wrong && refused) wrong.textContent = refused;
};
export const tellAwaited = () => {
  if (!awaited || studio.shown.busy) return;
  const verdict = studio.shown.walks[awaited.tutorial]?.verdicts[awaited.at];
  if (verdict) tell(`step ${awaited.at + 1}: ${verdict}`);
  awaited = null;
};

const copy = async (button, text) => {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    const pre = el("pre", { tabindex: "0" }, text);
    button.closest(".row").after(pre);
    getSelection().selectAllChildren(pre);
    button.textContent = "Selected: copy it";
  }
};

/* The lesson that the sandbox was broken for, at the step where it shows. */
const lessonAt = (tutorial, at) => {
  const isHere = (one) => one.tutorial === tutorial.name && one.at === at && studio.shown.store.faults?.includes(one.fault);
  const lesson = studio.lessons.find(isHere);
  return lesson ? el("div", { class: "lesson", role: "note", "aria-label": "lesson" },
    el("strong", {}, lesson.title), el("p", {}, lesson.about), el("p", {}, el("a", { href: "#/" }, "All lessons"))) : "";
};

/* What came back, beside what the page promises. */
const answer = (result, key, title, isStale) =>
  el("section", { "aria-label": `answer to ${title}`, class: isStale ? "stale" : null },
    isStale ? el("p", {}, "This is the answer to the request as it was before your change.") : "",
    el("p", { class: verdictClass(result.verdict) }, ...withCode(`${MARKS[result.verdict]} ${result.summary}`), result.was_own ? " (your own request; the promise is the page's)" : ""),
    result.rows.length ? differences(result.rows) : "",
    result.response.length || result.promise ? el("div", { class: "cols" },
      el("div", {}, el("h3", {}, result.pictures.length ? "What it did" : "The store answered"), lines(result.response, `${key}/response`, `the answer to ${title}`)),
      result.promise ? el("div", {}, el("h3", {}, "The page promises"), lines(promised(result.promise), `${key}/promise`, `what the page promises of ${title}`)) : "") : "",
    ...result.pictures.map(([name, picture]) => el("figure", {}, el("img", { alt: name, src: `data:image/png;base64,${picture}` }), el("figcaption", { class: "dim" }, name))),
    result.remarks.length ? el("ul", { class: "remarks" }, ...result.remarks.map(([mark, text]) => el("li", { class: mark }, ...withCode(text)))) : "");

const differences = (rows) =>
  el("table", {},
    el("thead", {}, el("tr", {}, ...["what differs", "the page prints", "the store answered"].map((word) => el("th", { scope: "col" }, word)))),
    el("tbody", {}, ...rows.slice(0, ROWS).map((row) => el("tr", {}, el("th", { scope: "row" }, row.place), ...values(row)))));

const values = ({ page, store, message }) =>
  page === null && store === null
    ? [el("td", { colspan: "2" }, message)]
    : [page, store].map((value) => el("td", {}, value === null ? "nothing" : el("code", {}, value)));

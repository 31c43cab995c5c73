/* Requests, answers and promises as lines, each with a sign, its text and a note. */

import { el } from "./elements.js";

export const SIGNS = { plain: "", exact: "=", varied: "~", drifted: "!", wrong: "✘", extra: "+", filled: "*" };
const LEGEND = [["filled", "filled in"], ["exact", "as the page prints it"], ["varied", "differs as it may"], ["wrong", "differs as it must not"], ["drifted", "the page is out of date"], ["extra", "not on the page"]];
const LONG = 40;
const GAP = { mark: "plain", text: "…", note: "" };

/* The blocks that were unfolded, by their keys. */
const unfolded = new Set();

export const legend = () =>
  el("ul", { class: "legend", "aria-label": "What the signs mean" },
    ...LEGEND.map(([mark, words]) => el("li", { class: mark }, el("b", { class: "sign" }, SIGNS[mark]), ` ${words}`)));

/* The status, the printed body, and what else has to hold. */
export const promised = ({ status, body, checks }) => [
  { mark: "plain", text: `status ${status}`, note: "" },
  ...body.map((text, at) => ({ mark: "plain", text, note: "", is_json: true, is_folded: body.length > LONG && at >= LONG })),
  ...checks.map(([mark, text]) => ({ mark, text, note: "" })),
];

export const lines = (all, key, name) => {
  const box = el("div", {});
  const draw = () => {
    const isOpen = unfolded.has(key);
    const isGap = (line, at) => line.is_folded && line.is_json && all[at + 1] && !all[at + 1].is_folded;
    const some = isOpen ? all : all.flatMap((line, at) => (!line.is_folded ? [line] : isGap(line, at) ? [GAP] : []));
    const hidden = isOpen ? 0 : all.filter((line) => line.is_folded).length;
    const fold = () => {
      if (!unfolded.delete(key)) unfolded.add(key);
      draw();
      box.querySelector("button")?.focus();
    };
    box.replaceChildren(
      el("pre", { tabindex: "0", role: "group", "aria-label": name }, ...some.map(line)),
      hidden || isOpen ? el("button", { type: "button", "aria-label": `${isOpen ? "Show less" : "Show all"} of ${name}`, onclick: fold }, isOpen ? "Show less" : `Show all (${hidden} more)`) : ""
    );
  };
  draw();
  return box;
};

const line = ({ mark, text, note, is_json }) =>
  el("span", { class: `line ${mark}` },
    SIGNS[mark] ? el("span", { class: "sign" }, SIGNS[mark]) : "",
    ...(is_json ? coloured(text) : [text]),
    note ? el("span", { class: "note" }, note) : "",
    "\n");

const coloured = (text) =>
  text.split(/("(?:[^"\\]|\\.)*"(?=:)|"(?:[^"\\]|\\.)*"|-?\b\d[\d.eE+-]*|\b(?:true|false|null)\b)/).map((part, at, parts) => {
    if (at % 2 === 0) return part;
    const isKey = part.startsWith('"') && parts[at + 1]?.startsWith(":");
    return el("span", { class: isKey ? "key" : part.startsWith('"') ? "text" : "value" }, part);
  });

/* What the user commands. What was typed goes before all else. */

import { byId, tell } from "./elements.js";
import { post, studio } from "./server.js";

/* What was typed and not sent yet, by tutorial and place. */
const drafts = new Map();
const timers = new Map();
const PAUSE = 350;

export const keyOf = (tutorial, at) => `${tutorial.name}/${at}`;
export const hasDraft = (key) => drafts.has(key);

export const type = (key, text) => {
  drafts.set(key, text);
  clearTimeout(timers.get(key));
  /* While steps are sent, it waits: no command is answered then but the one that stops them. */
  timers.set(key, setTimeout(() => studio.shown.busy || flush(), PAUSE));
};

export const forget = (key) => {
  clearTimeout(timers.get(key));
  drafts.delete(key);
};

export const forgetAll = () => drafts.clear();

const changeOf = ([key, text]) => {
  const [tutorial, at] = key.split("/");
  return { command: "change", tutorial, at: Number(at), text };
};

/* Sends what was typed, one after the other; returns why not. */
let flushing = Promise.resolve(null);
export const flush = () => (flushing = flushing.then(flushNow, flushNow));
const flushNow = async () => {
  for (const draft of drafts) {
    const [key, text] = draft;
    clearTimeout(timers.get(key));
    const refused = await post(changeOf(draft));
    if (refused) return refused;
    if (drafts.get(key) === text) drafts.delete(key);
  }
  return null;
};

/* A page that goes takes nothing along that was typed in its last moment. */
addEventListener("pagehide", () => {
  for (const draft of drafts) fetch("api/command", { method: "POST", keepalive: true, body: JSON.stringify(changeOf(draft)) }).catch(() => {});
});

/* Returns null where the command is carried out, else why not. */
export const command = async (what) => {
  const unsent = what.command === "stop" ? null : await flush();
  return unsent ?? post(what);
};

/* Commands what concerns the page that is open, which says what is refused. */
export const go = async (what) => {
  const refused = await command(what);
  if (!refused && what.command === "run_all") tell("steps are sent");
  const wrong = byId("page-wrong");
  if (wrong) wrong.textContent = refused ?? "";
  if (what.command === "restart" && !refused) {
    forgetAll();
    tell("everything was taken back; the tutorial begins anew");
  }
};

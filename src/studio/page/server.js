/* What the server says. */

export const studio = {
  tutorials: [],
  lessons: [],
  /* The store, what is under way, notices, and how the steps of each tutorial ended. */
  shown: { store: {}, busy: null, notices: [], walks: {} },
  version: 0,
};

/* The server answers within five seconds, also where nothing changed. */
export const ask = async (path) => {
  const response = await fetch(path, { signal: AbortSignal.timeout(9000) });
  if (!response.ok) throw Object.assign(new Error(await response.text()), { status: response.status });
  return response.json();
};

/* Returns null where the command is carried out, else why not. */
export const post = async (what) => {
  let response;
  try {
    response = await fetch("api/command", { method: "POST", body: JSON.stringify(what) });
  } catch {
    return "the studio does not answer";
  }
  if (response.ok) return null;
  try {
    const { message, hint } = await response.json();
    return hint ? `${message} (${hint})` : message;
  } catch {
    return "the studio does not understand this page any more; load it anew";
  }
};

/* Reads the state; with `after`, once it is another one than that. Returns what was shown before. */
export const refresh = async (after) => {
  const found = await ask(after === undefined ? "api/state" : `api/state?after=${after}`);
  const before = studio.shown;
  studio.version = found.version;
  studio.shown = found.shown;
  return before;
};

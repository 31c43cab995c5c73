/* Elements of the page, and text as paragraphs. */

export const byId = (id) => document.getElementById(id);

/* Makes an element; properties that begin with `on` are listeners, those without a value are left out. */
export const el = (tag, properties, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "max") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
};

export const withCode = (text) => text.split("`").map((part, at) => (at % 2 ? el("code", {}, part) : part));

export const paragraphs = (text) =>
  (text ?? "").split("\n\n").filter((one) => one.trim()).map((one) => el("p", {}, ...withCode(one.replaceAll("\n", " "))));

export const counted = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

/* Says what has happened to whoever does not see it. */
export const tell = (text) => {
  byId("status").textContent = text;
};

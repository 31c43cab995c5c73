"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  document.documentElement.classList.add("js");
  const steps = all("article");
  const search = document.getElementById("search");
  const boxes = all("form input[type=checkbox]");
  const count = document.getElementById("count");
  const texts = new Map();
  const textOf = (step) => {
    if (!texts.has(step)) texts.set(step, step.textContent.toLowerCase());
    return texts.get(step);
  };
  const filter = () => {
    const wanted = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const word = search.value.trim().toLowerCase();
    let shown = 0;
    for (const step of steps) {
      const fits = wanted.has(step.dataset.verdict) && (!word || textOf(step).includes(word));
      step.hidden = !fits;
      document.getElementById("n" + step.id).hidden = !fits;
      if (fits) shown++;
    }
    for (const page of all("main>section")) page.hidden = !page.querySelector("article:not([hidden])");
    count.textContent = shown + " of " + steps.length + " steps shown";
  };
  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 120);
  });
  boxes.forEach((box) => box.addEventListener("change", filter));
  document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());

  const reveal = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.hidden) {
      boxes.forEach((box) => (box.checked = true));
      search.value = "";
      filter();
    }
    target?.querySelector("details")?.setAttribute("open", "");
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link && link.hash === location.hash) reveal();
  });

  const folds = all("article details");
  const unfold = document.getElementById("unfold");
  const unfoldAll = (open) => {
    folds.forEach((fold) => (fold.open = open));
    unfold.textContent = open ? "fold all" : "unfold all";
  };
  unfold.addEventListener("click", () => unfoldAll(!folds.every((fold) => fold.open)));
  addEventListener("beforeprint", () => unfoldAll(true));

  let unpacked;
  const unpack = async () => {
    const packed = atob(document.getElementById("packed").textContent);
    const bytes = Uint8Array.from(packed, (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return (await new Response(stream).text()).split("\u001e");
  };
  const part = async (number) => {
    unpacked ??= unpack();
    const [kind, ...lines] = (await unpacked)[number].split("\n");
    let depth = 0;
    return lines.map((line) => {
      let text = line.slice(1);
      if (kind === "j") {
        if (/^[}\]]/.test(text)) depth--;
        const indent = "  ".repeat(Math.max(0, depth));
        if (/[{[]$/.test(text)) depth++;
        text = indent + text;
      }
      return [line[0], text];
    });
  };
  const show = (pre, lines) =>
    pre.replaceChildren(
      ...lines.map(([mark, text]) => {
        if (mark === " ") return document.createTextNode(text + "\n");
        const marked = document.createElement("b");
        marked.className = mark;
        marked.textContent = text;
        return marked;
      })
    );
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-part]");
    if (!button) return;
    const copies = button.dataset.copy !== undefined;
    const pre = copies ? button.nextElementSibling : button.previousElementSibling;
    show(pre, await part(button.dataset.part));
    pre.hidden = false;
    if (!copies) {
      button.remove();
      pre.focus();
      return;
    }
    try {
      await navigator.clipboard.writeText(pre.textContent.trim());
      button.textContent = "copied";
    } catch {
      getSelection().selectAllChildren(pre);
      button.textContent = "selected: copy it";
    }
  });

  const nav = document.querySelector("nav");
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("aria-hidden", "true");
  nav.append(drawing);
  const flow = (chip, on) => {
    all(".lit").forEach((lit) => lit.classList.remove("lit"));
    drawing.replaceChildren();
    if (!on) return;
    const places = chip.dataset.flow.split(" ").map((number) => document.getElementById("ns" + number));
    const top = nav.getBoundingClientRect().top - nav.scrollTop;
    drawing.style.height = nav.scrollHeight + "px";
    const middle = (item) => {
      const box = item.getBoundingClientRect();
      return box.top + box.height / 2 - top;
    };
    const known = places.filter((item) => item && !item.hidden);
    known.forEach((item) => item.classList.add("lit"));
    for (const item of known.slice(1)) {
      const [from, to] = [middle(known[0]), middle(item)];
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("d", `M33 ${from}C4 ${from} 4 ${to} 33 ${to}`);
      drawing.append(path);
    }
  };
  for (const [name, on] of [["mouseover", true], ["focusin", true], ["mouseout", false], ["focusout", false]]) {
    document.addEventListener(name, (event) => {
      const chip = event.target.closest?.("[data-flow]");
      if (chip) flow(chip, on);
    });
  }
  if (location.hash) reveal();
})();

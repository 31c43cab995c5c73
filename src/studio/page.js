"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const el = (tag, properties, ...children) => {
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
  const SIGNS = { plain: "", exact: "=", varied: "~", drifted: "!", wrong: "✘", extra: "+", filled: "*" };
  const MARKS = { passed: "✔", failed: "✘", errored: "‼", skipped: "↷", "not applicable": "–" };
  const LEGEND = [["filled", "filled in"], ["exact", "as the page prints it"], ["varied", "differs as it may"], ["wrong", "differs as it must not"], ["drifted", "the page is out of date"], ["extra", "not on the page"]];
  const LONG = 40;
  const GAP = { mark: "plain", text: "…", note: "" };

  /* What the server says. */
  let tutorials = [];
  let lessons = [];
  let shown = { store: {}, busy: null, notices: [], walks: {} };
  let version = 0;
  const steps = new Map();
  const unfolded = new Set();
  const pending = new Map();

  /* The server answers within five seconds, also where nothing changed. */
  const ask = async (path) => {
    const response = await fetch(path, { signal: AbortSignal.timeout(9000) });
    if (!response.ok) throw Object.assign(new Error(await response.text()), { status: response.status });
    return response.json();
  };
  /* Returns null where the command is carried out, else why not. What is typed goes before all else. */
  const command = async (what) => {
    const unsent = what.command === "stop" ? null : await flush();
    return unsent ?? post(what);
  };
  const post = async (what) => {
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
  const tell = (text) => {
    byId("status").textContent = text;
  };

  /* Where somebody is: #/tutorial/page. */
  const place = () => {
    const [name, page] = location.hash.startsWith("#/") ? location.hash.slice(2).split("/") : current;
    const tutorial = tutorials.find((one) => one.name === name);
    return [tutorial, tutorial?.pages.find((one) => one.name === page) ?? tutorial?.pages[0]];
  };
  let current = ["", ""];
  const here = (tutorial, page) => `#/${tutorial.name}/${page.name}`;
  const pageOf = (tutorial, at) => tutorial.pages.findLast((page) => page.first <= at);
  const progressOf = (tutorial, page) => {
    const verdicts = shown.walks[tutorial.name]?.verdicts ?? [];
    const [from, count] = page ? [page.first, page.steps.length] : [0, tutorial.pages.reduce((sum, one) => sum + one.steps.length, 0)];
    const mine = verdicts.slice(from, from + count);
    const wrong = mine.filter((one) => one === "failed" || one === "errored").length;
    return { count, wrong, done: mine.filter((one) => one === "passed" || one === "not applicable").length };
  };
  const counted = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
  const nextPage = (tutorial) =>
    tutorial.pages.find((page) => progressOf(tutorial, page).done < page.steps.length) ?? tutorial.pages[0];
  const inWords = ({ done, count, wrong }) => `${done} of ${count}${wrong ? `, ${wrong} ✘` : done === count ? " ✔" : ""}`;

  /* The frame around a page. */
  const showFrame = () => {
    const { url, sandbox, magento, insecure, faults } = shown.store;
    byId("store").replaceChildren(
      "walks ",
      el("strong", {}, sandbox ? `the sandbox, Magento ${magento}` : url),
      sandbox ? el("span", { class: "dim" }, ` ${url}`) : "",
      insecure ? el("span", { class: "wrong" }, " certificates are not checked") : "",
      faults?.length ? el("span", { class: "wrong" }, ` it breaks: ${faults.join(", ")}`) : ""
    );
    const [tutorial, page] = place();
    byId("contents").replaceChildren(
      ...tutorials.map((one) =>
        el("section", {},
          el("h2", { id: `t-${one.name}` }, el("a", { href: here(one, one.pages[0]) }, one.title)),
          el("progress", { "aria-labelledby": `t-${one.name}`, value: progressOf(one).done, max: progressOf(one).count }),
          one !== (tutorial ?? tutorials[0]) ? "" : el("ol", {}, ...one.pages.map((other) =>
            el("li", {}, el("a", { href: here(one, other), "aria-current": one === tutorial && other === page && location.hash.length > 2 ? "page" : null },
              el("span", {}, other.title), el("span", { class: "dim" }, inWords(progressOf(one, other)))))))
        ))
    );
    const busy = shown.busy;
    if (!busy && byId("busy").contains(document.activeElement)) byId("main").focus({ preventScroll: true });
    byId("busy").hidden = !busy;
    if (busy) {
      const title = tutorials.find((one) => one.name === busy.tutorial);
      byId("progress").max = busy.of;
      byId("progress").value = busy.done;
      byId("doing").textContent = `step ${busy.at + 1}, ${busy.done} of ${busy.of} done${title ? `: ${pageOf(title, busy.at).title}` : ""}`;
    }
    showValues(tutorial);
    showBusy();
  };
  /* A button that was disabled would lose the focus; so it stays one, and does nothing. */
  const showBusy = () => {
    for (const button of document.querySelectorAll("[data-idle]")) button.setAttribute("aria-disabled", String(Boolean(shown.busy)));
  };
  addEventListener("click", (event) => {
    if (event.target.closest?.("[aria-disabled=true]")) event.stopPropagation();
  }, true);
  const flow = (tutorial, at, isSource) => {
    const page = pageOf(tutorial, at);
    return el("a", { href: here(tutorial, page), "data-step": at, class: isSource ? "source" : null,
      title: `${page.title}: ${page.steps[at - page.first]}`, "aria-label": `step ${at + 1}` }, String(at + 1));
  };
  const showValues = (tutorial) => {
    const values = (tutorial && shown.walks[tutorial.name]?.values) ?? [];
    byId("values").replaceChildren(
      values.length === 0
        ? el("p", { class: "dim" }, "What a step takes from an answer stands here, with the steps that use it.")
        : el("dl", {}, ...values.flatMap((value) => [
            el("dt", {}, value.name),
            el("dd", {}, el("code", {}, value.value.length > 90 ? value.value.slice(0, 90) + "…" : value.value)),
            el("dd", { class: "flow" }, flow(tutorial, value.from, true), value.to.length ? "→" : el("span", { class: "dim" }, "not used later"), ...value.to.map((at) => flow(tutorial, at))),
          ])),
      shown.notices.length ? el("details", {}, el("summary", {}, "Taken back and left"), el("ul", {}, ...shown.notices.map((one) => el("li", {}, one)))) : ""
    );
  };

  /* The page of pages. */
  const showHome = () => {
    byId("main").replaceChildren(
      el("h1", {}, "Walk a tutorial"),
      el("p", {}, "Read a step, send its request, and see what the store answers beside what the page promises. Nothing that you do here leaves this machine, unless you walk a shop of your own."),
      el("ul", { class: "cards" }, ...tutorials.map((tutorial) => {
        const { done, count, wrong } = progressOf(tutorial);
        return el("li", {},
          el("h2", { id: `c-${tutorial.name}` }, tutorial.title),
          el("p", { class: "dim" }, `${counted(tutorial.pages.length, "page")}, ${counted(count, "step")}`),
          el("progress", { "aria-labelledby": `c-${tutorial.name}`, value: done, max: count }),
          el("p", {}, inWords({ done, count, wrong })),
          el("a", { class: "button primary", href: here(tutorial, nextPage(tutorial)), "aria-describedby": `c-${tutorial.name}` }, done ? "Go on" : "Begin"));
      })),
      lessons.length ? el("h2", {}, "What if …?") : "",
      lessons.length ? el("p", {}, "A fresh sandbox that breaks at one place. The steps before are sent for you.") : "",
      el("ul", { class: "cards" }, ...lessons.map((lesson, at) =>
        el("li", {}, el("h3", { id: `l-${at}` }, lesson.title), el("p", { class: "about" }, lesson.about),
          el("button", { type: "button", "data-idle": true, "aria-describedby": `l-${at}`, onclick: () => teach(lesson) }, "Try it"))))
    );
  };
  /* The lesson that the sandbox was broken for, at the step where it shows. */
  const lessonAt = (tutorial, at) => {
    const lesson = lessons.find((one) => one.tutorial === tutorial.name && one.at === at && shown.store.faults?.includes(one.fault));
    return lesson ? el("div", { class: "lesson", role: "note", "aria-label": "lesson" },
      el("strong", {}, lesson.title), el("p", {}, lesson.about), el("p", {}, el("a", { href: "#/" }, "All lessons"))) : "";
  };
  const teach = async (lesson) => {
    tell("a fresh sandbox begins");
    let refused = await command({ command: "sandbox", faults: [lesson.fault] });
    refused ??= await command({ command: "open", tutorial: lesson.tutorial });
    if (!refused && lesson.at > 0) refused = await command({ command: "run_all", tutorial: lesson.tutorial, from: 0, until: lesson.at - 1 });
    if (refused) return tell(refused);
    await refresh();
    goal = lesson.at;
    location.hash = `#/${lesson.tutorial}/${lesson.page}`;
  };
  let goal = null;

  /* A page of a tutorial. */
  const showPage = async (tutorial, page) => {
    if (!shown.walks[tutorial.name]) {
      const refused = await command({ command: "open", tutorial: tutorial.name });
      if (refused) {
        byId("main").replaceChildren(el("h1", {}, page.title), el("p", { class: "wrong", role: "alert" }, `It cannot be walked: ${refused}`),
          el("button", { type: "button", onclick: openDialog }, "Change store"));
        return;
      }
    }
    const at = tutorial.pages.indexOf(page);
    const other = (page, words) => page && el("a", { href: here(tutorial, page) }, `${words}: ${page.title}`);
    const whole = { tutorial: tutorial.name };
    byId("main").replaceChildren(
      el("h1", {}, page.title),
      el("p", { class: "dim" }, `${tutorial.title} · page ${at + 1} of ${tutorial.pages.length}`,
        ...(/^https?:/.test(page.address ?? "") ? [" · ", el("a", { href: page.address, rel: "noreferrer noopener", target: "_blank" }, "the page itself")] : [])),
      ...paragraphs(page.explain),
      el("div", { class: "row" },
        el("button", { type: "button", class: "primary", "data-idle": true, onclick: () => go({ command: "run_all", ...whole, from: 0, until: page.first + page.steps.length - 1 }) }, at ? "Run all up to here" : "Run this page"),
        el("button", { type: "button", "data-idle": true, onclick: () => go({ command: "run_all", ...whole, from: 0 }) }, "Run the whole tutorial"),
        el("button", { type: "button", "data-idle": true, onclick: () => go({ command: "restart", ...whole }) }, "Begin anew"),
        el("a", { class: "button", href: `export/${tutorial.name}.html`, download: true }, "Report (HTML)"),
        el("a", { class: "button", href: `export/${tutorial.name}.sh`, download: true }, "curl script")),
      el("p", { id: "page-wrong", class: "wrong", role: "alert" }),
      el("ul", { class: "legend", "aria-label": "What the signs mean" }, ...LEGEND.map(([mark, words]) => el("li", { class: mark }, el("b", { class: "sign" }, SIGNS[mark]), ` ${words}`))),
      el("div", { id: "steps" }),
      el("p", { class: "row" }, other(tutorial.pages[at - 1], "Before"), other(tutorial.pages[at + 1], "Next"))
    );
    await showSteps();
    showFrame();
  };
  const go = async (what) => {
    const refused = await command(what);
    if (!refused && what.command === "run_all") tell("steps are sent");
    const wrong = byId("page-wrong");
    if (wrong) wrong.textContent = refused ?? "";
    if (what.command === "restart" && !refused) {
      drafts.clear();
      tell("everything was taken back; the tutorial begins anew");
      await showSteps();
    }
  };
  const paragraphs = (text) => (text ?? "").split("\n\n").filter((one) => one.trim()).map((one) => el("p", {}, ...withCode(one.replaceAll("\n", " "))));
  const withCode = (text) => text.split("`").map((part, at) => (at % 2 ? el("code", {}, part) : part));

  /* Fetches the steps of the page that changed, and shows them. */
  let fetching = false;
  let stale = false;
  const showSteps = async () => {
    if (fetching) {
      stale = true;
      return;
    }
    const [tutorial, page] = place();
    const walk = tutorial && shown.walks[tutorial.name];
    /* Of a tutorial that was just opened, the next change tells. */
    if (!byId("steps") || !page || !walk) return;
    fetching = true;
    try {
      const known = walk.revisions.slice(page.first, page.first + page.steps.length);
      const isNew = known.some((revision, at) => steps.get(at)?.revision !== revision) || steps.box !== byId("steps");
      if (isNew) {
        const to = page.first + page.steps.length;
        const box = byId("steps");
        if (steps.box !== box) {
          steps.clear();
          steps.box = box;
        }
        const after = Math.max(0, ...[...steps.values()].map((one) => one.revision));
        const found = await ask(`api/steps/${tutorial.name}?from=${page.first}&to=${to}&after=${after}`);
        if (byId("steps") !== box || place()[1] !== page) return;
        for (const { at, revision, step } of found.steps) {
          const article = steps.get(at - page.first)?.article ?? box.appendChild(el("article", { id: `step-${at}`, tabindex: "-1" }));
          steps.set(at - page.first, { revision, article });
          showStep(article, tutorial, at, step);
        }
        showBusy();
      }
      if (goal !== null && !shown.busy && byId(`step-${goal}`)) {
        const article = byId(`step-${goal}`);
        goal = null;
        article.scrollIntoView();
        article.focus({ preventScroll: true });
      }
    } catch {
      /* The loop that waits for changes tells that nobody answers, and asks again. */
    } finally {
      fetching = false;
    }
    if (stale) {
      stale = false;
      await showSteps();
    }
  };

  const drafts = new Map();
  const showStep = (article, tutorial, at, step) => {
    const key = `${tutorial.name}/${at}`;
    const focused = article.contains(document.activeElement) ? document.activeElement : null;
    const result = step.result;
    article.dataset.verdict = result?.verdict ?? "";
    const editor = article.querySelector("textarea") ?? makeEditor(tutorial, at, key);
    if (!drafts.has(key) && editor.value !== step.text) {
      editor.value = step.text;
      editor.rows = Math.min(24, Math.max(4, step.text.split("\n").length));
    }
    const wrong = el("p", { id: `wrong-${at}`, class: "wrong", role: "alert" }, step.wrong ?? "");
    editor.setAttribute("aria-invalid", String(Boolean(step.wrong)));
    const title = `step ${at + 1}`;
    const send = article.querySelector("button.primary") ?? el("button", { type: "button", class: "primary", "data-idle": true, onclick: () => sendStep(tutorial, at) });
    send.textContent = result ? "Send again" : "Send";
    send.setAttribute("aria-label", `${send.textContent}: ${title}, ${step.title}`);
    article.replaceChildren(
      el("h2", {}, `${at + 1}. ${step.title} `, result ? el("span", { class: `verdict ${result.verdict.replace(" ", "-")}` }, `${MARKS[result.verdict]} ${result.verdict}${step.is_stale ? ", before your change" : ""}`) : ""),
      lessonAt(tutorial, at),
      ...paragraphs(step.explain),
      step.effect === "read" ? "" : el("p", { class: "dim" }, { reversible: "It changes the shop, and is taken back at the end.", permanent: "What it makes stays in the shop.", configuration: "It changes the shop's configuration, and is taken back at the end." }[step.effect] ?? step.effect),
      el("div", { class: "cols" },
        step.is_browser ? "" : el("div", {}, el("h3", {}, "Request"), editor, wrong),
        el("div", {}, el("h3", {}, step.is_browser ? "What a browser does" : step.is_own ? "What is sent: your own request" : "What is sent"), step.request.length ? lines(step.request, `${key}/request`, `what ${title} sends`) : "",
          step.obstacle ? el("p", { class: "dim" }, ...withCode(step.obstacle)) : "")),
      el("div", { class: "row" }, send,
        step.missing.length ? el("button", { type: "button", "data-idle": true, onclick: () => go({ command: "run_all", tutorial: tutorial.name, from: 0, until: at }) }, "Send all up to this step") : "",
        step.is_own ? el("button", { type: "button", onclick: () => restore(tutorial, at, key) }, "The page's own request") : "",
        result?.curl ? el("button", { type: "button", onclick: (event) => copy(event.target, result.curl) }, "Copy as curl") : ""),
      result ? answer(result, key, title, step.is_stale) : ""
    );
    if (focused && article.contains(focused)) focused.focus();
  };
  const makeEditor = (tutorial, at, key) =>
    el("textarea", { "aria-label": `Request of step ${at + 1}`, "aria-describedby": `wrong-${at}`, spellcheck: "false", autocapitalize: "off", autocomplete: "off",
      oninput: (event) => {
        drafts.set(key, event.target.value);
        clearTimeout(pending.get(key));
        /* While steps are sent, it waits: no command is answered then but the one that stops them. */
        pending.set(key, setTimeout(() => shown.busy || flush(), 350));
      },
      onkeydown: (event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) sendStep(tutorial, at);
      } });
  const changeOf = ([key, text]) => {
    const [tutorial, at] = key.split("/");
    return { command: "change", tutorial, at: Number(at), text };
  };
  /* Sends what was typed, one after the other; returns why not. */
  let flushing = Promise.resolve(null);
  const flush = () => (flushing = flushing.then(flushNow, flushNow));
  const flushNow = async () => {
    for (const draft of drafts) {
      const [key, text] = draft;
      clearTimeout(pending.get(key));
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
  const restore = async (tutorial, at, key) => {
    clearTimeout(pending.get(key));
    drafts.delete(key);
    await command({ command: "restore", tutorial: tutorial.name, at });
    document.querySelector(`#step-${at} textarea`)?.focus();
  };
  const sendStep = async (tutorial, at) => {
    if (shown.busy) return;
    const refused = await command({ command: "send", tutorial: tutorial.name, at });
    awaited = refused ? null : { tutorial: tutorial.name, at };
    const wrong = document.querySelector(`#step-${at} .wrong[role=alert]`);
    if (wrong && refused) wrong.textContent = refused;
  };
  let awaited = null;
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

  /* What came back, beside what the page promises. */
  const answer = (result, key, title, isStale) =>
    el("section", { "aria-label": `answer to ${title}`, class: isStale ? "stale" : null },
      isStale ? el("p", {}, "This is the answer to the request as it was before your change.") : "",
      el("p", { class: `verdict ${result.verdict.replace(" ", "-")}` }, ...withCode(`${MARKS[result.verdict]} ${result.summary}`), result.was_own ? " (your own request; the promise is the page's)" : ""),
      result.rows.length ? el("table", {},
        el("thead", {}, el("tr", {}, ...["what differs", "the page prints", "the store answered"].map((word) => el("th", { scope: "col" }, word)))),
        el("tbody", {}, ...result.rows.slice(0, 100).map((row) => el("tr", {}, el("th", { scope: "row" }, row.place), ...(row.page === null && row.store === null ? [el("td", { colspan: "2" }, row.message)] : [row.page, row.store].map((value) => el("td", {}, value === null ? "nothing" : el("code", {}, value)))))))) : "",
      result.response.length || result.promise ? el("div", { class: "cols" },
        el("div", {}, el("h3", {}, result.pictures.length ? "What it did" : "The store answered"), lines(result.response, `${key}/response`, `the answer to ${title}`)),
        result.promise ? el("div", {}, el("h3", {}, "The page promises"), lines(promised(result.promise), `${key}/promise`, `what the page promises of ${title}`)) : "") : "",
      ...result.pictures.map(([name, picture]) => el("figure", {}, el("img", { alt: name, src: `data:image/png;base64,${picture}` }), el("figcaption", { class: "dim" }, name))),
      result.remarks.length ? el("ul", { class: "remarks" }, ...result.remarks.map(([mark, text]) => el("li", { class: mark }, ...withCode(text)))) : "");

  /* The status, the printed body, and what else has to hold. */
  const promised = ({ status, body, checks }) => [
    { mark: "plain", text: `status ${status}`, note: "" },
    ...body.map((text, at) => ({ mark: "plain", text, note: "", is_json: true, is_folded: body.length > LONG && at >= LONG })),
    ...checks.map(([mark, text]) => ({ mark, text, note: "" })),
  ];

  /* Lines with a sign, their text and a note. */
  const lines = (all, key, name) => {
    const box = el("div", {});
    const draw = () => {
      const isOpen = unfolded.has(key);
      const isGap = (line, at) => line.is_folded && line.is_json && all[at + 1] && !all[at + 1].is_folded;
      const some = isOpen ? all : all.flatMap((line, at) => (!line.is_folded ? [line] : isGap(line, at) ? [GAP] : []));
      const hidden = isOpen ? 0 : all.filter((line) => line.is_folded).length;
      box.replaceChildren(
        el("pre", { tabindex: "0", role: "group", "aria-label": name }, ...some.map((line) =>
          el("span", { class: `line ${line.mark}` }, SIGNS[line.mark] ? el("span", { class: "sign" }, SIGNS[line.mark]) : "",
            ...(line.is_json ? coloured(line.text) : [line.text]), line.note ? el("span", { class: "note" }, line.note) : "", "\n"))),
        hidden || isOpen ? el("button", { type: "button", "aria-label": `${isOpen ? "Show less" : "Show all"} of ${name}`, onclick: () => {
          if (!unfolded.delete(key)) unfolded.add(key);
          draw();
          box.querySelector("button")?.focus();
        } }, isOpen ? "Show less" : `Show all (${hidden} more)`) : ""
      );
    };
    draw();
    return box;
  };
  const coloured = (text) =>
    text.split(/("(?:[^"\\]|\\.)*"(?=:)|"(?:[^"\\]|\\.)*"|-?\b\d[\d.eE+-]*|\b(?:true|false|null)\b)/).map((part, at, parts) => {
      if (at % 2 === 0) return part;
      const isKey = part.startsWith('"') && parts[at + 1]?.startsWith(":");
      return el("span", { class: isKey ? "key" : part.startsWith('"') ? "text" : "value" }, part);
    });

  /* Which store. */
  const dialog = byId("dialog");
  const openDialog = () => {
    byId("refused").textContent = "";
    if (shown.store.kind) byId("magento").value = shown.store.kind;
    dialog.showModal();
  };
  const kind = () => byId("form").elements.kind.value;
  byId("change-store").addEventListener("click", openDialog);
  byId("cancel").addEventListener("click", () => dialog.close());
  byId("form").addEventListener("change", () => {
    byId("shop").disabled = kind() === "sandbox";
    byId("magento").disabled = kind() !== "sandbox";
  });
  byId("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    byId("refused").textContent = "";
    const refused = await command(kind() === "sandbox"
      ? { command: "sandbox", faults: [], magento: byId("magento").value }
      : { command: "target", url: byId("url").value, yes: byId("yes").checked, permanent: byId("permanent").checked, configuration: byId("configuration").checked });
    byId("refused").textContent = refused ?? "";
    if (!refused) {
      dialog.close();
      await another();
    }
  });
  const refresh = async () => {
    const found = await ask("api/state");
    version = found.version;
    shown = found.shown;
  };
  const another = async () => {
    await refresh();
    drafts.clear();
    tell("another store is walked; everything begins anew");
    await show();
  };
  byId("fresh").addEventListener("click", async () => {
    const refused = await command({ command: "sandbox", faults: [] });
    if (refused) tell(refused);
    else await another();
  });
  byId("stop").addEventListener("click", () => command({ command: "stop" }));

  /* What changes. */
  let showing = Promise.resolve();
  const show = () => (showing = showing.then(showNow, showNow));
  const showNow = async () => {
    const [tutorial, page] = place();
    const [name, pageName] = location.hash.startsWith("#/") ? location.hash.slice(2).split("/") : [];
    if ((name && !tutorial) || (pageName && page?.name !== pageName)) tell(`there is no page ${location.hash.slice(2)}`);
    current = tutorial ? [tutorial.name, page.name] : ["", ""];
    document.title = page ? `${page.title} · Magewalk studio` : "Magewalk studio";
    if (page) await showPage(tutorial, page);
    else showHome();
    showFrame();
  };
  /* Where somebody was on a page is kept with its entry in the history; but not where the page that
     goes was scrolled to, while another one comes. */
  history.scrollRestoration = "manual";
  let wanted = history.state?.y ?? 0;
  let address = location.hash;
  let isMoving = false;
  addEventListener("popstate", ({ state }) => {
    wanted = state?.y ?? 0;
    isMoving = location.hash !== address;
    address = location.hash;
  });
  addEventListener("scrollend", () => isMoving || history.replaceState({ y: scrollY }, ""));
  const returnTo = () => {
    isMoving = false;
    scrollTo({ top: wanted, behavior: "instant" });
  };
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    byId("main").focus();
  });
  addEventListener("hashchange", async () => {
    if (!location.hash.startsWith("#/") && location.hash !== "") return;
    if (place()[1] && place()[0].name === current[0] && place()[1].name === current[1]) {
      isMoving = false;
      return void showSteps();
    }
    const isMeant = goal === null;
    await show();
    if (isMeant) {
      byId("main").focus({ preventScroll: true });
      returnTo();
    }
    isMoving = false;
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-step]");
    if (!link) return;
    goal = Number(link.dataset.step);
    if (link.getAttribute("href") === location.hash) {
      event.preventDefault();
      showSteps();
    }
  });
  document.addEventListener("mouseover", (event) => light(event));
  document.addEventListener("focusin", (event) => light(event));
  const light = (event) => {
    document.querySelectorAll(".lit").forEach((node) => node.classList.remove("lit"));
    const step = event.target.closest?.("a[data-step]")?.dataset.step;
    if (step) byId(`step-${step}`)?.classList.add("lit");
  };

  /* How a walk of several steps ended, in words. */
  const ended = ({ tutorial, of }) => {
    const verdicts = (shown.walks[tutorial]?.verdicts ?? []).filter(Boolean);
    const count = (...words) => verdicts.filter((one) => words.includes(one)).length;
    return `${counted(of, "step")} ordered; in the tutorial ${count("passed")} passed, ${count("failed", "errored")} failed, ${count("skipped", "not applicable")} left out`;
  };

  const lost = (text) => {
    byId("lost").hidden = !text;
    byId("lost").textContent = text ?? "";
  };
  const pause = (time) => new Promise((done) => setTimeout(done, time));
  const follow = async () => {
    for (;;) {
      try {
        const found = await ask(`api/state?after=${version}`);
        if (!byId("lost").hidden) tell("the studio answers again");
        lost(null);
        const hadWalk = shown.walks[current[0]];
        const before = shown.busy;
        version = found.version;
        shown = found.shown;
        if (current[0] && hadWalk && !shown.walks[current[0]]) await show();
        showFrame();
        await showSteps();
        if (before && !shown.busy) {
          if (before.of > 1) tell(ended(before));
          if (drafts.size) flush();
        }
        if (awaited && !shown.busy) {
          const verdict = shown.walks[awaited.tutorial]?.verdicts[awaited.at];
          if (verdict) tell(`step ${awaited.at + 1}: ${verdict}`);
          awaited = null;
        }
      } catch (error) {
        version = 0;
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
        ({ tutorials, lessons } = await ask("api/tutorials"));
        await refresh();
        break;
      } catch {
        lost("The studio does not answer. Trying again …");
        await pause(1000);
      }
    }
    lost(null);
    await show();
    if (goal === null) returnTo();
    follow();
  };
  begin();
})();

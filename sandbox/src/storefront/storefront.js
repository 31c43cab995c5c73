"use strict";
/* What pages of Luma leave to scripts: who is signed in, how much is in the cart, what went wrong. */
(() => {
  const root = new URL("..", document.currentScript.src);
  const fill = (selector, text) => {
    for (const node of document.querySelectorAll(selector)) node.textContent = text;
  };

  /* Messages travel in a cookie from one answer to the next page, and are shown once. */
  const NAME = "mage-messages";
  const KINDS = ["error", "success", "notice", "warning"];
  const messages = () => {
    const cookie = document.cookie.split("; ").find((one) => one.startsWith(`${NAME}=`));
    if (!cookie) return [];
    document.cookie = `${NAME}=; Max-Age=0; path=/; SameSite=Strict`;
    try {
      return JSON.parse(decodeURIComponent(cookie.slice(NAME.length + 1)));
    } catch {
      return [];
    }
  };
  const showMessages = () => {
    const known = messages().filter?.(({ type, text }) => KINDS.includes(type) && typeof text === "string") ?? [];
    if (!known.length) return;
    const box = document.createElement("div");
    box.className = "messages";
    box.setAttribute("role", "alert");
    for (const { type, text } of known) {
      const message = document.createElement("div");
      message.className = `message-${type} ${type} message`;
      message.append(document.createElement("div"));
      message.firstChild.textContent = text;
      box.append(message);
    }
    document.querySelector(".page.messages").append(box);
  };

  const showVisitor = async () => {
    const response = await fetch(new URL("customer/section/load/?sections=customer,cart", root));
    if (!response.ok) return;
    const { customer, cart } = await response.json();
    if (customer.fullname) fill(".greet .logged-in", `Welcome, ${customer.fullname}!`);
    else fill(".greet .not-logged-in", "Default welcome msg!");
    if (!cart.summary_count) return;
    fill(".minicart-wrapper .counter-number", String(cart.summary_count));
    document.querySelector(".minicart-wrapper .counter").classList.remove("empty");
  };

  showMessages();
  showVisitor();
})();

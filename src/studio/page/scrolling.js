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

/* The page that comes is there. */
export const arrive = () => {
  isMoving = false;
};
export const returnTo = () => {
  arrive();
  scrollTo({ top: wanted, behavior: "instant" });
};

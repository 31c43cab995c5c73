/* Which store is walked: the dialog, and the button for a fresh sandbox. Says `anotherstore` to the
   window once it is another one. */

import { command } from "./commands.js";
import { byId, tell } from "./elements.js";
import { studio } from "./server.js";

const dialog = byId("dialog");
const kind = () => byId("form").elements.kind.value;
const another = () => dispatchEvent(new Event("anotherstore"));

export const openDialog = () => {
  byId("refused").textContent = "";
  if (studio.shown.store.kind) byId("magento").value = studio.shown.store.kind;
  dialog.showModal();
};

const wanted = () =>
  kind() === "sandbox"
    ? { command: "sandbox", faults: [], magento: byId("magento").value }
    : { command: "target", url: byId("url").value, yes: byId("yes").checked, permanent: byId("permanent").checked, configuration: byId("configuration").checked };

byId("change-store").addEventListener("click", openDialog);
byId("cancel").addEventListener("click", () => dialog.close());
byId("form").addEventListener("change", () => {
  byId("shop").disabled = kind() === "sandbox";
  byId("magento").disabled = kind() !== "sandbox";
});
byId("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  byId("refused").textContent = "";
  const refused = await command(wanted());
  byId("refused").textContent = refused ?? "";
  if (refused) return;
  dialog.close();
  another();
});
byId("fresh").addEventListener("click", async () => {
  const refused = await command({ command: "sandbox", faults: [] });
  if (refused) tell(refused);
  else another();
});

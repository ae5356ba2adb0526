import "./printing.js";
import htmx from "htmx.org";
import { startDrafts } from "./drafts.js";
import { startKept } from "./kept.js";
import { startKeys } from "./keys.js";
import { startMenus } from "./menus.js";
import { startPhotos } from "./photos.js";
import { startSheets } from "./sheets.js";
import { startTables } from "./tables.js";
import { startTheme } from "./theme.js";
import { startToasts } from "./toasts.js";
import "./live.js";

window.htmx = htmx;
// The token is read when it is sent: after signing in again in another tab, what was typed here can still be saved.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  if (!token) return;
  event.detail.headers["X-CSRFToken"] = token[1];
  if (event.detail.parameters.csrfmiddlewaretoken) event.detail.parameters.csrfmiddlewaretoken = token[1];
});
// A choice that is the whole form is sent when it is made; its button stays for those without script.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});
// A row of tabs too wide for the screen shows the one that is open.
for (const open of document.querySelectorAll('.segments > [aria-current="true"]')) {
  const row = open.parentElement.getBoundingClientRect();
  const one = open.getBoundingClientRect();
  open.parentElement.scrollLeft += Math.min(one.right - row.right + 24, one.left - row.left);
}
startTheme();
startSheets();
startMenus();
startKept();
startKeys();
startToasts();
startTables();
startPhotos();
startDrafts();

// The public page of a ticket: the place in line, read again when it changes and at least every twenty seconds.
import "./htmx.js";
import "../live.js";
import { hhmm, now, serverTime, startClock } from "./clock.js";

const place = document.getElementById("now");
const offline = document.getElementById("offline");
const BACKGROUND = { "X-Background": "1" };
let shown = "";
let heard = now();

/** What the fragment says besides its words: whether it is this customer's turn. */
function tell() {
  const { title, called, at, over } = place.firstElementChild.dataset;
  if (title) document.title = title;
  if (at) serverTime(at);
  if (called && called !== shown) navigator.vibrate?.([300, 120, 300]);
  shown = called ?? "";
  if (over) place.removeAttribute("hx-trigger");
}

document.addEventListener("htmx:configRequest", (event) => {
  if (event.target === place) Object.assign(event.detail.headers, BACKGROUND);
});
let last = "";
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target !== place) return;
  offline.hidden = true;
  heard = now();
  const same = event.detail.serverResponse.replace(/data-at="[^"]*"/, "");
  if (same === last) event.detail.shouldSwap = false; // a screen reader is not told the same again
  last = same;
});
document.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target === place) tell(); });
document.addEventListener("htmx:sendError", () => {
  offline.hidden = false;
  offline.querySelector("[data-since]").textContent = hhmm(heard);
});
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open).showModal();
  if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
});
startClock();
tell();

// Staff's pages of the lobby: waits grow while nothing happens, so what shows them reads itself again by the clock.
const TICK_MS = 20000;

setInterval(() => {
  const part = document.querySelector("[data-ticks]");
  // The name begins with "live": live.js marks such requests as nobody's own, so an open page keeps no session alive.
  if (part && !document.hidden) document.body.dispatchEvent(new CustomEvent("live:tick", { bubbles: true }));
}, TICK_MS);

/** A sheet that did something says so when it is shown: what is behind it reads itself again. */
document.body.addEventListener("htmx:afterSwap", (event) => {
  const changed = event.detail.target.querySelector?.("[data-changed]");
  if (changed) document.body.dispatchEvent(new CustomEvent(changed.dataset.changed, { bubbles: true }));
});

/** A page whose whole frame changes once something was done: choosing a counter leads to its console. */
document.body.addEventListener("lobby:changed", () => {
  const whole = document.querySelector("[data-reload-on='lobby:changed']");
  if (whole) window.location.reload();
});

/** Whoever works by keyboard finds the main action under the finger after each step; nobody else is disturbed. */
let byKey = false;
document.addEventListener("keydown", () => { byKey = true; }, true);
document.addEventListener("pointerdown", () => { byKey = false; }, true);
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "console" || !byKey || document.querySelector("dialog[open]")) return;
  const lost = !document.activeElement || document.activeElement === document.body;
  if (lost) document.querySelector("#console .btn-primary")?.focus({ preventScroll: true });
});

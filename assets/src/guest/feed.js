// How a device that nobody touches keeps itself current: the page's part is read again when the live channel says so and
// at a steady beat besides; a failure is shown with the time of the last news, and the next success clears it.
import "../live.js";
import { hhmm, now, serverTime } from "./clock.js";

const BEAT_MS = 10000;
const RETRY_MS = 3000;
const PATIENCE_MS = 8000;
const BACKGROUND = { "X-Background": "1" };

/** `take(answer)` gets each good answer (a Response); `offline` is the element that says the line is away. */
export function keepCurrent(address, take, offline) {
  let heard = null;
  let timer = null;
  let asking = false;
  let askAgain = false;

  function lost() {
    offline.hidden = false;
    const since = offline.querySelector("[data-since]");
    if (since) since.textContent = heard === null ? "" : hhmm(heard);
  }

  async function ask() {
    if (asking) { askAgain = true; return; }
    asking = true;
    clearTimeout(timer);
    let next = BEAT_MS;
    try {
      const answer = await fetch(address, { headers: BACKGROUND, signal: AbortSignal.timeout(PATIENCE_MS), redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      await take(answer);
      heard = now();
      offline.hidden = true;
    } catch {
      lost();
      next = RETRY_MS;
    }
    asking = false;
    if (askAgain) { askAgain = false; next = 0; }
    timer = setTimeout(ask, next);
  }

  // Several things happen in one breath (a call is a step and a counter): one question answers them all.
  let soon = null;
  const hear = () => { clearTimeout(soon); soon = setTimeout(ask, 120); };
  document.body.addEventListener("live", hear);
  document.body.addEventListener("live:reset", hear);
  addEventListener("online", ask);
  addEventListener("offline", lost);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
  heard = now();
  timer = setTimeout(ask, BEAT_MS);
  return { ask };
}

export { serverTime };

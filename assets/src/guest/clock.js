// The server's time: the device's own clock may be wrong, or be changed while the page is open. The page is told the
// server's instant and counts on from it with the monotonic clock.
let base = null;

export function serverTime(iso) {
  base = { at: Date.parse(iso), from: performance.now() };
}

/** Milliseconds since the epoch, as the server would say. */
export function now() {
  return base ? base.at + performance.now() - base.from : Date.now();
}

/** HH:MM of an instant in the bank's time zone, whatever that of the device. */
export function hhmm(ms) {
  return new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Shanghai",
  }).format(ms);
}

function show() {
  const text = hhmm(now());
  for (const clock of document.querySelectorAll("[data-clock]")) {
    if (clock.textContent !== text) clock.textContent = text;
  }
}

/** Read the server's instant from the page (again after each swap) and keep every [data-clock] right. */
export function startClock() {
  const told = document.querySelector("[data-clock]");
  if (told) serverTime(told.dataset.clock);
  setInterval(show, 1000);
}

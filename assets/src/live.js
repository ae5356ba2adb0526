// The one live channel of a page. It reads `<meta name="live" content='{...}'>` (tingtang/live/pages.py) and turns each event of
// the outbox into DOM events on <body>:
//   live:<name>   such as live:duty.closed, with detail {id, topic, name, at, payload}
//   live          the same event, whatever its name
//   live:reset    too much was missed: read the page (or the fragment) again
//   live:ended    signed out, or no longer allowed to follow
// so that htmx follows with hx-trigger="live:duty.closed from:body, live:reset from:body".
// A stream (server-sent events) where it can pass, else polling; what was seen is dropped by id, so each event fires once.
// <html data-live="stream|poll|off"> says which, for the page to show.
(() => {
  "use strict";
  const meta = document.querySelector('meta[name="live"]');
  if (!meta) return;

  const SILENCE_MS = 40000; // the server beats every 15 s: two beats missed and some
  const POLL_MS = 3000;
  const TRY_STREAM_AGAIN_MS = 60000;
  const REMEMBERED = 2000;
  const BACKGROUND = { "X-Background": "1" }; // nobody asked: such a request does not count as the person being there
  const seen = new Set();
  let config = JSON.parse(meta.content);
  let after = config.after;
  let source = null;
  let heard = Date.now();
  let failures = 0;
  let polling = null;
  let waiting = null;
  let ended = false;

  const state = (value) => { document.documentElement.dataset.live = value; };
  const fire = (name, detail) => document.body.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  // Many pages are told to read again at once: spread them.
  const soon = (action) => setTimeout(action, Math.random() * 1500);

  function take(event) {
    if (seen.has(event.id)) return;
    seen.add(event.id);
    if (seen.size > REMEMBERED) seen.delete(seen.values().next().value);
    fire("live", event);
    fire(`live:${event.name}`, event);
  }

  function moved(message) {
    heard = Date.now();
    after = JSON.parse(message.data).after;
  }

  function stream() {
    if (source) source.close();
    heard = Date.now();
    const address = new URL(config.stream, location.href);
    address.searchParams.set("ticket", config.ticket);
    address.searchParams.set("after", after);
    source = new EventSource(address);
    source.onopen = () => { failures = 0; heard = Date.now(); stopPolling(); state("stream"); };
    source.onmessage = (message) => { heard = Date.now(); take(JSON.parse(message.data)); };
    source.addEventListener("beat", moved);
    source.addEventListener("mark", moved);
    source.addEventListener("reset", (message) => { moved(message); soon(() => fire("live:reset")); });
    source.onerror = again;
  }

  // Our own reconnect rather than the browser's: the ticket may have ended, and a blocked port must lead to polling.
  function again() {
    if (source) source.close();
    source = null;
    failures += 1;
    if (failures > 1) poll();
    const pause = failures > 1 ? TRY_STREAM_AGAIN_MS : 500;
    clearTimeout(waiting);
    waiting = setTimeout(async () => { if (await renew()) stream(); }, pause * (0.75 + Math.random() / 2));
  }

  // -> whether to go on. Signed out or no longer allowed: the page is told once and the channel ends.
  async function renew() {
    if (ended) return false;
    try {
      const address = `${config.renew}?topics=${encodeURIComponent(config.topics.join(","))}`;
      const answer = await fetch(address, { headers: BACKGROUND });
      if (answer.status === 401 || answer.status === 403) {
        ended = true;
        stopPolling();
        state("off");
        fire("live:ended", { status: answer.status });
        return false;
      }
      if (answer.ok) config = await answer.json();
    } catch { state("off"); /* the network is away: the next try will tell */ }
    return true;
  }

  function poll() {
    if (polling) return;
    polling = setInterval(ask, POLL_MS);
    ask();
  }

  function stopPolling() {
    clearInterval(polling);
    polling = null;
  }

  async function ask() {
    try {
      const query = new URLSearchParams({ ticket: config.ticket, after });
      const answer = await fetch(`${config.poll}?${query}`, { headers: BACKGROUND });
      if (answer.status === 401) { await renew(); return; }
      if (!answer.ok) throw new Error(`poll: ${answer.status}`);
      const batch = await answer.json();
      if (!polling) return;
      after = batch.after;
      state("poll");
      if (batch.reset) soon(() => fire("live:reset"));
      batch.events.forEach(take);
    } catch { state("off"); }
  }

  function leave() {
    if (source) source.close();
    source = null;
    clearTimeout(waiting);
    stopPolling();
  }

  // What htmx reads again because of a live event is no sign of the person either.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.triggeringEvent?.type?.startsWith("live")) Object.assign(event.detail.headers, BACKGROUND);
  });
  setInterval(() => { if (source && Date.now() - heard > SILENCE_MS) again(); }, 5000);
  addEventListener("online", () => { if (!ended) { failures = 0; clearTimeout(waiting); stream(); } });
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => { if (event.persisted && !ended) stream(); });
  stream();
})();

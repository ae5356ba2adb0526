// Keeps the page of an inspection under way, and the files it is made of, for when there is no network. Nothing else is
// kept: every other page is asked for as always. What was sent is thrown away at once.
const PAGES = "inspections-pages";
const FILES = "inspections-files";
const FIELD = /^\/inspections\/\d+\/field$/;

async function keep(page, files) {
  const kept = await caches.open(FILES);
  const known = new Set((await kept.keys()).map((one) => new URL(one.url).pathname));
  await Promise.all(files.filter((one) => !known.has(one)).map((one) => kept.add(one)));
  const answer = await fetch(page, { credentials: "same-origin" });
  if (answer.ok && !answer.redirected) await (await caches.open(PAGES)).put(page, answer);
}

async function drop(page) {
  await (await caches.open(PAGES)).delete(page);
}

/** The page as it is now; without a network, as it was when it was last open here. */
async function page(request) {
  const path = new URL(request.url).pathname;
  try {
    return await fetch(request);
  } catch (trouble) {
    const kept = await (await caches.open(PAGES)).match(path);
    if (kept) return kept;
    throw trouble;
  }
}

async function file(request) {
  return (await (await caches.open(FILES)).match(new URL(request.url).pathname)) ?? fetch(request);
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  const { what, page: path, files } = event.data;
  const done = what === "keep" ? keep(path, files) : drop(path);
  event.waitUntil(done.then(() => event.source?.postMessage({ what, page: path }), () => {}));
});
self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && FIELD.test(pathname)) event.respondWith(page(event.request));
  else if (pathname.startsWith("/static/")) event.respondWith(file(event.request));
});

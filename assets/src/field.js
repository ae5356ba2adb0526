// An inspection on a phone. Everything typed is kept in the browser as it is typed and sent once: a package has a key, and
// is sent with it again until an answer comes. Somebody else's saving meanwhile is shown side by side, never overwritten.
import { smaller, thumbnail } from "./field-photo.js";
import { load, remove, save } from "./field-store.js";

const AGAIN = 15000; // milliseconds between tries
const root = document.getElementById("field");
const said = (name) => root.dataset[name];
const given = JSON.parse(document.getElementById("field-data").textContent);
const path = `/inspections/${given.inspection}/field`;
const id = `${given.user}:${given.inspection}`;
const fresh = () => ({ id, edition: given.edition, base: given.marks, marks: structuredClone(given.marks), findings: [], photos: [], pending: null, unsettled: [] });
const BLANK = { off: false, score: "" };
let draft = fresh();
let sending = false;

const same = (one, other) => Boolean(one?.off) === Boolean(other?.off) && (one?.off || (one?.score ?? "") === (other?.score ?? ""));
const filled = (mark) => Boolean(mark && (mark.off || mark.score !== ""));
const changed = () => Object.keys(draft.marks).filter((item) => !same(draft.marks[item], draft.base[item])); // cleared is changed too
const waiting = () => changed().length + draft.findings.length + draft.photos.length;

async function keep() {
  await save(draft);
  tell();
}

function tell(text = "", tone = "") {
  const bar = document.getElementById("field-state");
  const n = waiting();
  const usual = !n && !draft.pending ? said("allSent") : `${said("kept")} · ${said("unsent").replace("%d", n)}`;
  bar.textContent = text || (navigator.onLine ? usual : `${usual} · ${said("offline")}`);
  bar.className = `field-state${tone ? ` is-${tone}` : ""}`;
  document.getElementById("field-send").disabled = sending || draft.unsettled.length > 0 || (!n && !draft.pending);
  const open = [...root.querySelectorAll("[data-item][data-base]")].filter((row) => !filled(draft.marks[row.dataset.item])).length;
  document.getElementById("field-left").textContent = said("left").replace("%d", open);
}

// -- what is shown ---------------------------------------------------------------------------------------------------

function show() {
  for (const row of root.querySelectorAll("[data-item]")) {
    const mark = draft.marks[row.dataset.item];
    row.querySelector("[data-score]").value = mark?.off ? "" : (mark?.score ?? "");
    row.querySelector("[data-off]").checked = Boolean(mark?.off);
    row.classList.toggle("is-done", filled(mark));
    pictures(row.querySelector("[data-shots]"), draft.photos.filter((one) => one.item === row.dataset.item).map((one) => one.blob));
  }
  const list = document.getElementById("field-findings");
  list.replaceChildren(...draft.findings.map(line));
  tell();
}

function pictures(place, blobs) {
  place.replaceChildren();
  for (const blob of blobs) thumbnail(blob).then((canvas) => place.append(canvas));
}

function line(one) {
  const row = document.createElement("li");
  row.className = "phrase-line";
  const text = document.createElement("span");
  text.textContent = `${one.article} · ${one.text}`;
  const shots = document.createElement("span");
  pictures(shots, one.photos.map((photo) => photo.blob));
  const away = document.createElement("button");
  away.type = "button";
  away.className = "btn btn-quiet";
  away.textContent = said("remove");
  away.addEventListener("click", async () => {
    draft.findings = draft.findings.filter((other) => other.id !== one.id);
    await keep();
    show();
  });
  row.append(text, shots, ...(draft.pending ? [] : [away]));
  return row;
}

// -- what is typed ---------------------------------------------------------------------------------------------------

async function typed(event) {
  const row = event.target.closest("[data-item]");
  const picture = event.target.matches("[data-photo]");
  if (!row || picture !== (event.type === "change")) return; // a file is told by both events, a score by each key
  const off = row.querySelector("[data-off]").checked;
  const score = row.querySelector("[data-score]").value.trim();
  if (picture) return shot(row.dataset.item, event.target);
  if (!event.target.matches("[data-off], [data-score]")) return;
  draft.marks[row.dataset.item] = { off, score: off ? "" : score };
  row.classList.toggle("is-done", off || score !== "");
  wrong(row.dataset.item, "");
  await keep();
}

async function shot(item, input) {
  for (const file of input.files) draft.photos.push({ id: crypto.randomUUID(), item, blob: await smaller(file) });
  input.value = "";
  await keep();
  show();
}

async function tapped(event) {
  const full = event.target.closest("[data-full]");
  if (!full) return;
  const row = full.closest("[data-item]");
  row.querySelector("[data-off]").checked = false;
  const box = row.querySelector("[data-score]");
  box.value = full.dataset.full;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

async function found(event) {
  event.preventDefault();
  const form = event.target;
  if (!form.reportValidity()) return;
  const value = (name) => form.elements[name].value.trim();
  const photos = [];
  for (const file of form.elements.photo.files) photos.push({ id: crypto.randomUUID(), blob: await smaller(file) });
  draft.findings.push({ id: crypto.randomUUID(), article: value("article"), text: value("text"), person: value("person"), severity: Number(value("severity")), photos });
  form.reset();
  await keep();
  show();
}

// -- sending ---------------------------------------------------------------------------------------------------------

function packed() {
  const { key, edition, marks, findings, photos } = draft.pending;
  const body = new FormData();
  const told = Object.fromEntries(Object.entries(marks).map(([item, mark]) => [item, filled(mark) ? mark : null])); // null: cleared
  const names = (list) => list.map((one) => one.id);
  body.append("package", JSON.stringify({
    key, edition, marks: told,
    findings: findings.map((one) => ({ ...one, photos: names(one.photos) })),
    photos: photos.map(({ id: name, item }) => ({ id: name, item })),
  }));
  for (const one of [...photos, ...findings.flatMap((each) => each.photos)]) body.append(`photo-${one.id}`, one.blob, `${one.id}.jpg`);
  return body;
}

async function send() {
  if (sending || draft.unsettled.length) return;
  if (!draft.pending) {
    if (!waiting()) return;
    const marks = Object.fromEntries(changed().map((item) => [item, draft.marks[item]]));
    draft.pending = { key: crypto.randomUUID(), edition: draft.edition, marks, findings: [...draft.findings], photos: [...draft.photos] };
    await save(draft);
  }
  sending = true;
  tell(said("sending"));
  try {
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
    const headers = { "X-CSRFToken": token, Accept: "application/json" };
    const answer = await fetch(`/inspections/${given.inspection}/send`, { method: "POST", body: packed(), headers, redirect: "manual" });
    sending = false;
    await heard(answer);
  } catch {
    sending = false;
    tell(said("unreached"), "soon");
  }
}

async function heard(answer) {
  const known = answer.headers.get("Content-Type")?.includes("json") && [200, 409, 422].includes(answer.status);
  if (!known) return answer.status >= 500 ? tell(said("unreached"), "soon") : signedOut();
  const told = await answer.json();
  if (answer.status === 200) return taken(told);
  draft.pending = null;
  await save(draft);
  if (answer.status === 409 && told.why === "changed") return differ(told);
  tell(told.text, "late");
  if (told.field) wrong(told.field, told.text);
}

function signedOut() {
  tell(said("signedOut"), "late");
  document.getElementById("field-sign-in").hidden = false;
}

/** What was in the package is here no more; what was typed meanwhile waits for the next one. */
async function taken(told) {
  const sent = new Set([...draft.pending.findings, ...draft.pending.photos].map((one) => one.id));
  draft.findings = draft.findings.filter((one) => !sent.has(one.id));
  draft.photos = draft.photos.filter((one) => !sent.has(one.id));
  Object.assign(draft, { edition: told.edition, base: told.marks, marks: { ...told.marks, ...Object.fromEntries(later()) }, pending: null });
  await save(draft);
  show();
  if (waiting()) return;
  await remove(id);
  forget();
  tell(said("done"), "ok");
}

/** Marks typed after the package was closed. */
function later() {
  return Object.entries(draft.marks).filter(([item, mark]) => !same(mark, draft.pending.marks[item] ?? draft.base[item]));
}

function wrong(field, text) {
  const row = root.querySelector(`[data-item="${CSS.escape(field)}"]`);
  const place = row?.querySelector("[data-wrong]") ?? document.getElementById("field-wrong");
  place.textContent = text;
  if (text) place.scrollIntoView({ block: "center" });
}

/** Somebody else saved meanwhile: what they changed is taken over; where both changed the same, a person chooses. */
async function differ(told) {
  const mine = new Set(changed());
  const both = [];
  for (const item of new Set([...Object.keys(told.marks), ...Object.keys(draft.base)])) {
    const theirs = told.marks[item] ?? BLANK; // they may have cleared what was scored
    if (!mine.has(item)) draft.marks[item] = theirs;
    else if (!same(theirs, draft.base[item]) && !same(theirs, draft.marks[item])) both.push([item, theirs]);
  }
  Object.assign(draft, { edition: told.edition, base: told.marks, unsettled: both.map(([item]) => item) });
  await save(draft);
  show();
  settle();
}

/** Both sides of what differs, until a person has chosen each; nothing is sent before. */
function settle() {
  const place = document.getElementById("field-conflict");
  place.querySelector("ul").replaceChildren(...draft.unsettled.map((item) => choice(item, draft.base[item] ?? BLANK)));
  remaining(place);
  place.hidden = false;
  place.focus();
  tell(said("conflict"), "late");
}

/** Says whether something is left to choose. */
function remaining(place) {
  place.querySelector("[data-some]").hidden = draft.unsettled.length === 0;
  place.querySelector("[data-none]").hidden = draft.unsettled.length > 0;
}

function choice(item, theirs) {
  const row = document.createElement("li");
  row.className = "field-choice";
  const name = root.querySelector(`[data-item="${CSS.escape(item)}"] [data-name]`).textContent;
  const words = (mark) => (mark.off ? said("na") : mark.score || said("blank"));
  row.append(`${name}：`);
  for (const [label, mark] of [[said("theirs"), theirs], [said("mine"), draft.marks[item]]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    button.textContent = `${label} ${words(mark)}`;
    button.addEventListener("click", async () => {
      draft.marks[item] = mark;
      draft.unsettled = draft.unsettled.filter((other) => other !== item);
      row.remove();
      remaining(document.getElementById("field-conflict"));
      await keep();
      show();
    });
    row.append(button);
  }
  return row;
}

// -- without a network -----------------------------------------------------------------------------------------------

function forget() {
  navigator.serviceWorker?.controller?.postMessage({ what: "drop", page: path });
}

async function ready() {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data.what === "keep") root.dataset.offlineReady = "1";
  });
  const registered = await navigator.serviceWorker.register("/inspections/worker.js", { scope: "/inspections/" });
  await navigator.serviceWorker.ready;
  const files = [...document.querySelectorAll("script[src], link[rel=stylesheet], link[rel=icon]")].map((one) => new URL(one.src || one.href).pathname);
  const icons = document.querySelector("use")?.getAttribute("href")?.split("#")[0];
  (registered.active ?? registered.waiting).postMessage({ what: "keep", page: path, files: [...new Set([...files, ...(icons ? [icons] : [])])] });
}

async function begin() {
  const known = await load(id);
  if (known) draft = known;
  show();
  root.addEventListener("input", typed);
  root.addEventListener("change", typed);
  root.addEventListener("click", tapped);
  document.getElementById("field-find").addEventListener("submit", found);
  document.getElementById("field-send").addEventListener("click", send);
  addEventListener("online", () => (draft.pending ? send() : tell()));
  addEventListener("offline", () => tell());
  setInterval(() => draft.pending && navigator.onLine && send(), AGAIN);
  // The page may be newer than what is kept here: somebody saved since. (Older, when it comes from the phone itself.)
  if (known && !known.pending && given.edition > known.edition) await differ(given);
  else if (draft.unsettled.length) settle();
  else if (draft.pending && navigator.onLine) await send();
  root.dataset.ready = "1";
  await ready();
}

begin();

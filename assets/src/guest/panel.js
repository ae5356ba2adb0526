// The rating panel: one thing at a time, led by what happens at the counter. The question comes by itself when a service
// ends; neither the teller nor the next call can take it away.
import { awake } from "./chime.js";
import { serverTime, startClock } from "./clock.js";
import { keepCurrent } from "./feed.js";
import { flush, tell } from "./outbox.js";
import { speak, whenVoices } from "./speech.js";

const body = document.body;
const { now: address, asked, rating, revise } = body.dataset;
const form = document.getElementById("rate");
const lang = () => (document.documentElement.lang === "en" ? "en" : "zh");
const uuid = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

let state = JSON.parse(document.querySelector("main").dataset.first);
let rated = null; // {ticket, score}: given on this panel, and still to be changed
let timer = null;
const closed = new Set(JSON.parse(sessionStorage.getItem("closed") ?? "[]")); // questions answered or run out

function close(ticket) {
  closed.add(ticket);
  sessionStorage.setItem("closed", JSON.stringify([...closed].slice(-50)));
}

function show(name) {
  if (body.dataset.state === name) return;
  body.dataset.state = name;
  for (const part of document.querySelectorAll("main > [data-state]")) part.hidden = part.dataset.state !== name;
  document.querySelector("main > :not([hidden]) h1")?.focus({ preventScroll: true });
}

function fill() {
  for (const place of document.querySelectorAll("[data-fill]")) place.textContent = state[place.dataset.fill] ?? "";
}

/** The states of the counter; a question or a thank-you on the panel stays until it ends by itself. */
function follow() {
  fill();
  if (timer !== null) return;
  if (state.rate && !closed.has(state.rate.ticket)) ask(state.rate);
  else if (body.dataset.state !== "greeting") show(state.shows);
}

function count(seconds, name, ends) {
  clearInterval(timer);
  let left = seconds;
  const write = () => { for (const place of document.querySelectorAll(`[data-left=${name}]`)) place.textContent = left; };
  write();
  timer = setInterval(() => {
    left -= 1;
    write();
    if (left > 0) return;
    clearInterval(timer);
    timer = null;
    ends();
  }, 1000);
}

// -- the question -----------------------------------------------------------------------------------------------------
function ask({ ticket, number, seconds, wasAsked }) {
  form.reset();
  form.dataset.ticket = ticket;
  form.dataset.number = number;
  chosen();
  show("rate");
  if (!wasAsked) tell(asked, { ticket });
  speak([{ lang: lang(), text: form.querySelector("h1").firstElementChild.textContent }]);
  const end = () => { close(ticket); follow(); };
  count(seconds, "rate", end);
  // Somebody is writing: give them the time again.
  form.oninput = () => { chosen(); count(seconds, "rate", () => (score() ? send() : end())); };
}

const score = () => new FormData(form).get("score");

function chosen() {
  form.querySelector("[data-after]").hidden = !score();
  form.querySelector("[data-send]").disabled = !score();
}

function send() {
  const ticket = Number(form.dataset.ticket);
  const given = new FormData(form);
  const fields = [["ticket", ticket], ["score", given.get("score")], ["comment", given.get("comment")], ["client_key", uuid()]];
  tell(rating, [...fields, ...given.getAll("reasons").map((one) => ["reasons", one])], waiting);
  close(ticket);
  rated = { ticket, number: form.dataset.number };
  const word = form.querySelector("input[name=score]:checked").dataset.word;
  document.getElementById("given").textContent = word;
  show("thanks");
  count(Number(revise), "thanks", () => { rated = null; form.reset(); follow(); });
}

/** Whether the rating still waits for the line. */
function waiting(left) {
  document.getElementById("kept").hidden = !left;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (score()) send();
});
document.getElementById("change").addEventListener("click", () => {
  const seconds = Number(body.dataset.seconds);
  const { ticket } = rated;
  show("rate");
  chosen();
  count(seconds, "rate", () => { rated = null; close(ticket); follow(); });
});

// -- the welcome key --------------------------------------------------------------------------------------------------
function greet() {
  if (timer !== null) return; // a question is never covered
  const heading = document.querySelector("[data-state=greeting] h1");
  show("greeting");
  speak([...heading.children].map((part) => ({ lang: part.lang === "en" ? "en" : "zh", text: part.textContent })));
  setTimeout(() => { body.dataset.state = ""; follow(); }, 6000);
}

document.getElementById("welcome").addEventListener("click", () => { awake(); greet(); });
document.body.addEventListener("live:lobby.welcome", greet);

async function take(answer) {
  state = await answer.json();
  serverTime(state.at);
  follow();
}

startClock();
whenVoices(() => {});
follow();
flush(waiting);
addEventListener("online", () => flush(waiting));
keepCurrent(address, take, document.getElementById("offline"));

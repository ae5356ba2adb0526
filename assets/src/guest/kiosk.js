// The kiosk: focus and speech follow the questions, silence asks before it ends, a lost line keeps the choices.
import "./htmx.js";
import { startClock, serverTime } from "./clock.js";
import { watch } from "./idle.js";
import { paperWidth, printOnce } from "./print.js";
import { canSpeak, hush, speak, whenVoices } from "./speech.js";

const root = document.getElementById("step");
const heard = document.getElementById("heard");
const start = document.body.dataset.start;
const LAST_SECONDS = 10; // before the end it is said once more
let speaking = false;

const step = () => root.firstElementChild;
const lang = () => (step().dataset.lang === "en" ? "en" : "zh");
const pristine = () => step().dataset.question === "topic" && lang() === "zh";

// -- what is read aloud: the question, then each choice ---------------------------------------------------------------
function sentences() {
  const said = step().querySelector("[data-say]")?.dataset.say;
  if (said) return [said];
  const text = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";
  const parts = [...step().querySelectorAll("main h1, main .lede, main legend, main .typing label, main .tile, main .summary > div, main .way, main .word:not([hidden])")];
  return parts.map(text).filter(Boolean);
}

const say = (...texts) => speak(texts.filter(Boolean).map((text) => ({ text, lang: lang() })));

function read(...before) {
  hush();
  if (speaking) say(...before, ...sentences());
}

// -- by keyboard alone: what has the focus is said, with how it stands; never what was typed into it --------------------
function named(element) {
  const label = element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent;
  const on = element.getAttribute("aria-pressed") === "true" || ("checked" in element && element.checked);
  return `${label.replace(/\s+/g, " ").trim()}${on ? step().dataset.chosen : ""}`;
}

document.addEventListener("focusin", ({ target }) => {
  if (!speaking || !target.matches("button:not([data-key]), a, input") || !target.matches(":focus-visible") || target === number()) return;
  hush();
  say(named(target));
});
document.addEventListener("change", ({ target }) => {
  if (speaking && target.matches(".tile input")) { hush(); say(named(target)); }
});
// No name and no number holds these two: they serve those who do not see the screen, on the keypad under the hand.
document.addEventListener("keydown", (event) => {
  if (event.key === "*") toggleSpeech(step().querySelector("[data-speech]"));
  else if (event.key === "#") read();
  else return;
  event.preventDefault();
});

function showSpeech() {
  const button = step().querySelector("[data-speech]");
  button?.setAttribute("aria-pressed", String(speaking));
}

function toggleSpeech(button) {
  whenVoices((able) => {
    if (!able) {
      heard.textContent = button.dataset.none;
      button.title = button.dataset.none;
      tell(button.dataset.none);
      return;
    }
    speaking = !speaking;
    showSpeech();
    read(button.dataset.hello);
  });
}

/** A line under the question that this device cannot speak. */
function tell(text) {
  const main = step().querySelector("main");
  if (main.querySelector(".mute")) return;
  const line = document.createElement("p");
  line.className = "word mute";
  line.textContent = text;
  main.append(line);
}

// -- a new question ---------------------------------------------------------------------------------------------------
function arrived() {
  document.documentElement.lang = step().dataset.lang;
  document.title = step().dataset.title;
  const clock = step().querySelector("[data-clock]");
  if (clock) serverTime(clock.dataset.clock);
  showSpeech();
  const heading = number() ?? step().querySelector("main [role=alert]:not([hidden])") ?? step().querySelector("h1");
  if (heading !== number()) heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
  number()?.setSelectionRange(number().value.length, number().value.length); // go on typing where one stopped
  step().querySelector("main").scrollTop = 0;
  scrollTo(0, 0); // enlarged, the page itself scrolls
  idle.restart();
  read();
  const width = paperWidth();
  if (ticket() && width) print(width); // the device has a printer: nobody need ask for it
}

const ticket = () => step().querySelector("[data-ticket]");

function print(width) {
  const button = step().querySelector("[data-print]");
  if (!printOnce(ticket().dataset.ticket, step().querySelector(".paper"), width)) return;
  button.disabled = true;
  button.querySelector("span").textContent = button.dataset.done;
  heard.textContent = button.dataset.done;
}

// -- typing a number: by key, by touch, by a card reader that types -----------------------------------------------------
const number = () => step().querySelector("#number");

let touched = null; // the field of the facts that the keypad types into
document.addEventListener("focusin", (event) => { if (event.target.matches(".typing input")) touched = event.target; });

function type(key) {
  const fields = step().querySelectorAll(".typing input:not(#name)"); // figures belong in no name
  const field = [...fields].includes(touched) ? touched : fields[0];
  field.value = key === null ? field.value.slice(0, -1) : (field.value + key).slice(0, field.maxLength);
  field.focus();
}

function veil(button) {
  const veiled = button.parentElement.classList.toggle("is-veiled");
  button.setAttribute("aria-pressed", String(!veiled));
}

function again() {
  hush();
  sessionStorage.removeItem("printed");
  location.replace(start); // no way back to what this customer chose
}

// -- silence ----------------------------------------------------------------------------------------------------------
const still = () => step().querySelector("#still");
const idle = watch({
  idle: Number(document.body.dataset.idle),
  grace: Number(document.body.dataset.grace),
  needed: () => !pristine(),
  open(left) {
    still().showModal();
    show(left);
    hush();
    if (speaking) say(...[...still().querySelectorAll("h2, p, button")].map((one) => one.textContent.replace(/\s+/g, " ").trim()));
  },
  tick(left) {
    show(left);
    if (speaking && left === LAST_SECONDS) { hush(); say(still().querySelector("p").textContent.replace(/\s+/g, " ").trim()); }
  },
  close: () => still().close(),
  end: again,
});

function show(left) {
  const place = still()?.querySelector("[data-left]");
  if (place) place.textContent = left;
}

document.addEventListener("click", (event) => {
  const at = (selector) => event.target.closest(selector);
  if (at("[data-speech]")) toggleSpeech(at("[data-speech]"));
  else if (at("[data-more]")) idle.stay();
  else if (at("[data-print]")) print(paperWidth());
  else if (at("[data-key]")) type(at("[data-key]").dataset.key);
  else if (at("[data-delete]")) type(null);
  else if (at("[data-veil]")) veil(at("[data-veil]"));
  else if (at("[data-again]")) { event.preventDefault(); again(); }
});
// Escape on the question means "I am here".
document.addEventListener("cancel", (event) => { event.preventDefault(); idle.stay(); }, true);
document.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target === root) arrived(); });

// -- the line is away: nothing chosen is lost, and the same ticket comes when it is asked for again --------------------
function trouble(shown) {
  const word = step().querySelector("#trouble");
  if (word) word.hidden = !shown;
  if (shown && speaking) read();
}
document.addEventListener("htmx:sendError", () => trouble(true));
document.addEventListener("htmx:responseError", () => trouble(true));
document.addEventListener("htmx:beforeRequest", () => trouble(false));
// One touch, one request: a second touch while the first is on its way counts for nothing.
document.addEventListener("htmx:beforeRequest", () => step().setAttribute("aria-busy", "true"));
document.addEventListener("htmx:afterRequest", () => step().removeAttribute("aria-busy"));

startClock();
if (canSpeak()) showSpeech();
else whenVoices(() => {});

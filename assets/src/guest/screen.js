// The calling screen: shows the hall as it is, and speaks each new call once, in both languages.
import { awake, chime } from "./chime.js";
import { now, serverTime, startClock } from "./clock.js";
import { keepCurrent } from "./feed.js";
import { canSpeak, speak, whenVoices } from "./speech.js";

const FRESH_MS = 90000; // a call missed for longer is shown, and no longer spoken
const DIGITS = "零一二三四五六七八九";
const hall = document.getElementById("hall");
const sound = document.getElementById("sound");
const spoken = new Set();
const waiting = [];
let busy = false;
let allowed = false;
let shown = "";

const calls = () => JSON.parse(hall.firstElementChild.dataset.calls);
const inChinese = (text) => text.replace(/\d/g, (digit) => DIGITS[digit]);
const spelled = (text) => [...text].join(" ");

function sentences({ number, counter }) {
  return [
    { lang: "zh", text: `请${inChinese(number)}号，到${/^\d+$/.test(counter) ? counter : inChinese(counter)}号窗口` },
    { lang: "en", text: `Number ${spelled(number)}, please go to counter ${counter}` },
  ];
}

async function next() {
  if (busy || !waiting.length) return;
  busy = true;
  const call = waiting.shift();
  document.documentElement.dataset.saying = call.number; // what is being said, for whoever watches the page
  await chime();
  await new Promise((done) => (allowed && canSpeak() ? speak(sentences(call), done) : done()));
  busy = false;
  next();
}

/** Queue the calls that are new; what was there when the screen came up is shown, not shouted. */
function hear(first) {
  const at = now();
  let fresh = false;
  for (const call of calls().reverse()) {
    const key = `${call.number} ${call.at}`;
    if (spoken.has(key)) continue;
    spoken.add(key);
    if (first || at - Date.parse(call.at) > FRESH_MS) continue;
    fresh = true;
    waiting.push(call);
  }
  if (fresh) {
    hall.querySelector(".latest")?.classList.add("is-new");
    next();
  }
}

async function take(answer) {
  const html = await answer.text();
  const told = html.match(/data-at="([^"]+)"/);
  if (told) serverTime(told[1]);
  const same = html.replace(/data-at="[^"]*"/, "");
  if (same === shown) return;
  shown = same;
  hall.innerHTML = html; // our own server's fragment, escaped by its templates
  hear(false);
}

async function allow() {
  allowed = await awake();
  sound.setAttribute("aria-pressed", String(allowed));
  for (const part of sound.querySelectorAll("[data-when]")) part.hidden = (part.dataset.when === "on") !== allowed;
}

sound.addEventListener("click", allow);
startClock();
serverTime(hall.firstElementChild.dataset.at);
hear(true);
allow();
whenVoices(() => {});
keepCurrent(hall.dataset.address, take, document.getElementById("offline"));

// Reading aloud, where the device can: sentences in turn, each in its language. Nothing depends on it: all that is said
// stands on the screen too.
const LANGS = { zh: "zh-CN", en: "en-US" };
const engine = window.speechSynthesis;

export function canSpeak() {
  return Boolean(engine) && engine.getVoices().length > 0;
}

/** Voices arrive late on some devices: call `then` once they are known, or after a moment without any. */
export function whenVoices(then) {
  if (!engine || canSpeak()) {
    then(canSpeak());
    return;
  }
  let told = false;
  const tell = () => {
    if (told) return;
    told = true;
    then(canSpeak());
  };
  engine.addEventListener("voiceschanged", tell, { once: true });
  setTimeout(tell, 1500);
}

/** Say `sentences` [{text, lang: "zh" | "en"}] one after another. `done` is called at the end, spoken or not. */
export function speak(sentences, done = () => {}) {
  if (!canSpeak() || !sentences.length) {
    done();
    return;
  }
  sentences.forEach(({ text, lang }, i) => {
    const said = new SpeechSynthesisUtterance(text);
    said.lang = LANGS[lang] ?? LANGS.zh;
    said.rate = 0.95;
    const voice = engine.getVoices().find((one) => one.lang.replace("_", "-").startsWith(said.lang.slice(0, 2)));
    if (voice) said.voice = voice;
    if (i === sentences.length - 1) said.onend = said.onerror = done;
    engine.speak(said);
  });
}

export function hush() {
  engine?.cancel();
}

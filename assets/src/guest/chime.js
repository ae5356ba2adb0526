// Two soft tones before a call. A browser keeps a page silent until somebody touches it, unless the device allows sound.
let audio = null;

/** Whether sound is allowed; asks the device by trying. */
export async function awake() {
  try {
    audio ??= new AudioContext();
    if (audio.state === "suspended") await Promise.race([audio.resume(), new Promise((go) => setTimeout(go, 300))]);
    return audio.state === "running";
  } catch {
    return false; // no sound on this device: the screen says everything
  }
}

export function chime() {
  if (audio?.state !== "running") return Promise.resolve();
  [[659.25, 0], [523.25, 0.28]].forEach(([pitch, after]) => {
    const tone = audio.createOscillator();
    const loud = audio.createGain();
    const from = audio.currentTime + after;
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0.0001, from);
    loud.gain.exponentialRampToValueAtTime(0.35, from + 0.03);
    loud.gain.exponentialRampToValueAtTime(0.0001, from + 0.55);
    tone.connect(loud).connect(audio.destination);
    tone.start(from);
    tone.stop(from + 0.6);
  });
  return new Promise((done) => setTimeout(done, 900));
}

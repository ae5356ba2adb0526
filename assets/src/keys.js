// j k move through cards, Enter opens, e records a contact, / searches, ? shows the keys. Pages have keys of their own:
// whatever carries data-key="n" is pressed by n.
const cards = () => [...document.querySelectorAll("[data-card]")];

function move(step) {
  const all = cards();
  if (!all.length) return;
  const here = all.findIndex((card) => card.classList.contains("is-here"));
  const next = all[Math.min(all.length - 1, Math.max(0, here < 0 ? 0 : here + step))];
  for (const card of all) card.classList.toggle("is-here", card === next);
  next.querySelector("[data-card-open]")?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "center", behavior: "auto" });
}

function press(selector) {
  const here = document.querySelector("[data-card].is-here") ?? cards()[0];
  here?.querySelector(selector)?.click();
}

const actions = {
  j: () => move(1),
  k: () => move(-1),
  e: () => press("[data-card-record]"),
  "/": () => document.querySelector("[data-search]")?.focus(),
  "?": () => document.getElementById("keys")?.showModal(),
};

/** The card one stands on is found again after the list was read anew. */
function keepPlace() {
  let place = null;
  document.body.addEventListener("htmx:beforeSwap", () => {
    place = document.querySelector("[data-card].is-here")?.dataset.card ?? place;
  });
  document.body.addEventListener("htmx:afterSettle", () => {
    if (place) cards().find((card) => card.dataset.card === place)?.classList.add("is-here");
  });
}

/** What the page itself gives a key to, where it can be seen. */
function ofThePage(key) {
  if (!/^[a-z]$/.test(key)) return null;
  const found = [...document.querySelectorAll(`[data-key="${key}"]`)].find((one) => one.checkVisibility());
  return found ? () => found.click() : null;
}

export function startKeys() {
  keepPlace();
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog[open]")) return;
    const act = ofThePage(event.key) ?? actions[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

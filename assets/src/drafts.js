// What stands in a form is kept on the server while one types, and given back when the form is opened again: a session
// that ended, a closed tab or a dead battery loses nothing. Sending the form drops it there (desk/middleware.py).
const WAIT = 1000; // milliseconds after the last key
const waiting = new WeakMap();

const place = (mark) => `/drafts/${mark.value}`;
const markOf = (form) => form?.querySelector("input[data-draft]");

function token() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}

function send(form, mark, body) {
  waiting.delete(form);
  // When nobody is signed in any more it is not kept; the page still holds it, and says so when it is sent.
  fetch(place(mark), { method: "POST", headers: { "X-CSRFToken": token() }, body, keepalive: true }).catch(() => {});
}

function keepSoon(event) {
  const form = event.target.form ?? event.target.closest?.("form");
  const mark = markOf(form);
  if (!mark) return;
  form.dataset.touched = "1";
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => send(form, mark, new FormData(form)), WAIT));
}

function fill(form, values) {
  for (const [name, texts] of Object.entries(values)) {
    const named = form.elements.namedItem(name);
    const fields = named instanceof RadioNodeList ? [...named] : named ? [named] : [];
    const shown = fields.filter((one) => one.type !== "hidden" && one.type !== "file");
    for (const [n, field] of shown.entries()) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = texts.includes(field.value);
      else if (field.multiple) [...field.options].forEach((one) => (one.selected = texts.includes(one.value)));
      else field.value = texts[n] ?? "";
    }
  }
}

async function giveBack(mark) {
  const form = mark.form;
  mark.dataset.draft = "asked";
  const answer = await fetch(place(mark)).catch(() => null);
  const values = answer?.ok && !answer.redirected ? (await answer.json()).values : {};
  if (!Object.keys(values).length || form.dataset.touched) return;
  fill(form, values);
  form.querySelector("[data-restored]").hidden = false;
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Only the sending of the form itself names its draft, which drops it; a preview of the same fields must not. */
function sending(event) {
  const mark = markOf(event.target);
  if (!mark) return;
  clearTimeout(waiting.get(event.target));
  mark.name = "draft";
  setTimeout(() => mark.removeAttribute("name"));
}

/** Back to what the page came with, and nothing is kept. */
function throwAway(button) {
  const form = button.form;
  const mark = markOf(form);
  clearTimeout(waiting.get(form));
  form.reset();
  delete form.dataset.touched;
  form.querySelector("[data-restored]").hidden = true;
  send(form, mark, new FormData());
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

const look = () => document.querySelectorAll("input[data-draft=open]").forEach(giveBack);

export function startDrafts() {
  document.addEventListener("input", keepSoon);
  document.addEventListener("submit", sending, true); // before htmx gathers what is sent
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-throw-away]");
    if (button) throwAway(button);
  });
  document.body.addEventListener("htmx:afterSettle", look);
  look();
}

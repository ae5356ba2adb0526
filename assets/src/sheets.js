// The sheet: one dialog a page, filled by htmx. Closing it with something typed asks first; nothing typed is lost.
const sheet = () => document.getElementById("sheet");

function dirty() {
  return sheet().querySelector("form[data-keep][data-touched]") !== null;
}

function close() {
  const dialog = sheet();
  if (dirty() && !window.confirm(dialog.dataset.ask)) return;
  dialog.close();
}

/** Out of a sheet that is a page of its own: to where one came from, else home. */
function leave() {
  if (document.referrer.startsWith(location.origin) && history.length > 1) history.back();
  else location.assign("/");
}

/** A sheet that is a page of its own is sent as a page: its answer is not a second sheet over the first. */
function sendAsPage(event) {
  const form = event.detail.elt;
  if (!(form instanceof HTMLFormElement) || !form.closest(".sheet-page")) return;
  event.preventDefault();
  const pressed = event.detail.requestConfig?.triggeringEvent?.submitter;
  if (pressed?.name) {
    const said = Object.assign(document.createElement("input"), { type: "hidden", name: pressed.name });
    said.value = pressed.value;
    form.append(said);
  }
  form.submit();
}

/** A value that is offered beside a field is taken by one tap. */
function fill(event) {
  const offer = event.target.closest("[data-fill]");
  const field = offer && document.getElementById(offer.dataset.fill);
  if (!field) return;
  field.value = offer.value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
}

function onClick(event) {
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open).showModal();
  const closer = event.target.closest("[data-close]");
  if (closer) {
    const dialog = closer.closest("dialog");
    if (!dialog) leave();
    else if (dialog === sheet()) close();
    else dialog.close();
  }
  if (event.target instanceof HTMLDialogElement && event.target.open && outside(event)) {
    if (event.target === sheet()) close();
    else event.target.close();
  }
}

function outside(event) {
  const box = event.target.getBoundingClientRect();
  return (
    event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom
  );
}

/**
 * What came into the sheet gets the focus at once: the first field that is wrong, the one meant to be first, any
 * field, or the way out. htmx would give it some frames later and take away what was begun in another field meanwhile.
 */
function leadOn(target) {
  const first = ["[aria-invalid=true]", "[autofocus]", ".inside :is(input:not([type=hidden]), select, textarea)", "footer button, a"];
  const next = first.map((selector) => target.querySelector(selector)).find(Boolean);
  target.querySelectorAll("[autofocus]").forEach((one) => one.removeAttribute("autofocus"));
  next?.focus();
}

/** A revealed number leaves the screen by itself. */
function hideSoon(target) {
  const shown = target.querySelector("[data-hide-after]");
  if (shown) setTimeout(() => shown.isConnected && sheet().close(), Number(shown.dataset.hideAfter) * 1000);
}

export function startSheets() {
  const dialog = sheet();
  document.addEventListener("click", onClick);
  document.addEventListener("click", fill);
  document.addEventListener("htmx:beforeRequest", sendAsPage);
  if (!dialog) return;
  dialog.addEventListener("cancel", (event) => {
    if (!dirty()) return;
    event.preventDefault();
    close();
  });
  dialog.addEventListener("close", () => document.getElementById("sheet-inside").replaceChildren());
  dialog.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-keep]");
    if (form) form.dataset.touched = "1";
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    hideSoon(event.detail.target);
    if (event.detail.target.id !== "sheet-inside" || !dialog.querySelector(".sheet-body")) return;
    if (!dialog.open) dialog.showModal();
    leadOn(event.detail.target);
  });
  document.body.addEventListener("tingtang:done", () => dialog.open && dialog.close());
}

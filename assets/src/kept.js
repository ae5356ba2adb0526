// A part that reads itself anew (a live event, the clock, a sheet that did something) is put in the place of the old one. What somebody
// had open, typed or stood on in the old one is found again in the new one: by its id, by where it leads, by the form it is of. What
// went meanwhile stays gone.
import { place } from "./menus.js";

const TYPED = "input:not([type=hidden]), textarea, select";
const stands = (attribute, element) => `[${attribute}="${CSS.escape(element.getAttribute(attribute))}"]`;
let kept = null;
let owed = false; // the part was to be read while a word was being composed in it

function nameOf(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const tag = element.localName;
  const own = ["popovertarget", "href"].find((attribute) => element.hasAttribute(attribute));
  if (own) return within(element, tag + stands(own, element));
  const form = element.closest("form[action]");
  if (!form) return tag === "summary" && element.parentElement.id ? `#${CSS.escape(element.parentElement.id)} > summary` : "";
  const field = element.hasAttribute("name") ? tag + stands("name", element) : tag;
  const choice = /^(radio|checkbox)$/.test(element.type) ? stands("value", element) : "";
  return within(form, `form${stands("action", form)} ${field}${choice}`);
}

/** A card may lead to one place twice, once from its menu: the nearest thing with an id says which. */
function within(element, selector) {
  const around = element.parentElement?.closest("[id]");
  return around ? `#${CSS.escape(around.id)} ${selector}` : selector;
}

function isTyped(field) {
  if (/^(radio|checkbox)$/.test(field.type)) return field.checked !== field.defaultChecked;
  if (field.localName === "select") return [...field.options].some((one) => one.selected !== one.defaultSelected);
  return field.value !== field.defaultValue;
}

function valueOf(field) {
  if (/^(radio|checkbox)$/.test(field.type)) return field.checked;
  return field.localName === "select" ? [...field.options].filter((one) => one.selected).map((one) => one.value) : field.value;
}

function give(field, value) {
  if (typeof value === "boolean") field.checked = value;
  else if (Array.isArray(value)) for (const one of field.options) one.selected = value.includes(one.value);
  else field.value = value;
}

function keep(part) {
  const focus = part.contains(document.activeElement) ? document.activeElement : null;
  const found = { focus: focus && nameOf(focus), caret: null, menus: [], details: [], typed: [] };
  if (focus?.matches("textarea, input:is([type=text], [type=search], [type=tel], :not([type]))")) {
    found.caret = [focus.selectionStart, focus.selectionEnd];
  }
  for (const menu of part.querySelectorAll(".menu[popover]:popover-open")) found.menus.push(nameOf(menu));
  for (const one of part.querySelectorAll("details[id]")) found.details.push([nameOf(one), one.open]);
  for (const field of part.querySelectorAll(TYPED)) if (isTyped(field)) found.typed.push([nameOf(field), valueOf(field)]);
  return found;
}

const find = (name) => (name ? document.querySelector(name) : null);

function giveBack({ focus, caret, menus, details, typed }) {
  for (const [name, open] of details) find(name)?.toggleAttribute("open", open);
  for (const [name, value] of typed) {
    const field = find(name);
    if (field) give(field, value);
  }
  for (const menu of menus.map(find)) {
    if (!menu || menu.matches(":popover-open")) continue;
    menu.showPopover();
    place(menu);
  }
  const had = find(focus);
  if (!had || had === document.activeElement) return;
  had.focus({ preventScroll: true });
  if (caret) had.setSelectionRange(...caret);
}

/** Whether the page read the part by itself: the events that ask for it have a colon in their names, those of a person none. */
const byItself = (detail) => /^(?!htmx:)(live$|[a-z]+:)/.test(detail.requestConfig?.triggeringEvent?.type ?? "");

export function startKept() {
  let composing = null;
  document.addEventListener("compositionstart", (event) => { composing = event.target; });
  document.addEventListener("compositionend", () => {
    composing = null;
    if (owed) document.body.dispatchEvent(new CustomEvent("live:reset", { bubbles: true }));
    owed = false;
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = event;
    kept = null;
    if (!byItself(detail) || !detail.shouldSwap) return;
    if (composing && detail.target.contains(composing)) {
      detail.shouldSwap = false;
      owed = true;
    } else kept = keep(detail.target);
  });
  document.body.addEventListener("htmx:afterSwap", () => {
    if (kept) giveBack(kept);
    kept = null;
  });
  // htmx gives things with an id their own style when it settles: that takes away where a menu stands.
  document.body.addEventListener("htmx:afterSettle", () => document.querySelectorAll(".menu:popover-open").forEach(place));
}

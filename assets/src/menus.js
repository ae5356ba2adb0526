// A menu (popover) opens beside the button that opened it, inside the screen.
const GAP = 6;

export function place(menu) {
  const opener = document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
  if (!opener) return;
  const at = opener.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const below = at.bottom + GAP + height <= innerHeight;
  menu.style.inset = "auto";
  menu.style.left = `${Math.max(GAP, Math.min(at.right - width, innerWidth - width - GAP))}px`;
  menu.style.top = `${below ? at.bottom + GAP : Math.max(GAP, at.top - GAP - height)}px`;
}

export function startMenus() {
  document.addEventListener(
    "toggle",
    (event) => {
      if (event.newState === "open" && event.target.matches(".menu[popover]")) place(event.target);
    },
    true,
  );
  // What a menu opens (a sheet) takes its place.
  document.addEventListener("click", (event) => {
    const menu = event.target.closest(".menu[popover]");
    if (menu && event.target.closest("a, button")) menu.hidePopover();
  });
}

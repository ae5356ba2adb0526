// Light, dark, or as the device says. The choice stays on this device in a cookie, so that the server could read it too.
const order = ["auto", "light", "dark"];

function current() {
  return document.documentElement.dataset.theme ?? "auto";
}

function choose(theme) {
  const root = document.documentElement;
  if (theme === "auto") {
    delete root.dataset.theme;
    document.cookie = "theme=; path=/; max-age=0; samesite=lax";
  } else {
    root.dataset.theme = theme;
    document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
  }
  show();
  document.dispatchEvent(new CustomEvent("tingtang:theme"));
}

function show() {
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    for (const part of button.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== current();
  }
}

export function startTheme() {
  show();
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    choose(order[(order.indexOf(current()) + 1) % order.length]);
  });
}

// What was just done, said once, at the lower edge; a screen reader hears it too (the region is role=status).
const SECONDS = 6;

function toast({ text }) {
  const region = document.getElementById("toasts");
  const line = document.createElement("p");
  line.className = "notice";
  line.textContent = text;
  region.append(line);
  setTimeout(() => line.remove(), SECONDS * 1000);
}

export function startToasts() {
  document.body.addEventListener("tingtang:toast", (event) => toast(event.detail));
  document.body.addEventListener("htmx:responseError", (event) => {
    if (!event.detail.xhr.getResponseHeader("HX-Trigger")) toast({ text: region("failed") });
  });
  document.body.addEventListener("htmx:sendError", () => toast({ text: region("offline") }));
}

function region(key) {
  return document.getElementById("toasts").dataset[key];
}

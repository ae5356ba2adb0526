// A table wider than its place scrolls: only then the keyboard must be able to stand on it and scroll it too.
function reach(wrap) {
  const scrolls = wrap.scrollWidth > wrap.clientWidth;
  if (scrolls && !wrap.hasAttribute("tabindex")) {
    wrap.setAttribute("tabindex", "0");
    wrap.setAttribute("role", "group"); // no landmark: its section is one already, under the same name
    const name = wrap.querySelector("caption")?.textContent || wrap.closest("section")?.querySelector("h2")?.textContent;
    wrap.setAttribute("aria-label", (name || document.querySelector("h1")?.textContent || document.title).trim());
    wrap.dataset.reached = "";
  } else if (!scrolls && "reached" in wrap.dataset) {
    for (const name of ["tabindex", "role", "aria-label", "data-reached"]) wrap.removeAttribute(name);
  }
}

export function startTables() {
  const watch = new ResizeObserver((seen) => seen.forEach(({ target }) => reach(target)));
  const find = () => {
    for (const wrap of document.querySelectorAll(".table-wrap")) {
      watch.observe(wrap);
      reach(wrap);
    }
  };
  document.addEventListener("htmx:load", find);
  find();
}

// A customer who walks away leaves nothing: after a silence the page asks, and only without an answer starts again.
// Asking can be answered any number of times, and gives well over the 20 seconds that accessibility rules require.

/** `needed()` says whether there is anything to end, `open(left)` shows the question, `tick(left)` each second, `close()` hides it, `end()` starts again. */
export function watch({ idle, grace, needed, open, tick, close, end }) {
  let quiet = null;
  let counting = null;

  function restart() {
    clearInterval(counting); // an answer that came late brings a new question: nobody is counted out of it unseen
    counting = null;
    clearTimeout(quiet);
    quiet = setTimeout(ask, idle * 1000);
  }

  function ask() {
    if (!needed()) {
      restart();
      return;
    }
    let left = grace;
    open(left);
    counting = setInterval(() => {
      left -= 1;
      tick(left);
      if (left > 0) return;
      clearInterval(counting);
      counting = null;
      end();
    }, 1000);
  }

  function stay() {
    if (counting === null) return;
    clearInterval(counting);
    counting = null;
    close();
    restart();
  }

  for (const sign of ["pointerdown", "keydown", "input", "scroll"]) {
    addEventListener(sign, () => { if (counting === null) restart(); }, { capture: true, passive: true });
  }
  restart();
  return { stay, restart };
}

// One print a ticket, on a roll: a sheet as long as the ticket, measured before it is printed.
const MM = 96 / 25.4; // CSS pixels a millimetre
const PAPER = "paper";

/** 58 or 80 (mm): as the kiosk's address says once (?paper=80), remembered by the device. "" = it has no printer. */
export function paperWidth() {
  const asked = new URLSearchParams(location.search).get(PAPER);
  if (asked === "58" || asked === "80") localStorage.setItem(PAPER, asked);
  if (asked === "0") localStorage.removeItem(PAPER);
  return localStorage.getItem(PAPER) ?? "";
}

/** Give the paper its width, and the sheet the length that the ticket needs. */
export function fitSheet(paper, width) {
  paper.dataset.paper = width;
  const probe = paper.cloneNode(true);
  probe.classList.add("measured");
  document.body.append(probe);
  const height = Math.ceil(probe.getBoundingClientRect().height / MM) + 2;
  probe.remove();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`@page { size: ${width}mm ${height}mm; margin: 0 }`);
  document.adoptedStyleSheets = [sheet];
}

/** Print the ticket once: a second call for the same ticket does nothing. -> whether it was printed now. */
export function printOnce(key, paper, width) {
  if (!paper || sessionStorage.getItem("printed") === key) return false;
  sessionStorage.setItem("printed", key);
  fitSheet(paper, width || "58");
  window.print();
  return true;
}

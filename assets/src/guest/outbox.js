// What a panel has to tell and could not: kept on the device, sent in order, each once. The server knows a rating by the
// panel's own key, so an answer lost on the way back does no harm either.
const KEY = "tingtang.panel.outbox";
const RETRY_MS = 4000;
let sending = false;
let timer = null;

const kept = () => {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
};
const keep = (rows) => localStorage.setItem(KEY, JSON.stringify(rows));

function token() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}

/** Refused for good (the ticket is gone, the words are wrong) or done: either way there is nothing to send again. */
const settled = (status) => status < 400 || [404, 409, 422].includes(status);

async function post({ address, fields }) {
  const body = new URLSearchParams(fields);
  const answer = await fetch(address, { method: "POST", headers: { "X-CSRFToken": token() }, body, redirect: "error" });
  return answer.status;
}

/** Send what is kept, oldest first; what fails stays and is tried again. `told(n)` gets how many are left. */
export async function flush(told = () => {}) {
  if (sending) return;
  sending = true;
  clearTimeout(timer);
  try {
    for (let rows = kept(); rows.length; rows = kept()) {
      if (!settled(await post(rows[0]))) break;
      keep(kept().slice(1));
    }
  } catch { /* the line is away */ }
  sending = false;
  const left = kept().length;
  told(left);
  if (left) timer = setTimeout(() => flush(told), RETRY_MS);
}

export function tell(address, fields, told) {
  keep([...kept(), { address, fields }]);
  flush(told);
}

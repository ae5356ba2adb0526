// A phone's camera makes photos that a form refuses as too large: those, and only those, are made smaller as they are
// chosen. A form sent meanwhile waits for it. What cannot be read is left as it is, for the server to say what is wrong.
import { smaller } from "./field-photo.js";

const LARGEST = 5 * 1024 * 1024; // bytes, as shared/photos.py has it
const busy = new WeakMap();

async function shrink(input) {
  const [file] = input.files;
  const blob = await smaller(file);
  const list = new DataTransfer();
  list.items.add(new File([blob], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: blob.type }));
  input.files = list.files;
}

function chosen(event) {
  const input = event.target;
  if (!input.matches('form[method="post"] input[type="file"][capture]') || input.multiple) return;
  if (!input.files.length || input.files[0].size <= LARGEST) return;
  busy.set(input.form, shrink(input).catch(() => {}).then(() => busy.delete(input.form)));
}

function sent(event) {
  const working = busy.get(event.target);
  if (!working) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  working.then(() => event.target.requestSubmit(event.submitter));
}

export function startPhotos() {
  document.addEventListener("change", chosen);
  document.addEventListener("submit", sent, true);
}

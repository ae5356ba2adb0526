// Photos as a phone takes them are many megabytes: made smaller before they are kept, shown without leaving the page.
const LONGEST = 1600;

export async function smaller(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = drawn(picture, Math.round(picture.width * scale), Math.round(picture.height * scale));
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no photo"))), "image/jpeg", 0.82);
  });
}

export async function thumbnail(blob) {
  const picture = await createImageBitmap(blob);
  const canvas = drawn(picture, 64, Math.max(1, Math.round((picture.height / picture.width) * 64)));
  canvas.className = "thumb";
  return canvas;
}

function drawn(picture, width, height) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.max(1, width), Math.max(1, height)];
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

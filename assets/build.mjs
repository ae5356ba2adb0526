// Builds tingtang/static/dist: the style sheets and scripts of staff's and of customers' pages, the chart script, the icon sprite, a manifest of
// hashed names, and pre-compressed copies. Everything comes from the locked packages beside this file.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import esbuild from "esbuild";
import { PurgeCSS } from "purgecss";

const here = path.dirname(fileURLToPath(import.meta.url));
const product = path.resolve(here, "../tingtang");
const out = path.join(product, "static/dist");
const entries = {
  app: "src/app.js",
  charts: "src/charts.js",
  early: "src/early.js",
  // An inspection on a phone, and the worker that keeps its page for when there is no network.
  field: "src/field.js",
  "field-worker": "src/field-worker.js",
  lobby: "src/lobby.js",
  style: "src/style.css",
  // What customers see: kiosk, calling screen, rating panel, public ticket.
  guest: "src/guest/style.css",
  "guest-kiosk": "src/guest/kiosk.js",
  "guest-panel": "src/guest/panel.js",
  "guest-screen": "src/guest/screen.js",
  "guest-ticket": "src/guest/ticket.js",
};

// Tabler is 600 KB, of which our pages use a few parts. Kept is every rule whose classes and elements are words of these
// files; a name put together from pieces ("btn-" ~ tone) is no word of any file and belongs into `composed`.
// Our own style sheets in src/ are left as they are.
const spoken = [`${product}/*/jinja2/**/*.html`, `${product}/**/!(tests|migrations)/*.py`, path.join(here, "src/*.js")];
const composed = { standard: [], deep: [], greedy: [] };

/** Tabler's style sheet with only the rules that a page of ours can meet. */
const purged = {
  name: "purged",
  setup(build) {
    build.onLoad({ filter: /tabler\.min\.css$/ }, async ({ path: file }) => {
      const [{ css }] = await new PurgeCSS().purge({
        content: spoken,
        css: [file],
        keyframes: true,
        safelist: composed,
        defaultExtractor: (text) => text.match(/[\w-]+/g) ?? [],
      });
      return { contents: css, loader: "css" };
    });
  },
};

/** One <symbol> per name in icons.json, drawn by Tabler's outline set. */
async function sprite() {
  const names = JSON.parse(await readFile(path.join(here, "icons.json"), "utf8"));
  const symbols = [];
  for (const name of [...new Set(names)].sort()) {
    const file = path.join(here, "node_modules/@tabler/icons/icons/outline", `${name}.svg`);
    const inner = (await readFile(file, "utf8"))
      .replace(/<!--[\s\S]*?-->/g, "")
      .replace(/<svg[\s\S]*?>/, "")
      .replace("</svg>", "")
      .replace(/\s*\n\s*/g, "");
    symbols.push(
      `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" ` +
        `stroke-linecap="round" stroke-linejoin="round">${inner}</symbol>`,
    );
  }
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);
}

/** Every file by its stable name: the bundles of esbuild, the sprite, and the files of public/ as they are. */
async function contents() {
  const result = await esbuild.build({
    absWorkingDir: here,
    entryPoints: entries,
    bundle: true,
    minify: true,
    write: false,
    outdir: "/",
    format: "iife",
    target: ["chrome123", "firefox120", "safari17.5"],
    loader: { ".svg": "dataurl" },
    plugins: [purged],
    legalComments: "none",
    logLevel: "warning",
  });
  const files = new Map(result.outputFiles.map((file) => [path.basename(file.path), Buffer.from(file.contents)]));
  files.set("icons.svg", await sprite());
  for (const name of await readdir(path.join(here, "public"))) {
    files.set(name, await readFile(path.join(here, "public", name)));
  }
  return files;
}

async function main() {
  const files = await contents();
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const manifest = {};
  for (const [name, body] of files) {
    const { name: stem, ext } = path.parse(name);
    const hashed = `${stem}.${createHash("sha256").update(body).digest("hex").slice(0, 12)}${ext}`;
    manifest[name] = hashed;
    await writeFile(path.join(out, hashed), body);
    if (/\.(css|js|svg)$/.test(ext)) {
      await writeFile(path.join(out, `${hashed}.gz`), gzipSync(body, { level: 9 }));
      const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
      await writeFile(path.join(out, `${hashed}.br`), brotliCompressSync(body, quality));
    }
  }
  await writeFile(path.join(out, "manifest.json"), JSON.stringify(manifest, null, 1));
  const line = [...files].map(([name, body]) => `${name} ${(body.length / 1024).toFixed(0)} KB`).join(", ");
  process.stderr.write(`assets: ${line}\n`);
}

await main();

// build.mjs NODE_MODULES OUT - what pages need besides HTML: assets/*.scss and *.js, made small, with
// their content's hash in the name, and a .gz beside each for nginx (gzip_static).
//
//     OUT/cantref-1f2e3d4c5b6a.css   .css.gz   OUT/cantref-….js   .js.gz
//     OUT/manifest.json              {"css": "cantref-….css", "js": "cantref-….js"}, read by core
//
// The manifest is written last: what it names is there. What it doesn't name is taken away.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const [modules, out] = process.argv.slice(2).map((path) => resolve(path));
const sass = createRequire(join(modules, "index.js"))("sass");

// without comments and the white space that begins lines: the script is small, and stays readable
function smaller(script) {
  return script.replace(/^\s*\/\/.*\n/gm, "").replace(/^\s+/gm, "");
}

function write(name, kind, text) {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  const file = `${name}-${hash}.${kind}`;
  writeFileSync(join(out, file), text);
  writeFileSync(join(out, `${file}.gz`), gzipSync(text, { level: 9 }));
  return file;
}

mkdirSync(out, { recursive: true });
const css = sass.compile(join(here, "cantref.scss"), {
  loadPaths: [modules],
  style: "compressed",
  quietDeps: true,
}).css;
const manifest = {
  css: write("cantref", "css", css),
  js: write("cantref", "js", smaller(readFileSync(join(here, "cantref.js"), "utf8"))),
};
writeFileSync(join(out, "manifest.json.new"), JSON.stringify(manifest) + "\n");
renameSync(join(out, "manifest.json.new"), join(out, "manifest.json"));
const named = new Set(Object.values(manifest).flatMap((file) => [file, `${file}.gz`]));
for (const file of readdirSync(out)) {
  if (file !== "manifest.json" && !named.has(file)) rmSync(join(out, file));
}

// pages.mjs PROGRAM NODE_MODULES [--area AREA] [--shots FOLDER] [--url URL] - every state of every page.
//
// The states are in tests/web/states/, by area; what each is held to, in both languages, with scripts
// and without, is in harness.mjs. --url: of a server that runs already, instead of one of its own.
import { mkdirSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { LANGUAGES, LATE_MAX, check, checkPlain, finish, open, renew, serve, within } from "./harness.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const [program, modules, ...more] = process.argv.slice(2);
const option = (name) => (more.includes(name) ? more[more.indexOf(name) + 1] : null);
const shots = option("--shots");

async function states() {
  const found = [];
  let serving = {};
  for (const file of readdirSync(join(here, "states")).sort()) {
    const area = file.replace(/\.mjs$/, "");
    if (option("--area") && option("--area") !== area) continue;
    const states = await import(join(here, "states", file));
    found.push(...states.default.map((row) => ({ ...row, area })));
    serving = { ...serving, ...states.serving };
  }
  return [found, serving];
}

async function tryState(bench, state, language) {
  const name = `${state.area}: ${state.name} (${language})`;
  const shot = shots && join(shots, name.replace(/[^a-zA-Z0-9]+/g, "-"));
  try {
    const seen = await within(check(bench, state, language, shot));
    const plain = await within(checkPlain(bench, state, language, seen));
    return { name, bytes: seen.bytes, wrong: [...seen.wrong, ...plain] };
  } catch (error) {
    await renew(bench);
    return { name, bytes: 0, wrong: [error.message.split("\n").slice(0, 3).join(" ")], late: /Timeout/.test(error) };
  }
}

// A page that is wrong in each way that is looked for: what finds nothing there finds nothing anywhere.
const BAD = `<!DOCTYPE html><html lang="cy" class="govuk-template"><head><title>Bad</title></head><body>
<main><h1>Tell the council once</h1><h3>Two</h3>Since 2026-11-29</main><img src="http://third.invalid/party.png">
<p id="a" id="b" style="color: #bbb; width: 60rem">Pale and wide, and with an error from the start</p>
<button class="govuk-button" style="border: 0; outline: 0; box-shadow: none" onclick="throw 1">Press</button>
<a href="/x" tabindex="-1">Never reached</a><a href="/y" style="position: absolute; outline: 0; border: 0">Unseen</a>
<script>throw new Error("on purpose")</script><!-- NOISE --></body></html>`;
const BAD_FINDS = [/^it is 200, not 404/, /third party/, /a script failed/, /bytes packed/, /^HTML /, /^axe /,
  /^the title is only/, /heading of a level/, /focus can't be seen/, /English on the Welsh/, /at 320 pixels/,
  /no border in forced/, /^a day that is not in words/, /^printed/, /^on paper/];

async function finds(bench) {
  let noise = "";
  for (let i = 1; noise.length < 60000; i = (i * 48271) % 2147483647) noise += i.toString(36);
  const server = createServer((request, response) => {
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
    response.end(BAD.replace("NOISE", noise));
  });
  await new Promise((accept) => server.listen(0, "127.0.0.1", accept));
  const there = { ...bench, url: `http://127.0.0.1:${server.address().port}` };
  const { wrong } = await check(there, { path: "/", status: 404, area: "resident" }, "cy");
  server.close();
  return BAD_FINDS.filter((each) => !wrong.some((line) => each.test(line))).map(String);
}

if (shots) mkdirSync(shots, { recursive: true });
const [all, serving] = await states();
const residents = [...new Set(all.map(({ as }) => as).filter((as) => as && as.startsWith("resident:")))];
const served = option("--url")
  ? { url: option("--url"), stop: async () => 0 }
  : await serve(resolve(program), { residents, ...serving });
const bench = await open(modules, served);
let passed = 0;
let failed = 0;
let largest = { bytes: 0 };
const blind = await finds(bench);
blind.length ? failed++ : passed++;
if (blind.length) console.log(`FAILED a bad page: not found: ${blind.join(", ")}`);
let left = all.flatMap((state) => LANGUAGES.map((language) => [state, language]));
let late = 0;
while (left.length && late < LATE_MAX) {
  const visited = await tryState(bench, ...left.shift());
  const { name, bytes, wrong } = visited;
  late += visited.late ? 1 : 0;
  if (bytes > largest.bytes) largest = { bytes, name };
  wrong.length ? failed++ : passed++;
  if (wrong.length) console.log(`FAILED ${name}\n${wrong.map((line) => `  ${line}`).join("\n")}`);
}
failed += left.length;
if (left.length) console.log(`FAILED ${left.length} were not visited, for ${late} did not answer in time`);
console.log(`first view: ${bench.assets} bytes of looks, packed, and at most ${largest.bytes} of HTML (${largest.name})`);
await finish("pages", bench, served, { passed, failed });

// harness.mjs - a home that is served, a browser before it, and what every page is held to.
//
//     open(program, modules) ─► home, `cantref serve`, Chromium ─► visit(state) ─► check(visit)
//
// A state is a page as somebody sees it; tests/web/states/AREA.mjs exports a list of them, and
// `serving`, where their server is another than serve() makes by itself:
//
//     { name: "find, nothing typed",      what failures are called
//       as: "runner",                     whoever runs it; or a login of staff, or a resident,
//                                         "resident:housing:1", a row of housing.csv; left out: nobody
//       path: "/purpose/…/find",          after the language; or bare: "/", which has none
//       act: async (page, say) => {…},    what is done there; say("English", "Cymraeg") is the text
//       status: 422,                      of the page that it ends with; 200 when left out
//       english: true }                   it says things in English on the Welsh page, as data does
//
// What is checked of each, in both languages, is in check(): axe-core, html-validate, no third party,
// nothing too wide at 320 pixels, bytes, headings, keyboard, forced colours, paper; and that it comes
// out the same with scripts off.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

export const LANGUAGES = ["en", "cy"];
// How each journey is walked: with what people have, and with what goes wrong on the way.
export const SLOW = "a slow link";
export const TWICE = "each form sent twice";
export const WAYS = [
  ...LANGUAGES.flatMap((language) => [true, false].map((scripts) => ({ language, scripts }))),
  { language: "cy", scripts: true, hardship: SLOW },
  { language: "en", scripts: false, hardship: TWICE },
];
const wayName = ({ language, scripts, hardship }) =>
  `${language}, ${scripts ? "with" : "without"} scripts${hardship ? `, ${hardship}` : ""}`;
const DESK = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };
const PAPER = { width: 718, height: 1047 }; // A4 less margins of 10 mm, at 96 dots an inch
const NARROW = { width: 320, height: 640 }; // WCAG 1.4.10: 1280 at 400 %
const FIRST_BYTES_MAX = 30 << 10;
const NEXT_BYTES_MAX = 14 << 10;
const STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const TABS_MAX = 150;
const TIMEOUT_MS = 120000; // of what never comes; a slow machine is no failure
const STOP_MS = 120000; // likewise, of a server that was told to stop
const JOURNEY_MS = 600000;
export const LATE_MAX = 5; // what doesn't come to an end; then nothing is to be hoped of the others

// HTML as the standard has it; style rules that govuk-frontend's own HTML breaks are off.
const HTML_RULES = {
  extends: ["html-validate:standard", "html-validate:a11y"],
  rules: {
    "attribute-boolean-style": "off",
    "long-title": "off",
    "no-redundant-role": "off", // role="button" of links, as the design system has them
    "prefer-native-element": "off", // likewise
    "no-trailing-whitespace": "off",
    "require-sri": "off", // all from here
    "tel-non-breaking": "off",
    "unique-landmark": "off",
    "valid-id": "off", // answer.where is an id
    "void-style": "off",
    "wcag/h30": "error",
  },
};

const WIDE = `(() => {
  const room = document.documentElement.clientWidth;
  const inside = (e) => {
    for (let up = e.parentElement; up; up = up.parentElement)
      if (getComputedStyle(up).overflowX !== "visible") return true;
    return false;
  };
  return [...document.body.querySelectorAll("*")]
    .filter((e) => e.getBoundingClientRect().right > room + 1 && e.getClientRects().length && !inside(e) &&
      !/visually-hidden|skip-link/.test(e.getAttribute("class") || ""))
    .map((e) => "<" + e.localName + " class=\\"" + (e.getAttribute("class") || "") + "\\"> to " +
      Math.round(e.getBoundingClientRect().right) + " of " + room).slice(0, 3)
    .concat(document.documentElement.scrollWidth > room ? ["the page scrolls sideways"] : []);
})()`;

const ENGLISH = `(() => {
  const words = /\\b(the|and|with|were|which|was|that|from|your|have)\\b/;
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.nodeValue.trim();
    const element = walk.currentNode.parentElement;
    if (words.test(text) && element.closest("[lang]").lang === "cy" && !element.closest("script"))
      found.push(text.slice(0, 120));
  }
  return [...new Set(found)].slice(0, 4);
})()`;

// Days as records have them, which residents' pages have in words.
const RAW_DAYS = `(document.querySelector("main").innerText.match(/\\b\\d{4}-\\d\\d-\\d\\d/g) || []).slice(0, 3)`;

// What the Tab key should reach: radios of one name once.
const FOCUSABLE = `(() => {
  const seen = new Set();
  return [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter((e) => !e.disabled && e.type !== "hidden" && e.tabIndex >= 0 && e.getClientRects().length)
    .filter((e) => e.localName === "summary" || !e.closest("details:not([open])"))
    .filter((e) => {
      if (e.type !== "radio") return true;
      const group = (e.form ? [...document.forms].indexOf(e.form) : -1) + e.name;
      const had = seen.has(group);
      seen.add(group);
      return !had;
    }).length;
})()`;
// From the start of the page, also where a script has put the focus on what is wrong: notes each place
// where the focus comes, and whether that can be seen.
const WALK = `(() => {
  globalThis.walked = new Map();
  const shows = (s) => s && (s.outlineStyle !== "none" || s.boxShadow !== "none" || s.borderStyle !== "none");
  document.addEventListener("focusin", ({ target: e }) => {
    if (e === document.body || globalThis.walked.has(e)) return;
    const label = e.matches("input") && getComputedStyle(e.nextElementSibling || e, "::before");
    globalThis.walked.set(e, shows(getComputedStyle(e)) || shows(label));
  });
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
  scrollTo(0, 0);
})()`;
const WALKED = `({ places: globalThis.walked.size,
  unseen: [...globalThis.walked].filter(([, seen]) => !seen).map(([e]) => e.outerHTML.slice(0, 80)) })`;

const BORDERLESS = `[...document.querySelectorAll(".govuk-button, .govuk-input, .govuk-select, .govuk-textarea")]
  .filter((e) => e.getClientRects().length && parseFloat(getComputedStyle(e).borderTopWidth) === 0 &&
    parseFloat(getComputedStyle(e).borderBottomWidth) === 0)
  .map((e) => "no border in forced colours: " + e.outerHTML.slice(0, 80)).slice(0, 3)`;

// What nobody can press on paper.
const PRINTED = `[...document.querySelectorAll(".govuk-button, .govuk-skip-link, .govuk-back-link, .govuk-breadcrumbs, " +
  ".govuk-pagination, .govuk-service-navigation, .govuk-exit-this-page")]
  .filter((e) => e.getClientRects().length)
  .map((e) => "printed: " + e.outerHTML.slice(0, 80)).slice(0, 3)`;

const run = (program, ...options) => {
  const done = spawnSync(program, options, { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${program} ${options.join(" ")}: ${done.stderr || done.stdout}`);
  return done.stdout;
};

// One line from what a program prints, or an error with all of it when it ends first.
const firstLine = (child) =>
  new Promise((accept, refuse) => {
    let text = "";
    let errors = "";
    child.stderr.on("data", (more) => (errors += more));
    child.stdout.on("data", (more) => {
      text += more;
      if (text.includes("\n")) accept(text.split("\n")[0]);
    });
    child.on("exit", () => refuse(new Error(`it ended: ${errors || text}`)));
  });

const CODE_PURPOSE = ["--purpose", "housing_benefit_and_reduction", "--case", "web-tests"];

// codes - what residents sign in by: a one-time code, and the day of birth of their row.
function codes(program, home, residents) {
  const rows = residents.length ? readFileSync(join(home, "extracts/housing.csv"), "utf8").split("\n") : [];
  const cells = (row) => row.match(/("[^"]*"|[^,]*)(,|$)/g).map((cell) => cell.replace(/,$/, "").replace(/"/g, ""));
  const day = ["Birth Day", "Birth Month", "Birth Year"].map((name) => rows.length && cells(rows[0]).indexOf(name));
  return new Map(residents.map((resident) => {
    const [, record] = resident.match(/^resident:(housing:\d+)$/);
    const row = cells(rows[Number(record.split(":")[1])]);
    const { code } = JSON.parse(run(program, "code", "issue", record, ...CODE_PURPOSE, "-C", home, "--json"));
    return [resident, { code, born: day.map((place) => row[place]) }];
  }));
}

// serve - an example home and `cantref serve` before it, on a port that is free. residents: those who
// will sign in. options: more of `cantref serve`.
export async function serve(program, { people = 1000, home = null, residents = [], options = [] } = {}) {
  const folder = home ? null : mkdtempSync(join(tmpdir(), "cantref-web-"));
  const at = home ?? join(folder, "home");
  if (!home) run(program, "init", at, "--example", "--people", String(people));
  const given = codes(program, at, residents);
  const child = spawn(program, ["serve", "-C", at, "--port", "0", "--json", ...options], { stdio: ["ignore", "pipe", "pipe"] });
  const { url } = JSON.parse(await firstLine(child));
  return {
    url: url.replace(/\/$/, ""),
    home: at,
    codes: given,
    async stop() {
      const ended = once(child, "exit"); // comes never to one that has ended before, as by a crash
      const running = child.exitCode === null && child.signalCode === null && child.kill("SIGTERM");
      const stopped = running && (await within(ended, STOP_MS).catch(() => null));
      if (running && !stopped) child.kill("SIGKILL");
      const code = child.exitCode ?? child.signalCode ?? "nothing: it did not stop";
      if (folder) rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}

export async function open(modules, served) {
  const require = createRequire(join(resolve(modules), "index.js"));
  const { chromium } = require("playwright-core");
  const { HtmlValidate } = require("html-validate");
  const executablePath = BROWSERS.find(existsSync);
  if (!executablePath) throw new Error("there is no Chromium: apt-get install chromium");
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  return {
    browser,
    url: served.url,
    axe: readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"),
    html: new HtmlValidate(HTML_RULES),
    sessions: new Map(),
    pages: new Map(),
    codes: served.codes ?? new Map(),
    assets: assetBytes(join(dirname(resolve(modules)), "../assets")),
  };
}

// assetBytes - what a first view brings besides its HTML, packed.
function assetBytes(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
  return Object.values(manifest).reduce((sum, name) => sum + readFileSync(join(folder, `${name}.gz`)).length, 0);
}

// signIn - by the example council's own list of people; the cookies are kept for the next state.
async function signIn(bench, as) {
  if (!as) return undefined;
  if (!bench.sessions.has(as)) {
    const context = await bench.browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    page.setDefaultTimeout(TIMEOUT_MS);
    if (as.startsWith("resident:")) {
      const { code, born } = bench.codes.get(as);
      await page.goto(`${bench.url}/en/sign-in`);
      await page.fill("#code", code);
      for (const [place, part] of ["day", "month", "year"].entries()) await page.fill(`#born-${part}`, born[place]);
      await page.locator("main form button[type=submit]").first().click();
    } else {
      const value = as === "runner" ? "" : `[value="${as}"]`;
      await page.goto(`${bench.url}/en/sign-in/staff`);
      await page.locator(`button[name="login"]${value}`).first().click();
    }
    if (page.url().includes("/sign-in")) throw new Error(`${as} could not be signed in`);
    bench.sessions.set(as, await context.storageState());
    await context.close();
  }
  return bench.sessions.get(as);
}

// 400 kbit/s and 400 ms, as a cheap phone has it in a valley.
async function slowLink(context, page) {
  const devtools = await context.newCDPSession(page);
  const bytes_a_second = 400e3 / 8;
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", {
    offline: false, latency: 400, downloadThroughput: bytes_a_second, uploadThroughput: bytes_a_second,
  });
}

// Each form goes out twice, at once, as when somebody presses twice; the browser sees what the second
// is answered.
async function sendTwice(context) {
  await context.route("**/*", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    const first = route.fetch({ maxRedirects: 0, timeout: TIMEOUT_MS });
    await route.continue();
    await first;
  });
}

// newPage - as somebody, in a language, with scripts or without; bench.hardship: what goes wrong, of
// SLOW and TWICE. Close its context after use.
export async function newPage(bench, { as, language = "en", scripts = true, viewport = DESK } = {}) {
  const context = await bench.browser.newContext({
    storageState: await signIn(bench, as),
    javaScriptEnabled: scripts,
    bypassCSP: false,
    viewport,
    locale: language === "cy" ? "cy-GB" : "en-GB",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  if (bench.hardship === SLOW) await slowLink(context, page);
  if (bench.hardship === TWICE) await sendTwice(context);
  return { context, page };
}

// pageOf - one page for all visits in a language, with scripts or without: whose it is, is the cookies
// that it begins with. A window for each visit costs more than all that is done in it.
async function pageOf(bench, language, scripts) {
  const key = `${language} ${scripts}`;
  if (!bench.pages.has(key)) bench.pages.set(key, await newPage(bench, { language, scripts }));
  return bench.pages.get(key);
}

// within - what a promise comes to, or an error when it does not in time: what runs in a page has no
// limit of the browser's own.
export const within = (promise, ms = 2 * TIMEOUT_MS) => {
  let timer;
  const late = new Promise((_, refuse) => {
    timer = setTimeout(() => refuse(new Error(`Timeout: no answer within ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

// renew - new pages for the next visits, as after one that went wrong: it may have stopped for good.
export async function renew(bench) {
  const old = [...bench.pages.values()];
  bench.pages.clear();
  await Promise.all(old.map(({ context }) => within(context.close(), 10000).catch(() => {})));
}

// follow - press what leads to another page, and wait for that.
export const follow = (locator) => Promise.all([locator.page().waitForNavigation(), locator.click()]);

// visit - the state's page. trouble: what the browser itself complained of on the way. The page is the
// next visit's, too.
export async function visit(bench, state, language, scripts) {
  const { context, page } = await pageOf(bench, language, scripts);
  const trouble = [];
  let last = null;
  const listeners = {
    request(request) {
      if (!request.url().startsWith(bench.url) && !request.url().startsWith("data:")) {
        trouble.push(`asks a third party: ${request.url()}`);
      }
    },
    response(response) {
      if (response.request().isNavigationRequest()) last = response;
      else if (response.status() >= 400) trouble.push(`${response.status()} ${response.url()}`);
    },
    pageerror: (error) => trouble.push(`a script failed: ${error.message}`),
    console(message) {
      const of_status = /Failed to load resource/.test(message.text());
      if (message.type() === "error" && !of_status) trouble.push(`the browser says: ${message.text()}`);
    },
  };
  await page.goto("about:blank");
  await context.clearCookies();
  const signedIn = await signIn(bench, state.as);
  if (signedIn) await context.addCookies(signedIn.cookies);
  await page.setViewportSize(DESK);
  await page.emulateMedia({ media: null, forcedColors: null, reducedMotion: null });
  for (const [name, listener] of Object.entries(listeners)) page.on(name, listener);
  try {
    await page.goto(bench.url + (state.bare ?? `/${language}${state.path}`));
    if (state.act) await state.act(page, (english, welsh) => (language === "cy" ? welsh : english));
    await page.waitForLoadState("load");
    const html = await last.text().catch(() => page.content());
    return { page, trouble, status: last.status(), html };
  } finally {
    for (const [name, listener] of Object.entries(listeners)) page.off(name, listener);
  }
}

// finish - closes what open and serve opened, prints the closing line, and exits. after: looks at what
// the server left, and returns what is wrong with that, "" when nothing is.
export async function finish(name, bench, served, { passed, failed }, after) {
  const wrong = [];
  await within(bench.browser.close(), STOP_MS).catch((error) => console.log(`the browser: ${error.message}`));
  const ended = await served.stop();
  if (ended !== 0) wrong.push(`the server ended with ${ended}`);
  const left = after ? after() : "";
  if (left) wrong.push(left);
  for (const each of wrong) console.log(`FAILED ${each}`);
  const [good, bad] = [passed + (after && !left ? 1 : 0), failed + wrong.length];
  console.log(`${name}: ${good} passed, ${bad} failed`);
  process.exit(bad ? 1 : 0);
}

// walk - each journey in each way; given: what it is handed besides the way, the bench and
// say("English", "Cymraeg"). Returns how many came to their end and how many did not.
export async function walk(bench, journeys, given = () => ({})) {
  const told = { passed: 0, failed: 0 };
  let late = 0;
  for (const way of WAYS) {
    const say = (english, welsh) => (way.language === "cy" ? welsh : english);
    bench.hardship = way.hardship;
    for (const journey of journeys) {
      if (late >= LATE_MAX) {
        console.log(`FAILED ${journey.name} (${wayName(way)}): not walked, for ${late} did not end in time`);
        told.failed++;
        continue;
      }
      try {
        await within(journey({ ...way, bench, say, ...given(way, journey) }), JOURNEY_MS);
        told.passed++;
      } catch (error) {
        told.failed++;
        late += /Timeout/.test(error) ? 1 : 0;
        console.log(`FAILED ${journey.name} (${wayName(way)})\n  ${error.message.split("\n").slice(0, 3).join(" ")}`);
      }
    }
  }
  return told;
}

async function axe(bench, page) {
  const tags = JSON.stringify(STANDARDS);
  await page.evaluate(bench.axe);
  return page.evaluate(`axe.run(document, {runOnly: {type: "tag", values: ${tags}}, resultTypes: ["violations"]})
    .then((found) => found.violations.map((v) => "axe " + v.id + ": " + v.help + "; " +
      v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(", ")))`);
}

async function keyboard(page) {
  const reach = Math.min(await page.evaluate(FOCUSABLE), TABS_MAX);
  await page.evaluate(WALK);
  for (let i = 0; i < reach + 3; i++) await page.keyboard.press("Tab"); // once around, past the end
  const { places, unseen } = await page.evaluate(WALKED);
  return [
    ...unseen.slice(0, 3).map((what) => `the focus can't be seen on ${what}`),
    ...(places < reach ? [`the Tab key reaches ${places} of ${reach}`] : []),
  ];
}

async function headings(page) {
  const { title, h1, skips } = await page.evaluate(`({
    title: document.title,
    h1: [...document.querySelectorAll("h1")].map((e) => e.innerText.trim()),
    skips: [...document.querySelectorAll("main h1, main h2, main h3, main h4")].map((e) => +e.localName[1])
      .some((level, i, all) => i > 0 && level > all[i - 1] + 1),
  })`);
  return [
    h1.length !== 1 && `${h1.length} h1: ${h1.join(" | ")}`,
    title.includes(" – ") || `the title is only: ${title}`,
    skips && "a heading of a level is left out",
  ].filter((each) => typeof each === "string");
}

// check - all that is wrong with a state in a language, as lines; and its bytes.
export async function check(bench, state, language, shots) {
  const wrong = [];
  const visited = await visit(bench, state, language, true);
  const { page } = visited;
  const status = state.status ?? 200;
  if (visited.status !== status) wrong.push(`it is ${visited.status}, not ${status}`);
  wrong.push(...visited.trouble);
  const bytes = gzipSync(visited.html, { level: 5 }).length;
  if (bytes > NEXT_BYTES_MAX) wrong.push(`${bytes} bytes packed, over ${NEXT_BYTES_MAX}`);
  if (bytes + bench.assets > FIRST_BYTES_MAX) wrong.push(`${bytes + bench.assets} bytes at first`);
  const report = await bench.html.validateString(visited.html);
  for (const { messages } of report.results) {
    wrong.push(...messages.slice(0, 4).map((m) => `HTML ${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
  }
  wrong.push(...(await axe(bench, page)), ...(await headings(page)), ...(await keyboard(page)));
  if (language === "cy" && !state.english) {
    wrong.push(...(await page.evaluate(ENGLISH)).map((text) => `English on the Welsh page: ${text}`));
  }
  if (state.area === "resident") {
    wrong.push(...(await page.evaluate(RAW_DAYS)).map((day) => `a day that is not in words: ${day}`));
  }
  if (shots) await page.screenshot({ path: `${shots}-desk.png`, fullPage: true });
  await page.setViewportSize(NARROW);
  wrong.push(...(await page.evaluate(WIDE)).map((what) => `at 320 pixels: ${what}`));
  await page.setViewportSize(PHONE);
  if (shots) await page.screenshot({ path: `${shots}-phone.png`, fullPage: true });
  await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
  wrong.push(...(await page.evaluate(BORDERLESS)));
  if (shots) await page.screenshot({ path: `${shots}-forced.png`, fullPage: true });
  await page.setViewportSize(PAPER);
  await page.emulateMedia({ media: "print", forcedColors: null, reducedMotion: null });
  wrong.push(...(await page.evaluate(PRINTED)), ...(await page.evaluate(WIDE)).map((what) => `on paper: ${what}`));
  if (shots) await page.screenshot({ path: `${shots}-paper.png`, fullPage: true });
  const h1 = await page.locator("h1").first().innerText();
  return { wrong, bytes, h1, status: visited.status };
}

// checkPlain - with scripts off it comes to the same page.
export async function checkPlain(bench, state, language, scripted) {
  const { page, status, trouble } = await visit(bench, state, language, false);
  const h1 = await page.locator("h1").first().innerText();
  return [
    status !== scripted.status && `without scripts it is ${status}, not ${scripted.status}`,
    h1 !== scripted.h1 && `without scripts it is "${h1}", not "${scripted.h1}"`,
    ...trouble,
  ].filter(Boolean);
}

// resident_journeys.mjs PROGRAM NODE_MODULES - what residents come for, from the first page to the
// last, in both languages, with scripts and without, on a slow link and with each form sent twice:
//
//     a death is told on a phone; the same form sent twice tells it once; back leads back
//     begun on a phone, saved, gone on with elsewhere by the code; a wrong answer does not let in
//     signed out meanwhile: it begins anew, and nothing is told
//     a move is noticed, offered, accepted, told: one event
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { finish, newPage, open, serve, walk } from "./harness.mjs";
import { answerUntil, bereavement, moving, question, send } from "./resident_walk.mjs";

const [program, modules] = process.argv.slice(2);
const PHONE = { width: 360, height: 740 };
const CANDIDATES = 24;

const expect = (holds, what) => {
  if (!holds) throw new Error(what);
};
const run = (...options) => execFileSync(resolve(program), options, { encoding: "utf8" });
const submit = (page) => page.locator("main form button[type=submit]").first();
const main = (page) => page.locator("main").innerText();

// A form as the browser would send it, once more; where it leads.
async function sendAgain(context, url, body) {
  const cookies = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const headers = { "Content-Type": "application/x-www-form-urlencoded", Origin: new URL(url).origin, Cookie: cookies };
  return (await fetch(url, { method: "POST", headers, body, redirect: "manual" })).headers.get("location");
}

async function begin(bench, language, scripts, event) {
  const { context, page } = await newPage(bench, { language, scripts, viewport: PHONE });
  await page.goto(`${bench.url}/${language}/tell/${event}`);
  await Promise.all([page.waitForNavigation(), page.locator(".govuk-button--start").click()]);
  return { context, page };
}

async function toldOnAPhone({ bench, language, scripts }) {
  const { context, page } = await begin(bench, language, scripts, "bereavement");
  await answerUntil(page, bereavement, "home_is");
  await page.goBack();
  expect(question(page) !== "home_is" && question(page) !== null, "back does not lead back");
  await page.goForward();
  await answerUntil(page, bereavement);
  await page.locator("main a.govuk-button").click();
  await page.waitForURL(/\/check$/);
  const form = page.locator("main form").first();
  const action = await form.getAttribute("action");
  const hidden = await form.locator("input[type=hidden]").evaluateAll((all) => all.map((e) => [e.name, e.value]));
  await Promise.all([page.waitForURL(/\/sent\//), submit(page).click()]);
  const there = new URL(page.url()).pathname;
  const again = await sendAgain(context, bench.url + action, new URLSearchParams(hidden).toString());
  expect(again !== null && again.endsWith(there), `sent twice it led to ${again}, not ${there}`);
  expect((await page.locator(".app-duty").count()) > 3, "it is not said what is owed");
  expect((await page.goto(bench.url + there.replace("/sent/", "/events/"))).status() === 200, "its page is not theirs");
  const other = await newPage(bench, { language, scripts });
  expect((await other.page.goto(bench.url + there)).status() === 404, "others see the page of an event");
  await other.context.close();
  await context.close();
}

async function goneOnElsewhere({ bench, language, scripts }) {
  const phone = await begin(bench, language, scripts, "bereavement");
  await answerUntil(phone.page, bereavement, "home_is");
  await phone.page.goto(`${bench.url}/${language}/tell/bereavement/save`);
  await submit(phone.page).click();
  const code = await phone.page.locator(".govuk-panel strong").innerText();
  expect(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/.test(code), `the code is ${code}`);
  const home = await newPage(bench, { language, scripts });
  const resume = async (day) => {
    await home.page.goto(`${bench.url}/${language}/return`);
    await home.page.fill("[name=code]", code.toLowerCase().replaceAll("-", " "));
    for (const [part, value] of [["day", day], ["month", "2"], ["year", "1940"]])
      await home.page.fill(`[name=birth-${part}]`, value);
    await Promise.all([home.page.waitForNavigation(), submit(home.page).click()]);
  };
  await resume("4");
  expect(/^(Error|Gwall): /.test(await home.page.title()), "a wrong answer lets in");
  await resume("3");
  await home.page.locator(".govuk-inset-text a").click();
  await home.page.waitForLoadState("load");
  expect(question(home.page) === "home_is", `it goes on at ${home.page.url()}`);
  await answerUntil(home.page, bereavement);
  await send(home.page);
  await phone.context.close();
  await home.context.close();
}

async function signedOutMeanwhile({ bench, language, scripts }) {
  const { context, page } = await begin(bench, language, scripts, "moving_home");
  await answerUntil(page, moving, "the-teller");
  await context.clearCookies();
  await page.goto(`${bench.url}/${language}/tell/moving_home/check`);
  expect(/\/tell\/moving_home$/.test(page.url()), `it led to ${page.url()}`);
  await page.goto(`${bench.url}/${language}/me`);
  expect(/\/sign-in/.test(page.url()), "without signing in there is a page of one's own");
  await context.close();
}

async function offered({ bench, language, scripts, people }) {
  const { context, page } = await newPage(bench, { language, scripts, viewport: PHONE });
  let offer = null;
  while (offer === null && people.length > 0) {
    const { code, postcode } = people.pop();
    await page.goto(`${bench.url}/${language}/sign-in`);
    await page.fill("[name=code]", code);
    await page.fill("[name=postcode]", postcode);
    await Promise.all([page.waitForNavigation(), submit(page).click()]);
    await page.goto(`${bench.url}/${language}/me`);
    const banner = page.locator(".govuk-notification-banner a"); // a record may have been joined elsewhere
    offer = (await banner.count()) > 0 ? await banner.first().getAttribute("href") : null;
  }
  expect(offer !== null, "nobody who moved could sign in");
  await page.goto(bench.url + offer);
  await page.check('[name=answer][value="yes"]');
  await Promise.all([page.waitForNavigation(), submit(page).click()]);
  await answerUntil(page, moving);
  await send(page);
  expect(page.url().includes(offer.split("/").pop()), `it was told as ${page.url()}, beside ${offer}`);
  expect((await page.goto(bench.url + offer)).status() === 404, "it is offered again");
  await page.goto(`${bench.url}/${language}/me`);
  expect((await main(page)).includes(offer.split("/").pop()), "it is not on their page");
  await context.close();
}

// moved - a home in which some council tax accounts have another address, noticed by the trigger; a
// code to sign in by for each.
function moved(home) {
  const trigger = "moving_home/liable_at_a_new_address";
  const today = new Date().toISOString().slice(0, 10);
  run("init", home, "--example", "--people", "1000");
  run("trigger", "dry-run", trigger, "--from", "2026-01-01", "--to", today, "-C", home);
  run("trigger", "on", trigger, "--why", "tried", "-C", home);
  const file = join(home, "extracts/council_tax.csv");
  const lines = readFileSync(file, "utf8").split("\r\n");
  const people = [];
  for (let row = 1; row < lines.length && people.length < CANDIDATES; row++) {
    const cells = lines[row].split(",");
    if (cells.length !== 9 || lines[row].includes('"') || !/^(MR|MRS|MISS|MS) [^&]*$/.test(cells[1])) continue;
    cells[2] = `${people.length + 1} NEW LANE`;
    cells[4] = "";
    lines[row] = cells.join(",");
    people.push({ row, postcode: cells[3] });
  }
  writeFileSync(file, lines.join("\r\n"));
  run("ingest", "council_tax", "-C", home);
  for (const person of people)
    person.code = run("code", "issue", `council_tax:${person.row}`, "--purpose", "council_tax_billing", "-C", home).split("\n")[0];
  return people;
}

const folder = mkdtempSync(join(tmpdir(), "cantref-resident-"));
const people = moved(join(folder, "home"));
const served = await serve(resolve(program), { home: join(folder, "home") });
const bench = await open(modules, served);
const told = await walk(bench, [toldOnAPhone, goneOnElsewhere, signedOutMeanwhile, offered], () => ({ people }));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
await finish("journeys of residents", bench, served, told);

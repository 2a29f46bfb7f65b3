// governance_journeys.mjs PROGRAM VERIFY NODE_MODULES - what information governance comes for, from
// the first page to the last, in both languages, with scripts and without:
//
//     a subject access request is entered, gathered, read and answered
//     a purpose that was changed is approved by two people, who see what the change is
//     the audit log is searched for a case; an entry's proof holds, checked by another program
//     a restriction and an erasure are granted; somebody is sealed, and the seal opened by two
//     a trigger is tried and switched; a correction says where it is to be made
//
// and what goes wrong besides: a form sent twice, back and again, signed out meanwhile.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { WAYS, finish, follow, newPage, open, serve, walk } from "./harness.mjs";

const [program, verify, modules] = process.argv.slice(2);

const expect = (holds, what) => {
  if (!holds) throw new Error(what);
};

const press = (page, text) => follow(page.getByRole("button", { name: text, exact: true }));
const heading = (page) => page.locator("h1").innerText();
const main = (page) => page.locator("main").innerText();

const day = async (page, name, date) => {
  await page.fill(`[name="${name}-day"]`, String(date.getDate()));
  await page.fill(`[name="${name}-month"]`, String(date.getMonth() + 1));
  await page.fill(`[name="${name}-year"]`, String(date.getFullYear()));
};

// What a link gives to keep.
async function keep(page, locator) {
  const [download] = await Promise.all([page.waitForEvent("download"), locator.click()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

// A form as the browser would send it, once more; its status.
async function send(context, url, body) {
  const cookies = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const headers = { "Content-Type": "application/x-www-form-urlencoded", Origin: new URL(url).origin, Cookie: cookies };
  return (await fetch(url, { method: "POST", headers, body, redirect: "manual" })).status;
}

async function subjectAccess({ bench, language, scripts, say, row }) {
  const { context, page } = await newPage(bench, { as: "gwen", language, scripts });
  await page.goto(`${bench.url}/${language}/governance`);
  await follow(page.getByRole("link", { name: say("What residents ask for", "Yr hyn y mae preswylwyr yn gofyn amdano") }));
  await follow(page.getByRole("button", { name: say("Enter a request", "Rhoi cais i mewn") }));
  await press(page, say("Enter it", "Ei roi i mewn"));
  expect(/^(Error|Gwall): /.test(await page.title()), "nothing was typed, and it was taken");
  await page.check('[name="kind"][value="access"]');
  await page.fill('[name="person"]', `council_tax:${row}`);
  await day(page, "received", new Date());
  await press(page, say("Enter it", "Ei roi i mewn"));
  const request = new URL(page.url()).pathname;
  expect(/\/requests\/\d+$/.test(request), `it led to ${page.url()}`);
  await follow(page.getByRole("button", { name: say("Gather all that is held", "Casglu popeth a ddelir") }));
  const everything = await keep(page, page.locator('a[href$="everything.json"]'));
  expect(JSON.parse(everything.text).versions.length > 0, "nothing is held");
  const answer = await keep(page, page.locator('a[href$="index.html"]'));
  expect(answer.text.includes(say("What the council holds about you", "Beth mae’r cyngor yn ei ddal amdanoch")), "the answer is in another language");
  const looked = await keep(page, page.locator('a[href$="who-looked.csv"]'));
  expect(looked.text.includes("residents_rights"), "that it was gathered is not in it");
  await follow(page.getByRole("button", { name: say("It is read: answer the request", "Mae wedi’i ddarllen: ateb y cais") }));
  await page.check('[name="outcome"][value="answered"]');
  await page.fill('[name="why"]', say("Sent by post", "Anfonwyd drwy’r post"));
  await press(page, say("Close the request", "Cau’r cais"));
  expect(await page.locator(".govuk-notification-banner").count(), "it isn't said that it is closed");
  await page.goBack();
  if (!page.url().endsWith(request)) await page.goto(bench.url + request);
  const again = await page.goto(bench.url + request);
  expect(again.status() === 404, `a request that is closed is still there: ${again.status()}`);
  await context.close();
}

async function secondPerson({ bench, language, scripts, say, home, days }) {
  const file = join(home, "purposes/blue_badge.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace(/^retention_days: .*/m, `retention_days: ${days}`));
  const path = `${bench.url}/${language}/governance/purposes/blue_badge`;
  const approves = say("I have read it and approve it", "Rwyf wedi’i ddarllen ac yn ei gymeradwyo");
  const first = await newPage(bench, { as: "gwen", language, scripts });
  await first.page.goto(path);
  const text = await main(first.page);
  expect(text.includes("retention_days") && text.includes(String(days)), "what changed is not shown");
  await press(first.page, approves);
  expect((await first.page.getByRole("button", { name: approves }).count()) === 0, "one person may approve it twice");
  const second = await newPage(bench, { as: "owain", language, scripts });
  await second.page.goto(path);
  expect((await main(second.page)).includes("retention_days"), "the second person is not shown the change");
  const form = await second.page.locator('form[action$="/approve"]').evaluate((f) => new URLSearchParams(new FormData(f)).toString());
  await press(second.page, approves);
  expect((await main(second.page)).includes(say("In use", "Mewn defnydd")), "two have approved it, and it isn't in use");
  const twice = await send(second.context, `${path}/approve`, form);
  expect(twice === 303, `sent twice, it is ${twice}`);
  const stale = await send(second.context, `${path}/approve`, form.replace(/csrf=[^&]*/, "csrf=x"));
  expect(stale === 403, `with another page's token it is ${stale}`);
  await first.context.close();
  await second.context.close();
}

async function auditSearch({ bench, language, scripts, say, home, row }) {
  const { context, page } = await newPage(bench, { as: "owain", language, scripts });
  const folder = mkdtempSync(join(tmpdir(), "cantref-proof-"));
  await page.goto(`${bench.url}/${language}/governance/audit`);
  await press(page, say("Search", "Chwilio"));
  expect(/^(Error|Gwall): /.test(await page.title()), "it was searched without a case");
  await page.fill('[name="for_case"]', "DP-2026-7");
  await page.fill('[name="person"]', `council_tax:${row}`);
  await press(page, say("Search", "Chwilio"));
  expect((await page.locator("main td a").count()) > 0, "who looked at that person is not found");
  const all = await page.locator("main td a").count();
  await page.fill(`[name="of_purpose"]`, "information_governance_audit"); // the search before this one
  await press(page, say("Search", "Chwilio"));
  const some = await page.locator("main td a").count();
  expect(some > 0 && some < all, `under one purpose ${some} entries are found, and ${all} in all`);
  await follow(page.locator("main td a").first());
  const proof = await keep(page, page.locator('a[href*="/proof"]'));
  const at = join(folder, "entry.proof");
  writeFileSync(at, proof.text);
  const said = execFileSync(resolve(verify), ["--proof", at, "--key", join(home, "keys/log.pub")], { encoding: "utf8" });
  expect(said.length > 0, "the proof does not hold");
  await page.goto(`${bench.url}/${language}/governance/audit`);
  await page.fill('[name="for_case"]', "DP-2026-8");
  await page.fill('[name="of_case"]', "DP-2026-7");
  await press(page, say("Search", "Chwilio"));
  expect((await main(page)).includes("DP-2026-7"), "that the log was searched is not in the log");
  const away = await newPage(bench, { language, scripts });
  const refused = await away.page.goto(`${bench.url}/${language}/governance/audit`);
  expect(/\/sign-in/.test(away.page.url()) || refused.status() === 403, "nobody in particular sees the log");
  await away.context.close();
  await context.close();
  rmSync(folder, { recursive: true });
}

async function enter(page, bench, language, say, kind, row, detail) {
  await page.goto(`${bench.url}/${language}/governance/requests/new`);
  await page.check(`[name="kind"][value="${kind}"]`);
  await page.fill('[name="person"]', `council_tax:${row}`);
  await page.fill('[name="detail"]', detail);
  await day(page, "received", new Date());
  await press(page, say("Enter it", "Ei roi i mewn"));
}

async function granted({ bench, language, scripts, say, row }) {
  const { context, page } = await newPage(bench, { as: "gwen", language, scripts });
  await enter(page, bench, language, say, "restriction", row + 100, "");
  await press(page, say("Grant it", "Ei ganiatáu"));
  expect(/\/requests\?done=closed$/.test(page.url()), `a restriction led to ${page.url()}`);
  await enter(page, bench, language, say, "erasure", row + 200, "");
  const path = new URL(page.url()).pathname;
  await press(page, say("Erase the person", "Dileu’r person"));
  expect(/^(Error|Gwall): /.test(await page.title()), "somebody was erased at a single press");
  await page.check('[name="sure"]');
  await press(page, say("Erase the person", "Dileu’r person"));
  expect(/\/requests\?done=closed$/.test(page.url()), `an erasure led to ${page.url()}`);
  expect((await page.goto(bench.url + path)).status() === 404, "the request of an erasure is still open");
  await page.goto(`${bench.url}/${language}/governance/retention`);
  expect((await page.locator("table").last().locator("tbody tr").count()) > 0, "the erasure is not listed");
  await enter(page, bench, language, say, "access", row + 200, "");
  expect(/^(Error|Gwall): /.test(await page.title()), "who was erased is still there");
  await enter(page, bench, language, say, "rectification", row + 300, "address=5 Castle Road");
  expect((await page.locator("main tbody tr").count()) > 0, "no source is said to have another address");
  await context.close();
}

async function sealed({ bench, language, scripts, say, row }) {
  const path = `${bench.url}/${language}/governance/seals`;
  const seals = say("Seal", "Selio");
  const first = await newPage(bench, { as: "gwen", language, scripts });
  const form = (action) => first.page.locator(`form[action$="/seals/${action}"]`);
  await first.page.goto(path);
  await form("seal").locator('[name="person"]').fill(`council_tax:${row + 400}`);
  await form("seal").locator('[name="ground"][value="refuge"]').check();
  await form("seal").locator('[name="team"]').selectOption("information_governance");
  await follow(form("seal").getByRole("button", { name: seals, exact: true }));
  expect((await first.page.locator("main tbody tr").count()) > 0, "who is sealed is not listed for the team");
  await form("ask").locator('[name="opened"]').fill(`council_tax:${row + 400}`);
  await form("ask").locator('[name="login"]').fill("ceri");
  await form("ask").locator('[name="reason"]').fill("moves");
  await day(first.page, "until", new Date(Date.now() + 30 * 86400000));
  await follow(form("ask").getByRole("button"));
  const opening = first.page.locator('form[action*="/openings/"]');
  expect((await opening.count()) === 0, "who asked may approve it too");
  const second = await newPage(bench, { as: "owain", language, scripts });
  await second.page.goto(path);
  await follow(second.page.locator('form[action*="/openings/"] button').first());
  expect(/done=approved/.test(second.page.url()), `the approval led to ${second.page.url()}`);
  expect((await second.page.locator('form[action*="/openings/"]').count()) === 0, "it still waits");
  await form("lift").locator('[name="lift"]').fill(`council_tax:${row + 400}`);
  await follow(form("lift").getByRole("button"));
  expect(/done=lifted/.test(first.page.url()), `lifting it led to ${first.page.url()}`);
  await first.context.close();
  await second.context.close();
}

async function triggerTried({ bench, language, scripts, say }) {
  const { context, page } = await newPage(bench, { as: "runner", language, scripts });
  const path = `${bench.url}/${language}/governance/triggers/moving_home/liable_at_a_new_address`;
  await page.goto(path);
  await day(page, "from", new Date());
  await day(page, "to", new Date(Date.now() - 86400000));
  await press(page, say("Try it", "Rhoi prawf arno"));
  expect(/^(Error|Gwall): /.test(await page.title()), "the last day was before the first");
  await day(page, "to", new Date());
  await page.fill('[name="for_case"]', "T-1");
  await press(page, say("Try it", "Rhoi prawf arno"));
  expect((await main(page)).includes(say("Nothing was proposed", "Ni chynigiwyd dim")), "it was not tried");
  for (const state of ["shadow", "off"]) {
    await page.check(`[name="state"][value="${state}"]`);
    await page.fill('[name="why"]', "tried");
    await press(page, say("Decide", "Penderfynu"));
    expect(/done=switched/.test(page.url()), `switching it ${state} led to ${page.url()}`);
  }
  await context.close();
}

const served = await serve(resolve(program));
const bench = await open(modules, served);
const told = await walk(
  bench,
  [subjectAccess, secondPerson, auditSearch, granted, sealed, triggerTried],
  (way) => ({ row: 21 + WAYS.indexOf(way), days: 901 + WAYS.indexOf(way), home: served.home }),
);
await finish("journeys of governance", bench, served, told);

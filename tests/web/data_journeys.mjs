// data_journeys.mjs PROGRAM NODE_MODULES - what the data team comes for, from the first page to the
// last, in both languages, with scripts and without:
//
//     pairs in doubt are answered by the keyboard alone, one key each, blind; the last is undone
//     a second person is asked without a sign of it; they disagree; a third settles it
//     a model is trained, what it would change is looked at, and it is adopted with a reason
//     a wrong merge is split, and the task that was begun because of it is taken back
//
// and what goes wrong besides: a form sent twice, back and again.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { WAYS, finish, follow, newPage, open, serve, walk } from "./harness.mjs";

const [program, modules] = process.argv.slice(2).map((each) => resolve(each));
const UNDER = ["--purpose", "bereavement_support", "--case", "T-1"];

const expect = (holds, what) => {
  if (!holds) throw new Error(what);
};
const press = (page, text) => follow(page.getByRole("button", { name: text }).first());
// The pair that is asked; null: none is.
async function asked(page) {
  const field = page.locator('form[data-keys] input[name="pair"]');
  return (await field.count()) ? field.first().getAttribute("value") : null;
}
// What a browser would send along: its session, as from a page of ours.
async function headers(page) {
  const cookies = await page.context().cookies();
  return {
    cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; "),
    origin: new URL(page.url()).origin,
    "sec-fetch-site": "same-origin",
  };
}
const main = (page) => page.locator("main").innerText();

// ---- a home with a wrong merge, made before it is served

// A pack whose one task is wanted of whoever care knows.
function makePack(home) {
  const folder = join(home, "packs/care_at_home");
  const title = 'title: {en: "Tell the care team", cy: "Dweud wrth y tîm gofal"}';
  const files = {
    "pack.yaml": `pack: care_at_home
version: 1
title: {en: "Care at home", cy: "Gofal gartref"}
about: {en: "For tests.", cy: "Ar gyfer profion."}
nation: both
purposes: [bereavement_support]
facts: [event.known, person.known.adult_social_care]
teams:
  registration: {en: "Registration", cy: "Cofrestru"}
`,
    "event.yaml": `event: care_at_home
title: {en: "Somebody came home", cy: "Daeth rhywun adref"}
subject: person
told_by: [self, family, staff]
sensitivity: ordinary
languages: [en, cy]
questions: []
same_when: {within_days: 90, answers: []}
`,
    "duties.yaml": `duties:
  - duty: care_told
    ${title}
    text: {en: "The care team is told.", cy: "Dywedir wrth y tîm gofal."}
    basis: charter
    nation: both
    owner: registration
    applies_when: person.known.adult_social_care = true
    clock: {starts: event.known, within: 10 working days}
    discharged_by: [tell_care]
`,
    "process.yaml": `steps:
  - step: tell_care
    kind: task
    ${title}
    team: registration
    for_duty: care_told
    when: person.known.adult_social_care = true
    due: 10 working days
    undo: tell_team
    done_when: team_confirms
    confirmation: {en: "They know.", cy: "Maent yn gwybod."}
`,
  };
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

// The tasks that were begun, once nothing is served any more.
const begun = (at) =>
  JSON.parse(execFileSync(program, ["task", "list", ...UNDER, "--json"], { cwd: at, encoding: "utf8" })).tasks
    .filter((task) => task.step === "tell_care" && task.what === "task").length;

// Rows of council tax whom care does not know, made one with rows of care, and an event of each: as
// many as are wanted. An event stays with one of the two when they are parted: those alone count in
// which that is the one whom care does not know.
function merge(home, left, right) {
  try {
    const words = ["entity", "merge", left, right, "--why", "one person", "--json"];
    return JSON.parse(execFileSync(program, words, { cwd: home, encoding: "utf8", stdio: "pipe" }));
  } catch {
    return null; // a row names both, or one of them is no person
  }
}
function makeMerges(home, wanted) {
  const run = (...words) => execFileSync(program, words, { cwd: home, encoding: "utf8" });
  const seen = (row) => JSON.parse(run("view", row, ...UNDER, "--json"));
  const merges = [];
  for (let n = 1, care = 1; merges.length < wanted && n < 400; n++) {
    const row = `council_tax:${n}`;
    const before = seen(row);
    if (JSON.stringify(before).includes("social_care")) continue;
    const made = merge(home, row, `social_care:${care}`);
    if (!made) continue;
    if (seen(row).person.id !== before.person.id) {
      run("entity", "undo", String(made.decision));
      continue;
    }
    run("event", "tell", "care_at_home", "--subject", row, "--told-by", "family", ...UNDER);
    run("work", "--until-idle");
    if (begun(home) > merges.length) merges.push({ row });
    care += 9;
  }
  expect(merges.length === wanted, `${merges.length} wrong merges, of ${wanted}`);
  return merges;
}

// ---- the journeys

async function byKeyboard({ bench, language, scripts }) {
  const { context, page } = await newPage(bench, { as: "tomos", language, scripts });
  await page.goto(`${bench.url}/${language}/data/review`);
  const make = page.locator('form[action$="/review/list"] button');
  if ((await asked(page)) === null) await follow(make);
  // without scripts a key is the browser's own: the button is reached by Tab
  const key = async (letter) => {
    if (scripts) {
      await page.keyboard.press(letter);
    } else {
      const button = page.locator(`[data-key="${letter}"]`).first();
      for (let i = 0; i < 60 && !(await button.evaluate((e) => e === document.activeElement)); i++) {
        await page.keyboard.press("Tab");
      }
      await page.keyboard.press("Enter");
    }
    await page.waitForLoadState("load");
  };
  const first = await asked(page);
  const text = await main(page);
  expect(!/[+-]\d+\.\d/.test(text) && !/\bbits\b|\bdid\b/.test(text), "what the model says is told before the answer");
  await Promise.all([page.waitForURL(/answered=yes/), key("d")]);
  const second = await asked(page);
  expect(second !== first, "the same pair is asked again");
  const told = await page.locator("#last").innerText();
  expect(told.includes(language === "cy" ? "gwahanol" : "different"), `the answer is told as: ${told}`);
  expect((await page.locator("details svg").count()) === 1, "what the model says is not told after the answer");
  await Promise.all([page.waitForURL(/undone=yes/), key("u")]);
  expect((await asked(page)) === first, "what was undone is not asked again");
  await Promise.all([page.waitForURL(/answered=yes/), key("t")]);
  await context.close();
}

// The pair as the program has it, for whoever is asked.
async function model(page, url) {
  return (await page.request.get(url, { headers: { ...(await headers(page)), accept: "application/json" } })).json();
}

async function secondOpinion({ bench, language, scripts, say }) {
  const url = `${bench.url}/${language}/data/review`;
  const people = {};
  for (const as of ["tomos", "owain", "runner"]) people[as] = await newPage(bench, { as, language, scripts });
  const one = people.tomos.page;
  const other = people.owain.page;
  const third = people.runner.page;
  // owain is asked within ten, and nothing tells which
  const keys = new Set();
  const askedOfBoth = async () => {
    await one.goto(url);
    if ((await asked(one)) === null) await follow(one.locator('form[action$="/review/list"] button'));
    const pair = await asked(one);
    await one.check("#second");
    await follow(one.locator('button[value="different"]'));
    for (let i = 0; i < 20; i++) {
      await other.goto(url);
      keys.add(Object.keys(await model(other, url)).sort().join());
      if ((await asked(other)) === pair) return pair;
      await follow(other.locator('button[value="different"]'));
    }
    return null;
  };
  // each tenth that tomos is asked is a second opinion itself, of which nobody is asked a third
  const pair = (await askedOfBoth()) ?? (await askedOfBoth());
  expect(pair !== null, "the second person was not asked");
  expect(keys.size === 1, "a second question is told from a first one");
  expect(!(await main(other)).includes("tomos"), "the first person is named");
  await follow(other.locator('button[value="same"]'));
  for (const page of [one, other]) {
    await page.goto(`${url}/settle`);
    expect((await page.locator(`a[href$="/settle/${pair}"]`).count()) === 0, "one of the two may settle it");
  }
  await third.goto(`${url}/settle`);
  await follow(third.locator(`a[href$="/settle/${pair}"]`));
  const text = await main(third);
  expect(text.includes("tomos") && text.includes("owain"), "a third is not told what the two said");
  await follow(third.locator('button[value="different"]'));
  expect(/^(Error|Gwall): /.test(await third.title()), "it was settled without a reason");
  await third.fill('[name="why"]', say("Two birth dates", "Dau ddyddiad geni"));
  await follow(third.locator('button[value="different"]'));
  expect((await third.locator(`a[href$="/settle/${pair}"]`).count()) === 0, "it is settled, and listed still");
  await third.goto(`${url}/agreement`);
  expect((await main(third)).includes(say("Two people answered", "Atebodd dau berson")), "agreement is not told");
  for (const { context } of Object.values(people)) await context.close();
}

async function compareAndAdopt({ bench, language, scripts, say, reason }) {
  const { context, page } = await newPage(bench, { as: "tomos", language, scripts });
  await page.goto(`${bench.url}/${language}/data/model`);
  await press(page, say("Train a new model", "Hyfforddi model newydd"));
  const at = page.url();
  expect(/\/compare\//.test(at), `it led to ${at}`);
  await press(page, say("Take it into use", "Dechrau ei ddefnyddio"));
  expect(/^(Error|Gwall): /.test(await page.title()), "it was adopted without a reason");
  await page.fill('[name="reason"]', reason);
  const form = await page.locator('form[action*="/adopt/"]').evaluate((f) => new URLSearchParams(new FormData(f)).toString());
  const action = await page.locator('form[action*="/adopt/"]').getAttribute("action");
  await press(page, say("Take it into use", "Dechrau ei ddefnyddio"));
  expect((await main(page)).includes(reason), "why it was adopted is not kept");
  const twice = await page.request.post(bench.url + action, {
    data: form,
    headers: { ...(await headers(page)), "content-type": "application/x-www-form-urlencoded" },
    maxRedirects: 0,
  });
  expect(twice.status() === 303, `sent twice: ${twice.status()}`);
  await page.reload();
  expect((await main(page)).split(reason).length === 2, "sent twice, it was adopted twice");
  await page.goto(at);
  expect((await page.locator('form[action*="/adopt/"]').count()) === 0, "what is in use may be adopted again");
  await context.close();
}

async function split({ bench, language, scripts, say, merge }) {
  const { context, page } = await newPage(bench, { as: "tomos", language, scripts });
  await page.goto(`${bench.url}/${language}/data/entities`);
  await page.fill("#name", merge.row);
  await follow(page.locator("main form button").first());
  const theirs = page.locator('input[name^="row."][value^="social_care"]');
  await theirs.first().waitFor();
  for (const box of await theirs.all()) await box.check();
  await page.fill('[name="why"]', say("A neighbour", "Cymydog"));
  await press(page, say("Split them off", "Eu gwahanu"));
  const wrong = await page.locator(".govuk-error-summary").allInnerTexts();
  const after = `${page.url()}: ${await page.locator("h1").innerText()} ${wrong.join(" ")}`;
  expect(await page.locator(".govuk-notification-banner").count(), `the decision is not confirmed by ${after}`);
  const records = (await page.locator('input[name^="row."]').count()) + (await page.locator("main fieldset li").count());
  expect(records > 0 && !(await page.locator("main fieldset").innerText()).includes("social_care:"), "they are one still");
  await page.goBack();
  await context.close();
}

// ---- all of them

const folder = mkdtempSync(join(tmpdir(), "cantref-data-"));
const home = join(folder, "home");
execFileSync(program, ["init", home, "--example", "--people", "600"]);
makePack(home);
const merges = makeMerges(home, WAYS.length);
const tasks = begun(home);
const served = await serve(program, { home });
const bench = await open(modules, served);
const given = (way) => ({ merge: merges[WAYS.indexOf(way)], reason: `newer data ${WAYS.indexOf(way)}` });
// First the wrong merges are split: what reviewers then say of pairs may part them, too.
const parted = await walk(bench, [split], given);
const told = await walk(bench, [byKeyboard, secondOpinion, compareAndAdopt], given);
told.passed += parted.passed;
told.failed += parted.failed;
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
// What the change feed recalls: the wrong merges were split, so nothing of what they began is left.
await finish("journeys of the data team", bench, served, told, () => {
  const left = begun(home);
  return tasks === WAYS.length && left === 0 ? "" : `of ${tasks} tasks that wrong merges began ${left} are left`;
});

// officer_journeys.mjs PROGRAM NODE_MODULES - what officers come for, from the first page to the last,
// in both languages, with scripts and without:
//
//     "I require care": told at a desk by a daughter for her mother, with the script beside
//     the queue: a task is worked on and done, and the next one is offered
//     two officers on one task, and on one application: the second is told
//     how somebody is reached: what they can't use is noted
//
// and what goes wrong besides: a form sent twice, back, signed out meanwhile.
import { resolve } from "node:path";

import { finish, newPage, open, serve, walk } from "./harness.mjs";

const PURPOSE = "/purpose/adult_social_care_assessment";
const OFFICER = "aled";
const [program, modules] = process.argv.slice(2);

const expect = (holds, what) => {
  if (!holds) throw new Error(what);
};

const heading = (page) => page.locator("h1").innerText();
const main = (page) => page.locator("main").innerText();
const click = (page, button) => Promise.all([page.waitForNavigation(), page.click(button)]);
const press = (page, act) => click(page, `button[name="act"][value="${act}"]`);
const go = (page) => click(page, "main form button.govuk-button");

async function follow(page, part) {
  const href = await page.getAttribute(`main a[href*="${part}"]`, "href");
  return page.goto(new URL(href, page.url()).href);
}

// What a form holds, as the browser would send it.
const body = (page, act) =>
  page.evaluate((act) => {
    const data = new URLSearchParams(new FormData(document.querySelector('main form[method="post"]')));
    if (act) data.append("act", act);
    return data.toString();
  }, act);

// A form once more, by hand; its status and where it leads.
async function send(context, url, text) {
  const cookies = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const headers = { "Content-Type": "application/x-www-form-urlencoded", Origin: new URL(url).origin, Cookie: cookies };
  const answer = await fetch(url, { method: "POST", headers, body: text, redirect: "manual" });
  return { status: answer.status, to: answer.headers.get("location") };
}

// From the purpose to somebody's page.
async function reach({ bench, language, scripts, row }) {
  const { context, page } = await newPage(bench, { as: OFFICER, language, scripts });
  await page.goto(`${bench.url}/${language}/work`);
  await page.check('[name="purpose"][value="adult_social_care_assessment"]');
  await page.fill('[name="case"]', "C-17");
  await go(page);
  expect(page.url().includes("/find?case=C-17"), `it led to ${page.url()}`);
  await page.goto(`${bench.url}/${language}${PURPOSE}/people/social_care:${row}?case=C-17`);
  expect((await page.locator("dl").count()) > 0, "nothing is known of them");
  return { context, page };
}

// An application begun at the desk, in Welsh, whatever language the officer reads.
async function begin(journey) {
  const { context, page } = await reach(journey);
  await follow(page, "/tell");
  await page.check('[name="type"][value="care"]');
  await page.check('[name="channel"][value="desk"]');
  await page.check('[name="spoken"][value="cy"]');
  await go(page);
  expect(/\/applications\//.test(page.url()), `it led to ${page.url()}`);
  return { context, page };
}

async function answer(page) {
  await page.selectOption("#teller", "family");
  await page.fill("#told_by", "Sara");
  await page.check('[name="answer.is_child"][value="no"]');
  await page.check('[name="answer.urgent"][value="no"]');
  await page.check('[name="answer.at_risk"][value="no"]');
  await page.check('[name="answer.carer_helps"][value="yes"]');
}

async function desk(journey) {
  const { say } = journey;
  const { context, page } = await begin(journey);
  expect((await page.locator(".app-script").count()) === 1, "the script isn't beside the questions");
  await press(page, "check");
  expect((await main(page)).includes(say("Before it can be sent", "Cyn y gellir ei anfon")), "it could be sent unanswered");
  await page.goBack();
  await page.reload();
  await answer(page);
  await press(page, "check");
  expect((await main(page)).includes(`${say("typed by", "teipiwyd gan")} ${OFFICER}`), "who typed it isn't said");
  await go(page);
  expect(/^(Error|Gwall): /.test(await page.title()), "it was sent though nobody agreed");
  await page.check('[name="agreed"]');
  const again = { url: await page.getAttribute('main form[method="post"]', "action"), text: await body(page) };
  await go(page);
  expect(page.url().includes("/told"), `it led to ${page.url()}`);
  const told = page.url();
  const reference = await page.locator(".govuk-panel strong").innerText();
  expect(/^[a-z]{5}-[a-z]{5}$/.test(reference), `${reference} is no reference`);
  expect((await page.locator(".app-duty").count()) > 3, "what happens next isn't said");
  const twice = await send(context, new URL(again.url, told).href, again.text);
  expect(twice.status === 303 && told.includes(twice.to.split("?")[0]), `sent twice: ${twice.status} ${twice.to}`);
  await follow(page, "/events/");
  const event = await main(page);
  expect(event.includes(say("Welsh", "Cymraeg")), "the language isn't kept");
  await context.close();
}

async function together(journey) {
  const { say } = journey;
  const first = await begin(journey);
  await answer(first.page);
  await first.page.fill("#check", "CY1 1AA");
  await press(first.page, "code");
  const code = (await main(first.page)).match(/[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/);
  expect(code, "no code is given");
  const second = await newPage(journey.bench, { as: OFFICER, language: journey.language, scripts: journey.scripts });
  await second.page.goto(`${journey.bench.url}/${journey.language}${PURPOSE}/applications?case=C-17`);
  await second.page.fill("#code", code[0].toLowerCase());
  await go(second.page);
  expect(second.page.url().split("?")[0] === first.page.url().split("?")[0], `it led to ${second.page.url()}`);
  expect(await second.page.isChecked('[name="answer.carer_helps"][value="yes"]'), "they see other answers");
  await second.page.check('[name="answer.share_with_health"][value="yes"]');
  await press(second.page, "save");
  await first.page.goto(first.page.url());
  expect(await first.page.isChecked('[name="answer.share_with_health"][value="yes"]'), "the other isn't seen");
  expect((await main(first.page)).includes(say("typed by", "teipiwyd gan")), "who typed it isn't said");
  await first.context.close();
  await second.context.close();
}

async function queue(journey) {
  const { bench, language, scripts, say } = journey;
  const { context, page } = await newPage(bench, { as: OFFICER, language, scripts });
  const list = `${bench.url}/${language}${PURPOSE}/tasks?case=queue`;
  await page.goto(list);
  const tasks = await page.locator(".govuk-task-list__link").evaluateAll((links) => links.map((link) => link.href));
  expect(tasks.length > 0, "nothing is to be done");
  let task = null;
  for (let i = 0; i < tasks.length && !task; i++) {
    await page.goto(tasks[i]);
    if (await page.locator('[name^="answer."][value="yes"]').count()) task = page.url();
  }
  expect(task, "no task asks a question");
  const other = await newPage(bench, { as: OFFICER, language, scripts });
  await other.page.goto(task);
  await press(page, "done");
  expect(/^(Error|Gwall): /.test(await page.title()), "nothing was said, and it was taken");
  await page.check('[name^="answer."][value="yes"] >> nth=0');
  const again = { url: task, text: await body(page, "done") };
  await press(page, "done");
  expect(page.url().includes("/done"), `it led to ${page.url()}`);
  expect((await page.locator(".govuk-task-list__item").count()) === 1, "the next task isn't offered");
  const twice = await send(context, again.url, again.text);
  expect(twice.status === 303, `sent twice: ${twice.status}`);
  await other.page.check('[name^="answer."][value="no"] >> nth=0');
  await press(other.page, "done");
  expect(
    (await heading(other.page)) === say("This task is not open any more", "Nid yw’r dasg hon ar agor mwyach"),
    `the second officer sees: ${await heading(other.page)}`,
  );
  await other.page.goto(tasks[tasks.length - 1]);
  const late = { url: other.page.url(), text: await body(other.page, "done") };
  await other.context.clearCookies();
  const out = await send(other.context, late.url, late.text);
  expect(out.status === 401, `signed out meanwhile: ${out.status}`);
  await other.context.close();
  await context.close();
}

async function contact(journey) {
  const { context, page } = await reach(journey);
  await follow(page, "/contact");
  await page.check('[name="channel"][value="email"]');
  await page.check('[name="state"][value="cannot"]');
  await page.selectOption('[name="reason"]', "no_device");
  await page.check('[name="sayer"][value="self"]');
  await go(page);
  const said = await page.locator(".app-timeline__item").count();
  expect(said > 0, `what was said isn't kept: ${(await main(page)).slice(0, 200)}`);
  await context.close();
}

const served = await serve(resolve(program));
const bench = await open(modules, served);
let row = 2;
const told = await walk(bench, [desk, together, queue, contact], (way, journey) => {
  row += journey === queue ? 0 : 3;
  return { row };
});
await finish("journeys of officers", bench, served, told);

// resident_walk.mjs - a resident at their questions: answered one after another, until one of them.

export const bereavement = {
  "the-teller": "family",
  "the-name": "Gwen Morgan",
  "the-birth-date": "3 2 1940",
  "the-address": "1 Castle Road\nSwansea SA1 1AA",
  "the-day": "20 11 2026",
  death_registered: "yes",
  funeral: "arranged",
  home_is: "owned",
  adults_left: "1",
  partner_lives_on: "yes",
  partner: "Tom Morgan",
  children_lost_parent: "no",
  services: ["blue_badge", "bus_pass"],
  "the-one-who-tells": "Ann Morgan",
  "the-way-to-reach": "01632 960 123",
};

export const moving = {
  "the-teller": "self",
  "the-day": "20 11 2026",
  keep_secret: "no",
  move: "within",
  new_address: "9 Cambridge Road\nCY1 1AA",
  new_home_is: "owned",
  adults_in_new_home: "1",
};

export const question = (page) => new URL(page.url()).pathname.match(/\/answer\/([^/]+)$/)?.[1] ?? null;

// answer - the question of the page; what has no answer is left empty.
export async function answer(page, answers) {
  const name = question(page);
  const given = name === "the-language" ? page.url().match(/\/(en|cy)\//)[1] : answers[name];
  if (Array.isArray(given)) {
    for (const each of given) await page.check(`input[type=checkbox][value="${each}"]`);
  } else if (given && (await page.locator("#date-day").count())) {
    const [day, month, year] = given.split(" ");
    await page.fill("#date-day", day);
    await page.fill("#date-month", month);
    await page.fill("#date-year", year);
  } else if (given && (await page.locator("input[type=radio]").count())) {
    await page.check(`input[type=radio][value="${given}"]`);
  } else if (given) {
    await page.fill("[name=answer]", given);
  }
  await Promise.all([page.waitForNavigation(), page.locator("main form button[type=submit]").click()]);
}

// answerUntil - up to that question, or, where none is named, all of them.
export async function answerUntil(page, answers, until = null) {
  await page.waitForLoadState("load");
  for (let i = 0; i < 60 && question(page) !== null && question(page) !== until; i++) {
    const before = question(page);
    await answer(page, answers);
    if (question(page) === before) throw new Error(`${before} was not answered`);
  }
  if (until !== null && question(page) !== until) throw new Error(`${until} was not asked`);
}

// send - from where all was answered: what applies, check, sent.
export async function send(page) {
  await page.locator("main a.govuk-button").click();
  await page.waitForURL(/\/check$/);
  await Promise.all([page.waitForURL(/\/sent\//), page.locator("main form button[type=submit]").click()]);
}

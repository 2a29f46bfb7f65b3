// The officers' pages, as a social worker sees them, and as somebody without the role does.
const PURPOSE = "/purpose/adult_social_care_assessment";
const CASE = "?case=C-1";
const ALED = "aled"; // social worker for adults
const MAIR = "mair"; // registration

// The person of social care's first row, found by what the source says of them.
async function find(page, text) {
  await page.fill("#text", text);
  await page.click("main form button.govuk-button");
  await page.waitForLoadState("load");
}

async function person(page) {
  await find(page, "James Lewis Heol Isaf");
  if (!(await page.$("main ul a"))) await find(page, "Lewis");
  await page.click("main ul a");
  await page.waitForLoadState("load");
}

async function follow(page, part) {
  const href = await page.getAttribute(`main a[href*="${part}"]`, "href");
  await page.goto(new URL(href, page.url()).href);
}

// Told at the desk, in Welsh, by a daughter; until it may be checked.
async function begin(page) {
  await person(page);
  await follow(page, "/tell");
  await page.click('input[name="type"][value="care"] + label');
  await page.click('input[name="channel"][value="desk"] + label');
  await page.click('input[name="spoken"][value="cy"] + label');
  await page.click("main form button.govuk-button");
  await page.waitForLoadState("load");
}

async function answer(page) {
  await page.selectOption("#teller", "family");
  await page.fill("#told_by", "Sara Lewis");
  for (const [question, choice] of [["is_child", "no"], ["urgent", "no"], ["at_risk", "no"], ["carer_helps", "yes"]]) {
    await page.click(`input[name="answer.${question}"][value="${choice}"] + label`);
  }
}

async function save(page, act) {
  await page.click(`button[name="act"][value="${act}"]`);
  await page.waitForLoadState("load");
}

async function check(page) {
  await begin(page);
  await answer(page);
  await save(page, "check");
}

async function send(page) {
  await check(page);
  await page.click('input[name="agreed"] + label');
  await page.click("main form button.govuk-button");
  await page.waitForLoadState("load");
}

export default [
  { name: "work", as: ALED, path: "/work" },
  {
    name: "work, no purpose chosen",
    as: ALED,
    path: "/work",
    act: async (page) => page.click("main form button.govuk-button"),
    status: 422,
  },
  {
    name: "work, a case is wanted",
    as: ALED,
    path: "/work",
    act: async (page) => {
      await page.click('input[value="adult_social_care_assessment"] + label');
      await page.click("main form button.govuk-button");
    },
    status: 422,
  },
  { name: "work, purposes that can't be used", as: MAIR, path: "/work", act: async (page) => page.click("summary") },
  { name: "find", as: ALED, path: `${PURPOSE}/find${CASE}` },
  {
    name: "find, nothing typed",
    as: ALED,
    path: `${PURPOSE}/find${CASE}`,
    act: async (page) => page.click("main form button.govuk-button"),
    status: 422,
  },
  { name: "find, nobody", as: ALED, path: `${PURPOSE}/find${CASE}`, act: (page) => find(page, "Zzyzx Qwghlm") },
  { name: "find, several", as: ALED, path: `${PURPOSE}/find${CASE}`, act: (page) => find(page, "Evans") },
  { name: "find, refused", as: MAIR, path: `${PURPOSE}/find${CASE}`, status: 403 },
  { name: "find, no case", as: ALED, path: `${PURPOSE}/find`, status: 403 },
  { name: "emergency", as: MAIR, path: `${PURPOSE}/emergency` },
  {
    name: "emergency, no reason",
    as: MAIR,
    path: `${PURPOSE}/emergency`,
    act: (page) => find(page, "Lewis"),
    status: 422,
  },
  {
    name: "emergency, a person",
    as: MAIR,
    path: `${PURPOSE}/emergency`,
    act: async (page) => {
      await page.fill("#reason", "x");
      await find(page, "Lewis");
      await page.click("main form:nth-of-type(2) button");
      await page.waitForLoadState("load");
    },
  },
  { name: "person", as: ALED, path: `${PURPOSE}/find${CASE}`, act: person },
  {
    name: "person, as known before",
    as: ALED,
    path: `${PURPOSE}/find${CASE}`,
    act: async (page) => {
      await person(page);
      await page.fill("#at-day", "1");
      await page.fill("#at-month", "1");
      await page.fill("#at-year", "2020");
      await page.click('main form[method="get"] button');
    },
  },
  { name: "person, nobody of that id", as: ALED, path: `${PURPOSE}/people/0000-0000-0000-0000${CASE}`, status: 404 },
  {
    name: "something happened",
    as: ALED,
    path: `${PURPOSE}/find${CASE}`,
    act: async (page) => {
      await person(page);
      await follow(page, "/tell");
    },
  },
  {
    name: "something happened, nothing chosen",
    as: ALED,
    path: `${PURPOSE}/find${CASE}`,
    act: async (page) => {
      await person(page);
      await follow(page, "/tell");
      await page.click("main form button.govuk-button");
    },
    status: 422,
  },
  { name: "application", as: ALED, path: `${PURPOSE}/find${CASE}`, act: begin },
  { name: "application, checked", as: ALED, path: `${PURPOSE}/find${CASE}`, act: check },
  {
    name: "application, not agreed",
    as: ALED,
    path: `${PURPOSE}/find${CASE}`,
    act: async (page) => {
      await check(page);
      await page.click("main form button.govuk-button");
    },
    status: 422,
  },
  {
    name: "application, a code",
    as: ALED,
    path: `${PURPOSE}/find${CASE}`,
    act: async (page) => {
      await begin(page);
      await answer(page);
      await page.fill("#check", "CY1 1HQ");
      await save(page, "code");
    },
  },
  { name: "told", as: ALED, path: `${PURPOSE}/find${CASE}`, act: send },
  {
    name: "event",
    as: ALED,
    path: `${PURPOSE}/find${CASE}`,
    act: async (page) => {
      await send(page);
      await follow(page, "/events/");
    },
  },
  {
    name: "event, no reason given",
    as: ALED,
    path: `${PURPOSE}/find${CASE}`,
    act: async (page) => {
      await send(page);
      await follow(page, "/events/");
      await save(page, "withdraw");
    },
    status: 422,
  },
  {
    name: "event, to be corrected",
    as: ALED,
    path: `${PURPOSE}/find${CASE}`,
    act: async (page) => {
      await send(page);
      await follow(page, "/events/");
      await follow(page, "/correct");
    },
  },
  {
    name: "event, corrected by somebody else meanwhile",
    as: ALED,
    path: `${PURPOSE}/find${CASE}`,
    act: async (page) => {
      await send(page);
      await follow(page, "/events/");
      await follow(page, "/correct");
      await page.evaluate(() => (document.querySelector('[name="version"]').value = "0"));
      await page.click('input[name="answer.urgent"][value="yes"] + label');
      await page.fill('[name="why"]', "Misheard");
      await page.click("main form button.govuk-button");
    },
    status: 409,
  },
  {
    name: "application, an answer changed after they were read out",
    as: ALED,
    path: `${PURPOSE}/find${CASE}`,
    act: async (page) => {
      await check(page);
      await page.evaluate(() => (document.querySelector('[name="seen"]').value = "0"));
      await page.click('input[name="agreed"] + label');
      await page.click("main form button.govuk-button");
    },
  },
  { name: "events", as: ALED, path: `${PURPOSE}/events${CASE}` },
  { name: "applications", as: ALED, path: `${PURPOSE}/applications${CASE}` },
  {
    name: "applications, a code that is none",
    as: ALED,
    path: `${PURPOSE}/applications${CASE}`,
    act: async (page) => {
      await page.fill("#code", "AAAA-AAAA-AAAA");
      await page.click("main form button.govuk-button");
    },
    status: 422,
  },
  { name: "tasks", as: ALED, path: `${PURPOSE}/tasks?case=queue` },
  {
    name: "task",
    as: ALED,
    path: `${PURPOSE}/tasks?case=queue`,
    act: (page) => follow(page, "/tasks/"),
  },
  {
    name: "task, nothing found out",
    as: ALED,
    path: `${PURPOSE}/tasks?case=queue`,
    act: async (page) => {
      await follow(page, "/tasks/");
      await save(page, "done");
    },
    status: 422,
  },
  { name: "task, none of that number", as: ALED, path: `${PURPOSE}/tasks/999999?case=queue`, status: 404 },
  {
    name: "how to reach them",
    as: ALED,
    path: `${PURPOSE}/find${CASE}`,
    act: async (page) => {
      await person(page);
      await follow(page, "/contact");
    },
  },
  {
    name: "how to reach them, nothing chosen",
    as: ALED,
    path: `${PURPOSE}/find${CASE}`,
    act: async (page) => {
      await person(page);
      await follow(page, "/contact");
      await page.click("main form button.govuk-button");
    },
    status: 422,
  },
  { name: "letters for print", as: "ceri", path: "/post" },
  { name: "letters for print, not their role", as: ALED, path: "/post", status: 403 },
  { name: "what could not leave", as: ALED, path: "/parked" },
];

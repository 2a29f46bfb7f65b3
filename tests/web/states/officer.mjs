// The officers' pages, as a social worker sees them, and as somebody without the role does.
const PURPOSE = "/purpose/adult_social_care_assessment";
const CASE = "?case=C-1";
const ALED = "aled"; // social worker for adults
const MAIR = "mair"; // registration

// The first button of the page's first form.
async function press(page) {
  await page.click("main form button.govuk-button");
  await page.waitForLoadState("load");
}

// The person of social care's first row, found by what the source says of them.
async function find(page, text) {
  await page.fill("#text", text);
  await press(page);
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
  await press(page);
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

// What was read out is agreed to, and sent.
async function agree(page) {
  await page.click('input[name="agreed"] + label');
  await press(page);
}

async function send(page) {
  await check(page);
  await agree(page);
}

// After it: the page of the event, and of its answers to be corrected.
async function event(page) {
  await send(page);
  await follow(page, "/events/");
}

async function correct(page) {
  await event(page);
  await follow(page, "/correct");
}

// From the person: a page that theirs leads to.
const of = (part) => async (page) => {
  await person(page);
  await follow(page, part);
};

// One step after another.
const then = (...steps) => async (page) => {
  for (const step of steps) await step(page);
};

// What the page has in a hidden field, as another's change would leave it.
const older = (name) => (page) => page.$eval(`[name="${name}"]`, (field) => (field.value = "0"));

// A state of the page on which people are looked for, and what comes after.
const found = (name, act, status) => ({ name, as: ALED, path: `${PURPOSE}/find${CASE}`, act, status });

export default [
  { name: "work", as: ALED, path: "/work" },
  { name: "work, no purpose chosen", as: ALED, path: "/work", act: press, status: 422 },
  {
    name: "work, a case is wanted",
    as: ALED,
    path: "/work",
    act: async (page) => {
      await page.click('input[value="adult_social_care_assessment"] + label');
      await press(page);
    },
    status: 422,
  },
  { name: "work, purposes that can't be used", as: MAIR, path: "/work", act: async (page) => page.click("summary") },
  found("find"),
  found("find, nothing typed", press, 422),
  found("find, nobody", (page) => find(page, "Zzyzx Qwghlm")),
  found("find, several", (page) => find(page, "Evans")),
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
  found("person", person),
  found("person, as known before", async (page) => {
    await person(page);
    await page.fill("#at-day", "1");
    await page.fill("#at-month", "1");
    await page.fill("#at-year", "2020");
    await page.click('main form[method="get"] button');
  }),
  { name: "person, nobody of that id", as: ALED, path: `${PURPOSE}/people/0000-0000-0000-0000${CASE}`, status: 404 },
  found("something happened", of("/tell")),
  found("something happened, nothing chosen", then(of("/tell"), press), 422),
  found("application", begin),
  found("application, checked", check),
  found("application, not agreed", then(check, press), 422),
  found("application, a code", async (page) => {
    await begin(page);
    await answer(page);
    await page.fill("#check", "CY1 1HQ");
    await save(page, "code");
  }),
  found("told", send),
  found("event", event),
  found("event, no reason given", then(event, (page) => save(page, "withdraw")), 422),
  found("event, to be corrected", correct),
  found(
    "event, corrected by somebody else meanwhile",
    then(correct, older("version"), async (page) => {
      await page.click('input[name="answer.urgent"][value="yes"] + label');
      await page.fill('[name="why"]', "Misheard");
      await press(page);
    }),
    409,
  ),
  found("application, an answer changed after they were read out", then(check, older("seen"), agree)),
  { name: "events", as: ALED, path: `${PURPOSE}/events${CASE}` },
  { name: "applications", as: ALED, path: `${PURPOSE}/applications${CASE}` },
  {
    name: "applications, a code that is none",
    as: ALED,
    path: `${PURPOSE}/applications${CASE}`,
    act: async (page) => {
      await page.fill("#code", "AAAA-AAAA-AAAA");
      await press(page);
    },
    status: 422,
  },
  { name: "tasks", as: ALED, path: `${PURPOSE}/tasks?case=queue` },
  { name: "task", as: ALED, path: `${PURPOSE}/tasks?case=queue`, act: (page) => follow(page, "/tasks/") },
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
  found("how to reach them", of("/contact")),
  found("how to reach them, nothing chosen", then(of("/contact"), press), 422),
  { name: "letters for print", as: "ceri", path: "/post" },
  { name: "letters for print, not their role", as: ALED, path: "/post", status: 403 },
  { name: "what could not leave", as: ALED, path: "/parked" },
];

// Signing in and out, with what is wrong.
const press = (page) => page.locator("main form button").first().click();

// The first person whom the purpose finds, and their page's link to a code.
const PURPOSE = "/purpose/adult_social_care_assessment";
async function toCode(page) {
  await page.fill("#text", "Lewis");
  await press(page);
  await page.waitForLoadState("load");
  await page.click("main ul a");
  await page.waitForLoadState("load");
  await page.click('main a[href*="/code"]');
  await page.waitForLoadState("load");
}

const fill = (fields) => async (page) => {
  for (const [id, text] of Object.entries(fields)) await page.fill(`#${id}`, text);
  await press(page);
};

export default [
  { name: "sign in, resident", path: "/sign-in", english: true },
  { name: "sign in, resident, nothing typed", path: "/sign-in", act: press, status: 422 },
  {
    name: "sign in, resident, wrong code",
    path: "/sign-in",
    act: async (page) => {
      await page.fill("#code", "0000-0000-0000");
      await press(page);
    },
    status: 422,
  },
  { name: "sign in, staff", path: "/sign-in/staff", english: true },
  { name: "sign in, staff, nothing typed", path: "/sign-in/staff", act: press, status: 422 },
  { name: "first sign-in", path: "/sign-in/first", english: true },
  { name: "first sign-in, nothing typed", path: "/sign-in/first", act: press, status: 422 },
  {
    name: "sign in, staff, wrong",
    path: "/sign-in/staff",
    act: fill({ login: "nobody", password: "not the password", code: "123456" }),
    status: 422,
  },
  {
    name: "first sign-in, wrong",
    path: "/sign-in/first",
    act: fill({ login: "mair", code: "00000-00000-00000-00000", password: "short", again: "another" }),
    status: 422,
  },
  { name: "sign in elsewhere failed", path: "/sign-in/not", status: 403, english: true },
  { name: "before a code is given", as: "aled", path: `${PURPOSE}/find?case=C-1`, act: toCode },
  {
    name: "a code is given",
    as: "aled",
    path: `${PURPOSE}/find?case=C-1`,
    act: async (page) => {
      await toCode(page);
      await press(page);
    },
  },
  {
    name: "a code that the purpose is not for",
    as: "huw",
    path: "/purpose/homelessness_duty/people/2SQC-D6VK-R1Z1-PFEA/code?case=C-1",
    status: 403,
  },
  { name: "sign out", as: "mair", path: "/sign-out/staff" },
];

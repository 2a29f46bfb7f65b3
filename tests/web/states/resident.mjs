// What residents are asked, told and shown: telling, saving, following; and what is theirs.
import { answerUntil, bereavement, moving, send } from "../resident_walk.mjs";

const begun = (event, answers, until) => async (page) => {
  await page.locator(".govuk-button--start").click();
  await answerUntil(page, answers, until);
};
const failing = (event, answers, until) => async (page) => {
  await begun(event, answers, until)(page);
  await page.locator("main form button[type=submit]").click();
  await page.locator(".govuk-error-summary").waitFor();
};
const then = (first, path) => async (page) => {
  await first(page);
  await page.goto(new URL(path, page.url()).href);
};
const sent = async (page) => {
  await begun("bereavement", bereavement)(page);
  await send(page);
};
const SELF = "resident:housing:1";

export default [
  { name: "what can be told", path: "/tell" },
  {
    name: "what can be told, found by words",
    path: "/tell",
    act: async (page, say) => {
      await page.fill("[name=words]", say("my father died", "mae fy nhad wedi marw"));
      await page.locator("main form button[type=submit]").click();
      await page.waitForLoadState("load");
    },
  },
  { name: "a death, before it is begun", path: "/tell/bereavement" },
  { name: "a move, before it is begun", path: "/tell/moving_home" },
  { name: "care, before it is begun", path: "/tell/care" },
  { name: "nothing of that name", path: "/tell/nothing", status: 404 },
  { name: "first question", path: "/tell/bereavement", act: begun("bereavement", bereavement, "the-language") },
  { name: "who tells it", path: "/tell/bereavement", act: begun("bereavement", bereavement, "the-teller") },
  {
    name: "who tells it, nothing chosen",
    path: "/tell/bereavement",
    act: failing("bereavement", bereavement, "the-teller"),
    status: 422,
  },
  {
    name: "a name, nothing entered",
    path: "/tell/bereavement",
    act: failing("bereavement", bereavement, "the-name"),
    status: 422,
  },
  { name: "a date", path: "/tell/bereavement", act: begun("bereavement", bereavement, "the-birth-date") },
  {
    name: "a date that is none",
    path: "/tell/bereavement",
    act: async (page) => {
      await begun("bereavement", bereavement, "the-birth-date")(page);
      await page.fill("#date-day", "31");
      await page.fill("#date-month", "2");
      await page.fill("#date-year", "1940");
      await page.locator("main form button[type=submit]").click();
      await page.locator(".govuk-error-summary").waitFor();
    },
    status: 422,
  },
  { name: "an address", path: "/tell/bereavement", act: begun("bereavement", bereavement, "the-address") },
  { name: "a choice with a hint", path: "/tell/bereavement", act: begun("bereavement", bereavement, "home_is") },
  { name: "several choices", path: "/tell/bereavement", act: begun("bereavement", bereavement, "services") },
  { name: "what applies", path: "/tell/bereavement", act: begun("bereavement", bereavement), english: true },
  {
    name: "check your answers",
    path: "/tell/bereavement",
    act: then(begun("bereavement", bereavement), "check"),
    english: true,
  },
  { name: "sent", path: "/tell/bereavement", act: sent, english: true },
  {
    name: "the page of an event",
    path: "/tell/bereavement",
    act: async (page) => {
      await sent(page);
      await page.goto(page.url().replace("/sent/", "/events/"));
    },
    english: true,
  },
  {
    name: "something is wrong",
    path: "/tell/bereavement",
    act: async (page) => {
      await sent(page);
      await page.goto(page.url().replace("/sent/", "/events/") + "/wrong");
    },
  },
  { name: "an event of others", path: "/events/lusab-babad", status: 404 },
  {
    name: "save",
    path: "/tell/bereavement",
    act: then(begun("bereavement", bereavement, "the-address"), "../save"),
  },
  {
    name: "save, before anything suits",
    path: "/tell/bereavement",
    act: then(begun("bereavement", bereavement, "the-teller"), "../save"),
  },
  {
    name: "saved",
    path: "/tell/bereavement",
    act: async (page) => {
      await then(begun("bereavement", bereavement, "the-address"), "../save")(page);
      await page.locator("main form button[type=submit]").click();
      await page.locator(".govuk-panel").waitFor();
    },
  },
  { name: "return", path: "/return" },
  {
    name: "return, with what nobody has",
    path: "/return",
    act: async (page) => {
      await page.fill("[name=code]", "2222-2222-2222");
      await page.fill("[name=postcode]", "SA1 1AA");
      await page.locator("main form button[type=submit]").click();
      await page.locator(".govuk-error-summary").waitFor();
    },
    status: 422,
  },
  { name: "a move that is told by oneself", as: SELF, path: "/tell/moving_home", act: begun("moving_home", moving) , english: true },
  { name: "own page", as: SELF, path: "/me" , english: true },
  { name: "own data", as: SELF, path: "/me/data", english: true },
  {
    name: "not me",
    as: SELF,
    path: "/me/data",
    act: async (page) => {
      await page.locator("a[href$='not-me']").first().click();
      await page.waitForLoadState("load");
    },
    english: true,
  },
  { name: "who looked", as: SELF, path: "/me/looked", english: true },
  { name: "own requests", as: SELF, path: "/me/requests", english: true },
  {
    name: "a request of nothing",
    as: SELF,
    path: "/me/requests",
    act: async (page) => {
      await page.locator("main form button[type=submit]").click();
      await page.locator(".govuk-error-summary").waitFor();
    },
    status: 422,
    english: true,
  },
  { name: "how one is reached", as: SELF, path: "/me/contact", english: true },
  { name: "one way to be reached", as: SELF, path: "/me/contact/email" },
  { name: "a number to be reached by", as: SELF, path: "/me/contact/phone_value" },
  { name: "an offer that isn't there", as: SELF, path: "/me/offers/lusab-babad", status: 404 },
];

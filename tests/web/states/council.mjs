// For those who lead: meleri is chief executive, iolo a member, ffion leads a service. None of them
// sees a person; who may see the cases behind a figure is asked for what.
const figure = "pack=bereavement&of=event&name=told";
const month = new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/London" }).slice(0, 7);

export default [
  { name: "a month", as: "meleri", path: "/council" },
  { name: "a month, to a member", as: "iolo", path: `/council?month=${month}` },
  { name: "a month, to who leads a service", as: "ffion", path: "/council" },
  { name: "a month, chosen", as: "meleri", path: "/council", act: async (page) => {
    await page.selectOption("#month", { index: 1 });
    await page.click("main form button");
  } },
  { name: "a month that is not over", as: "meleri", path: "/council?month=2999-01", status: 404 },
  { name: "no month", as: "meleri", path: "/council?month=october", status: 400 },
  { name: "no such table", as: "meleri", path: "/council/csv/nothing", status: 404 },
  { name: "somebody else's month", as: "ceri", path: "/council", status: 403 },
  { name: "cases behind a figure, for what", as: "meleri", path: `/council/behind?month=${month}&${figure}` },
  { name: "no such figure", as: "meleri", path: `/council/behind?month=${month}&pack=nothing&of=event&name=told`, status: 404 },
  { name: "cases, not for who leads", as: "meleri", path: `/purpose/bereavement_support/behind?month=${month}&${figure}&case=B-1`, status: 403 },
  { name: "cases, for who may", as: "mair", path: `/purpose/bereavement_support/behind?month=${month}&${figure}&case=B-1` },
];

// The data team's pages: tomos reviews and decides, owain is asked second.
const button = (page, text) => page.getByRole("button", { name: text }).first();

// A list of pairs, if there is none yet.
const list = async (page, say) => {
  const make = page.getByRole("button", { name: say("Make the list", "Gwneud y rhestr"), exact: true });
  if (await make.count()) await make.click();
};
const answer = async (page, say) => {
  await list(page, say);
  await button(page, say("Different", "Gwahanol")).click();
};
// An entity of two records or more: the first of a decision is linked from the list of pairs.
const entity = async (page, say, row = "council_tax:1") => {
  await page.fill("#name", row);
  await page.click("main form button");
};
const compared = async (page, say) => button(page, say("Train a new model", "Hyfforddi model newydd")).click();

export default [
  { name: "sources", as: "tomos", path: "/data" },
  { name: "a source", as: "tomos", path: "/data/sources/council_tax" },
  { name: "no such source", as: "tomos", path: "/data/sources/nothing", status: 404 },
  { name: "records that wait", as: "tomos", path: "/data/waiting" },
  { name: "somebody else's page", as: "ceri", path: "/data", status: 403 },
  { name: "a pair", as: "tomos", path: "/data/review", act: list },
  { name: "a pair, answered", as: "tomos", path: "/data/review", act: answer },
  {
    name: "a pair, taken back",
    as: "tomos",
    path: "/data/review",
    act: async (page, say) => {
      await answer(page, say);
      await button(page, say("Undo it", "Ei ddad-wneud")).click();
    },
  },
  { name: "for a third", as: "tomos", path: "/data/review/settle" },
  { name: "agreement", as: "tomos", path: "/data/review/agreement" },
  { name: "decisions", as: "tomos", path: "/data/decisions" },
  { name: "an entity, asked for", as: "tomos", path: "/data/entities" },
  { name: "an entity, nothing typed", as: "tomos", path: "/data/entities", act: (page, say) => entity(page, say, ""), status: 422 },
  { name: "an entity, nobody's", as: "tomos", path: "/data/entities", act: (page, say) => entity(page, say, "housing:99999"), status: 422 },
  { name: "an entity", as: "tomos", path: "/data/entities", act: entity },
  {
    name: "an entity, split without saying what",
    as: "tomos",
    path: "/data/entities",
    act: async (page, say) => {
      await entity(page, say);
      await button(page, say("Split them off", "Eu gwahanu")).click();
    },
    status: 422,
  },
  {
    name: "two entities",
    as: "tomos",
    path: "/data/entities",
    act: async (page, say) => {
      await entity(page, say);
      await page.fill("#other", "schools:1");
      await button(page, say("Compare", "Cymharu")).click();
    },
  },
  { name: "models", as: "tomos", path: "/data/model" },
  { name: "a model compared", as: "tomos", path: "/data/model", act: compared },
  {
    name: "a model adopted without a reason",
    as: "tomos",
    path: "/data/model",
    act: async (page, say) => {
      await compared(page, say);
      await button(page, say("Take it into use", "Dechrau ei ddefnyddio")).click();
    },
    status: 422,
  },
  { name: "link quality", as: "tomos", path: "/data/report" },
];

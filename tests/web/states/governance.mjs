// Information governance: gwen has the role, and so has owain, who is the second person. What is asked
// of a person is asked of council_tax:12 and the rows after it, whoever they are.
const as = "gwen";

const send = (page, text) => page.getByRole("button", { name: text, exact: true }).click();

// A date of three fields.
const day = async (page, name, text) => {
  const [year, month, date] = text.split("-");
  await page.fill(`[name="${name}-day"]`, String(+date));
  await page.fill(`[name="${name}-month"]`, String(+month));
  await page.fill(`[name="${name}-year"]`, year);
};

const today = () => new Date().toISOString().slice(0, 10);

// A request entered anew, so that each state stands by itself; its number is in the path it ends at.
const entered = (kind, row, detail) => async (page, say) => {
  await page.check(`[name="kind"][value="${kind}"]`);
  await page.fill('[name="person"]', `council_tax:${row}`);
  await page.fill('[name="detail"]', detail);
  await day(page, "received", today());
  await send(page, say("Enter it", "Ei roi i mewn"));
};

const first = async (page, within) => {
  await page.locator(`${within} a`).first().click();
};

export default [
  { name: "what waits", as, path: "/governance" },
  { name: "what waits, of no governor", as: "ceri", path: "/governance", status: 403 },

  { name: "purposes", as, path: "/governance/purposes" },
  { name: "a purpose", as, path: "/governance/purposes/blue_badge", english: true },
  { name: "no such purpose", as, path: "/governance/purposes/nothing", status: 404 },
  { name: "gateways", as, path: "/governance/gateways" },
  { name: "a gateway", as, path: "/governance/gateways", act: (page) => first(page, "td"), english: true },
  { name: "sources", as, path: "/governance/sources" },
  { name: "a source", as, path: "/governance/sources", act: (page) => first(page, "td") },
  { name: "staff", as, path: "/governance/staff" },

  { name: "triggers", as, path: "/governance/triggers" },
  { name: "a trigger", as, path: "/governance/triggers/moving_home/liable_at_a_new_address", english: true },
  { name: "triggers, of no governor", as: "dafydd", path: "/governance/triggers", status: 403 },
  {
    name: "a trigger switched without a reason",
    as,
    path: "/governance/triggers/moving_home/liable_at_a_new_address",
    act: (page, say) => send(page, say("Decide", "Penderfynu")),
    status: 422,
    english: true,
  },
  { name: "register of algorithms", path: "/algorithms" },
  { name: "register: a trigger", path: "/algorithms/moving_home/liable_at_a_new_address", english: true },
  { name: "register: linking", path: "/algorithms/linkage" },

  { name: "audit log", as, path: "/governance/audit" },
  {
    name: "audit log searched without a case",
    as,
    path: "/governance/audit",
    act: (page, say) => send(page, say("Search", "Chwilio")),
    status: 422,
  },
  {
    name: "audit log searched",
    as,
    path: "/governance/audit",
    act: async (page, say) => {
      await page.fill('[name="for_case"]', "DP-2026-1");
      await page.fill('[name="staff"]', "gwen");
      await send(page, say("Search", "Chwilio"));
    },
  },
  {
    name: "an entry of the log",
    as,
    path: "/governance/audit",
    act: async (page, say) => {
      await page.fill('[name="for_case"]', "DP-2026-1");
      await send(page, say("Search", "Chwilio"));
      await first(page, "td");
    },
    english: true,
  },
  { name: "findings", as, path: "/governance/findings" },
  { name: "no such finding", as, path: "/governance/findings/nothing", status: 404 },

  { name: "packs", as, path: "/governance/packs" },
  { name: "a pack", as, path: "/governance/packs/bereavement", english: true },
  { name: "a pack's changes", as, path: "/governance/packs/bereavement/changes" },
  { name: "duties owed", as, path: "/governance/duties" },

  { name: "requests", as, path: "/governance/requests" },
  { name: "a new request", as, path: "/governance/requests/new" },
  {
    name: "a new request, nothing typed",
    as,
    path: "/governance/requests/new",
    act: (page, say) => send(page, say("Enter it", "Ei roi i mewn")),
    status: 422,
  },
  { name: "a request for a copy", as, path: "/governance/requests/new", act: entered("access", 12, "") },
  {
    name: "a correction",
    as,
    path: "/governance/requests/new",
    act: entered("rectification", 13, "address=5 Castle Road"),
    english: true,
  },
  {
    name: "an erasure, not sure",
    as,
    path: "/governance/requests/new",
    act: async (page, say) => {
      await entered("erasure", 14, "")(page, say);
      await send(page, say("Erase the person", "Dileu’r person"));
    },
    status: 422,
  },
  {
    name: "all that is held, to be checked",
    as,
    path: "/governance/requests/new",
    act: async (page, say) => {
      await entered("access", 12, "")(page, say);
      await page.getByRole("button", { name: say("Gather all that is held", "Casglu popeth a ddelir") }).click();
    },
    english: true,
  },

  { name: "seals", as, path: "/governance/seals" },
  {
    name: "a seal, nobody named",
    as,
    path: "/governance/seals",
    act: (page, say) => send(page, say("Seal", "Selio")),
    status: 422,
  },
  { name: "holds", as, path: "/governance/holds" },
  {
    name: "a hold, nobody named",
    as,
    path: "/governance/holds",
    act: (page, say) => send(page, say("Hold", "Cadw")),
    status: 422,
  },
  { name: "emergencies", as, path: "/governance/emergencies" },
  { name: "retention", as, path: "/governance/retention" },
];

// under_way.mjs - what takes long, as whoever asked for it sees it meanwhile.

// Nothing is waited for: all that may take long is said to go on.
export const serving = { people: 8000, options: ["--answer-within", "0"] };

const pause = () => new Promise((accept) => setTimeout(accept, 100));

// One report is made after the other: before the fourth there is time to look at its page.
async function askForMany(page) {
  const report = page.url().replace(/\/data$/, "/data/report");
  let before = await page.goto(report);
  while (before.status() !== 200) {
    await pause();
    before = await page.goto(before.status() === 202 ? page.url() : report);
  }
  for (let i = 0; i < 4; i++) await page.goto(report);
}

export default [
  { name: "a link report that is still being made", as: "tomos", path: "/data", act: askForMany, status: 202 },
  { name: "an answer that is not kept", as: "tomos", path: "/under-way/1", status: 404 },
];

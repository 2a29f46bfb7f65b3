// slow_link.mjs PROGRAM NODE_MODULES - how long pages take on a phone with a bad link, 400 kbit/s and
// 400 ms, as Chromium feigns it: the first page of a visit, with nothing kept, and the next. Prints a JSON
// list: path, who asks, milliseconds to its being usable (the load event), bytes over the wire.
import { newPage, open, serve } from "../tests/web/harness.mjs";

const LINK = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };
const PHONE = { width: 360, height: 740 };
const ROUNDS = 3;
const VISITS = [
  { first: "/en/tell", next: "/en/tell/bereavement" },
  { first: "/cy/tell", next: "/cy/tell/moving_home" },
  { as: "aled", first: "/en/work", next: "/en/purpose/adult_social_care_assessment/people/housing:12?case=C-1" },
];

async function timed(page, client, url) {
  let bytes = 0;
  const count = (event) => (bytes += event.encodedDataLength);
  client.on("Network.loadingFinished", count);
  const start = performance.now();
  const answer = await page.goto(url, { waitUntil: "load" });
  if (answer.status() !== 200) throw new Error(`${url}: ${answer.status()}`);
  const ms = performance.now() - start;
  client.off("Network.loadingFinished", count);
  return { ms: Math.round(ms), bytes };
}

const [program, modules] = process.argv.slice(2);
const served = await serve(program, { people: 1000 });
const bench = await open(modules, served);
const found = [];
for (const visit of VISITS) {
  for (const key of ["first", "next"]) found.push({ path: visit[key], key, as: visit.as ?? "anybody", ms: 0, bytes: 0 });
  for (let round = 0; round < ROUNDS; round++) {
    const { context, page } = await newPage(bench, { as: visit.as, viewport: PHONE });
    const client = await context.newCDPSession(page);
    await client.send("Network.enable");
    await client.send("Network.emulateNetworkConditions", LINK);
    for (const key of ["first", "next"]) {
      const seen = await timed(page, client, bench.url + visit[key]);
      const row = found.findLast((row) => row.path === visit[key]);
      row.ms = Math.max(row.ms, seen.ms); // the worst of the rounds
      row.bytes = Math.max(row.bytes, seen.bytes);
    }
    await context.close();
  }
}
console.log(JSON.stringify(found));
await bench.browser.close();
await served.stop();

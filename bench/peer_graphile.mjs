// peer_graphile.mjs URL JOBS FOLDER - Graphile Worker (installed in FOLDER) on PostgreSQL: JOBS jobs that
// wait, each completed by itself; then how long from adding one job until it begins. One line of JSON.
import { createRequire } from "node:module";
import path from "node:path";

const [url, count, folder] = [process.argv[2], Number(process.argv[3]), process.argv[4]];
const require = createRequire(path.join(path.resolve(folder), "node_modules", "x.js"));
const { run, makeWorkerUtils, Logger } = require("graphile-worker");
const { version } = require("graphile-worker/package.json");
const logger = new Logger(() => () => {});

let done = 0;
let begun = () => {};
const taskList = { nothing: async () => { done++; begun(); } };

const utils = await makeWorkerUtils({ connectionString: url, logger });
await utils.migrate();
await utils.withPgClient((client) =>
  client.query(
    "select graphile_worker.add_job('nothing', json_build_object('n', n)) from generate_series(1, $1) n",
    [count],
  ),
);
const began = performance.now();
const options = { connectionString: url, concurrency: 24, maxPoolSize: 25, taskList, logger, noHandleSignals: true };
const runner = await run({ ...options, pollInterval: 100 });
while (done < count) {
  await new Promise((resolve) => setTimeout(resolve, 5));
}
const seconds = (performance.now() - began) / 1000;

const times = [];
for (let i = 0; i < 500; i++) {
  await new Promise((resolve) => setTimeout(resolve, 2));
  const start = performance.now();
  const seen = new Promise((resolve) => { begun = resolve; });
  await utils.addJob("nothing", {});
  await seen;
  times.push(performance.now() - start);
}
times.sort((a, b) => a - b);
await runner.stop();
await utils.release();
console.log(JSON.stringify({ version, jobs: count, seconds, p50_ms: times[250], p99_ms: times[495] }));

// picture.mjs PROGRAM NODE_MODULES FOLDER - the pictures of README.md: a person as an officer sees them
// under a purpose (person.png), and what a resident sees of what they told (event.png). Of an example
// council, in which nobody exists.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { newPage, open, serve } from "./harness.mjs";

const [program, modules, folder] = process.argv.slice(2);
const PURPOSE = "adult_social_care_assessment";
const RECORD = "housing:112"; // of whom social care says another name and village
const RESIDENT = `resident:${RECORD}`;
const VIEW = { width: 1280, height: 1180 };

const home = join(mkdtempSync(join(tmpdir(), "cantref-picture-")), "home");
const run = (...words) => execFileSync(resolve(program), [...words, "-C", home], { encoding: "utf8" });
execFileSync(resolve(program), ["init", home, "--example", "--people", "2000"], { encoding: "utf8" });
run("event", "tell", "care", "--subject", RECORD, "--told-by", "self", "--channel", "phone",
  "--purpose", PURPOSE, "--case", "C-1", "--answer", "is_child=no",
  "--answer", "urgent=no", "--answer", "at_risk=no");
const event = run("event", "list", "--purpose", PURPOSE, "--case", "C-1").split(" ")[0];
run("event", "confirm", event, "--why", "asked on the telephone", "--purpose", PURPOSE, "--case", "C-1");
run("work", "--until-idle");

const served = await serve(resolve(program), { home, residents: [RESIDENT] });
const bench = await open(modules, served);
mkdirSync(folder, { recursive: true });
for (const [as, path, name] of [
  ["aled", `/en/purpose/${PURPOSE}/people/${RECORD}?case=C-1`, "person"],
  [RESIDENT, `/en/events/${event}`, "event"],
]) {
  const { context, page } = await newPage(bench, { as, viewport: VIEW });
  const answer = await page.goto(bench.url + path);
  if (answer.status() !== 200) throw new Error(`${path}: ${answer.status()}`);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await context.close();
}
await bench.browser.close();
await served.stop();
rmSync(join(home, ".."), { recursive: true, force: true });

// mustache_peer.js SECONDS FOLDER - the page of mustache_speed.c by npm's mustache, as many times a
// second as this core can; FOLDER has its files, and node_modules. Prints one JSON object.
const fs = require("fs");
const path = require("path");

const [seconds, folder] = [Number(process.argv[2]), path.resolve(process.argv[3])];
const mustache = require(path.join(folder, "node_modules", "mustache"));
const read = (name) => fs.readFileSync(path.join(folder, name), "utf8");
const [page, heading, made] = ["page.mustache", "heading.mustache", "page.html"].map(read);
const model = JSON.parse(read("model.json"));

const render = () => mustache.render(page, model, { heading });
// It escapes two characters more, which mean the same.
const plain = (html) => html.replace(/&#x2F;/g, "/").replace(/&#x3D;/g, "=");
if (plain(render()) !== made) {
  fs.writeFileSync(path.join(folder, "peer.html"), plain(render()));
  console.error("the peer's page is another: peer.html");
  process.exit(1);
}
for (let i = 0; i < 500; i++) render(); // compiled by now
let done = 0;
const used = () => process.cpuUsage().user + process.cpuUsage().system;
const start = used();
while (used() - start < seconds * 1e6) {
  for (let i = 0; i < 100; i++) render();
  done += 100;
}
console.log(JSON.stringify({ pages: Math.round((done * 1e6) / (used() - start)) }));

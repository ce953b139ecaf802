// The JavaScript SDK's GrowthBookClient with a tracking callback, on the calls of benchmarks/Client. Prints lines for --compare.
// Usage: BENCH_ROOT=FOLDER NODE_ENV=production node --expose-gc client.mjs
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";

const require = createRequire(pathToFileURL(path.join(process.cwd(), "index.js")));
const { GrowthBookClient } = require("@growthbook/growthbook");
const workload = JSON.parse(fs.readFileSync(path.join(process.env.BENCH_ROOT, "workload.json"), "utf8"));
const feature = (name) => workload.scenarios.find((scenario) => scenario.name === name).feature;
const [experiment, plain] = [feature("experiment"), feature("simple-default")];
let sink = 0;
const callbacks = { trackingCallback: () => { sink++; }, onFeatureUsage: () => { sink++; } };
const client = (options) => new GrowthBookClient(options).initSync({ payload: workload.payload });
const [silent, observed] = [client({}), client(callbacks)];
const users = workload.users.map((attributes) => ({ attributes }));
let next = 0;
const inTurn = (gb, key) => () => { if (gb.evalFeature(key, users[next++ % users.length]).on) sink++; };
const calls = {
  "client-no-receiver": inTurn(silent, experiment),
  "client-plain-no-receiver": inTurn(silent, plain),
  "client-seen": inTurn(observed, experiment),
  "client-plain-seen": inTurn(observed, plain),
  "client-new-user": () => { if (observed.evalFeature(experiment, { attributes: { id: `new-${next++}`, country: "CH", plan: "pro" } }).on) sink++; },
};

async function run(call, times) { // pending promises are drained every 500 calls
  for (let done = 0; done < times; await null)
    for (const end = Math.min(times, done + 500); done < end; done++) call();
}

for (const [scenario, call] of Object.entries(calls)) {
  const warm = performance.now();
  while (performance.now() - warm < 1000) await run(call, 1000);
  const runs = [];
  for (let i = 0; i < 7; i++) {
    const start = performance.now();
    let times = 0;
    for (; performance.now() - start < 300; times += 1000) await run(call, 1000);
    runs.push((performance.now() - start) * 1e6 / times);
  }
  runs.sort((a, b) => a - b);
  console.log(JSON.stringify({ peer: "js", version: "1.8.0", scenario, ns: runs[3], min: runs[0], max: runs[6] }));
}
process.exit(sink < 0 ? 1 : 0);

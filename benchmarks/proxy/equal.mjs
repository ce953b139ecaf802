// Checks that two servers give an SDK the same values, exposures and page experiments for each body of a file.
// Usage: node equal.mjs BODIES URL URL
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { GrowthBook } from "@growthbook/growthbook";

const [file, ...urls] = process.argv.slice(2);
const bodies = readFileSync(file, "utf8").trimEnd().split("\n");
let exposures = 0;
for (const body of bodies) {
  const [first, second] = await Promise.all(urls.map((url) => seen(url, body)));
  assert.deepEqual(first, second, body);
  exposures += first.exposures.length;
}
console.log(`equal answers to ${bodies.length} bodies, with ${exposures} exposures`);

async function seen(url, body) {
  const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
  assert.equal(answer.status, 200);
  const payload = await answer.json();
  const exposures = new Set();
  const sdk = new GrowthBook({
    ...JSON.parse(body),
    forcedFeatures: new Map(),
    trackingCallback: (experiment, result) =>
      exposures.add([experiment.key, result.key, result.variationId, result.hashAttribute, result.hashValue, JSON.stringify(result.value)].join()),
  }).initSync({ payload });
  const values = Object.fromEntries(Object.keys(payload.features).sort().map((key) => [key, sdk.evalFeature(key).value]));
  const pages = payload.experiments.map((each) => [each.key, each.variations.findIndex((variation) => Object.keys(variation).length > 0)]);
  sdk.destroy();
  return { values, exposures: [...exposures].sort(), pages };
}

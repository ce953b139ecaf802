// Writes sessions of one user each (JSON Lines): a payload, the user's attributes, the documents that are stored, and steps, with what the
// reference's user-scoped instance answers and saves at each step:
//   node sessions.mjs --seed S --count N
import { parseArgs } from "node:util";
import { GrowthBookClient } from "@growthbook/growthbook";
import { writeLine } from "./lines.mjs";
import { Random } from "./random.mjs";

process.env.NODE_ENV = "production";
const { values: options } = parseArgs({ options: { seed: { type: "string", default: "1" }, count: { type: "string", default: "100" } } });

const attributes = ["id", "device"];
const meta = [{ key: "0" }, { key: "1" }, { key: "2" }];

function experimentRule(r, key) {
  return {
    key, variations: ["x", "y", "z"], meta, hashAttribute: r.pick(attributes), bucketVersion: r.below(2),
    ...(r.chance(0.5) && { fallbackAttribute: "device" }), ...(r.chance(0.5) && { coverage: r.next() }),
    ...(r.chance(0.2) && { minBucketVersion: r.below(2) }), ...(r.chance(0.3) && { condition: { country: "CH" } }),
    ...(r.chance(0.1) && { disableStickyBucketing: true }),
  };
}

/** A step changes the user, or evaluates. An identifier that the user has keeps its value: another one would be another user. */
function step(r, user) {
  return r.either(
    [6, () => ({ feature: "f" + r.below(5) })],
    [2, () => ({ experiment: { ...experimentRule(r, "e" + r.below(6)), condition: undefined } })],
    [1, () => ({ attributes: { country: r.pick(["CH", "DE"]) } })],
    [1, () => {
      const missing = attributes.filter((name) => !user.attributes[name]);
      return missing.length ? { attributes: { [r.pick(missing)]: "u" + r.below(3) } } : { url: r.pick(["", "https://a.example/?e1=2"]) };
    }],
  );
}

function session(r) {
  const features = Object.fromEntries(r.list(5, (i) => ["f" + i, { defaultValue: "none", rules: r.list(r.between(1, 2), () => experimentRule(r, "e" + r.below(6))) }]));
  // A client reads the documents of the identifiers that the payload buckets by; the reference's instance is given all of them.
  for (const [i, name] of attributes.entries()) features["f" + i].rules[0].hashAttribute = name;
  const payload = JSON.parse(JSON.stringify({ features }));
  const initial = { country: r.pick(["CH", "DE"]), ...(r.chance(0.7) && { id: "u" + r.below(3) }), ...(r.chance(0.7) && { device: "d" + r.below(3) }) };
  const stored = attributes.filter((name) => initial[name] && r.chance(0.3)).map((name) => ({
    attributeName: name, attributeValue: initial[name], assignments: { [`e${r.below(6)}__${r.below(2)}`]: r.pick(["0", "1", "2", "gone"]) },
  }));
  const client = new GrowthBookClient().initSync({ payload });
  let saved = [];
  const user = client.createScopedInstance({
    attributes: { ...initial },
    stickyBucketAssignmentDocs: Object.fromEntries(structuredClone(stored).map((doc) => [`${doc.attributeName}||${doc.attributeValue}`, doc])),
    saveStickyBucketAssignmentDoc: (doc) => void saved.push(structuredClone(doc)),
  });
  const steps = r.list(r.between(3, 14), () => {
    saved = [];
    const next = step(r, user.getUserContext());
    const drawn = JSON.parse(JSON.stringify(next));
    if (next.attributes) user.updateAttributes(next.attributes);
    else if (next.url !== undefined) user.setURL(next.url);
    else if (next.feature) drawn.result = user.evalFeature(next.feature);
    else drawn.result = user.runInlineExperiment(next.experiment);
    return { ...JSON.parse(JSON.stringify(drawn)), saved };
  });
  return { payload, attributes: initial, stored, steps };
}

for (let i = 0; i < Number(options.count); i++) await writeLine(process.stdout, JSON.stringify(session(new Random(options.seed, i))));

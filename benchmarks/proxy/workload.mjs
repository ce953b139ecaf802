// Writes a payload without contextual bandits, which the proxy's package does not evaluate, and 2,000 bodies of remote evaluation, one a line, for
// visitors of the sample shop.
// Usage: node workload.mjs PAYLOAD FOLDER
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [file, folder] = process.argv.slice(2);
const { contextualBandits, ...payload } = JSON.parse(readFileSync(file, "utf8"));
writeFileSync(join(folder, "payload.json"), JSON.stringify(payload));

const countries = ["PT", "ES", "DE", "FR", "US"];
const devices = ["ios", "android", "web"];
const bodies = [];
for (let i = 0; i < 2000; i++) {
  const attributes = {
    id: `u-${i}`,
    deviceId: `d-${i * 7}`,
    email: i % 20 === 0 ? `ada${i}@shop.example` : `ada${i}@mail.example`,
    country: countries[i % countries.length],
    language: "pt",
    device: devices[i % devices.length],
    app: `5.${i % 4}.${i % 10}`,
    visits: i % 30,
    orders: { count: i % 40 },
    tags: i % 2 === 0 ? ["books", "garden"] : [],
    vip: i % 50 === 0,
    consent: i % 3 !== 0,
  };
  bodies.push(JSON.stringify({ attributes, forcedVariations: {}, forcedFeatures: [], url: "https://shop.example/" }));
}
writeFileSync(join(folder, "bodies.jsonl"), bodies.join("\n") + "\n");

// Remote evaluation as GrowthBook's proxy does it: its package in an express server, without logs, tracing and checks of the body.
// Usage: node server.mjs PAYLOAD PORT
import { readFileSync } from "node:fs";
import { evaluateFeatures } from "@growthbook/proxy-eval";
import express from "express";

const [payloadFile, port] = process.argv.slice(2);
const payload = JSON.parse(readFileSync(payloadFile, "utf8"));
const app = express();
app.post("/api/eval/:key", express.json({ limit: "2mb" }), async (request, response) => {
  const { attributes = {}, forcedVariations = {}, forcedFeatures = [], url = "" } = request.body;
  response.json(await evaluateFeatures({ payload, attributes, forcedVariations, forcedFeatures: new Map(forcedFeatures), url }));
});
app.listen(Number(port), "127.0.0.1");

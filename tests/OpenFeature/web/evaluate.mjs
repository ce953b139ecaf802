// Evaluates through OpenFeature's web provider: `node evaluate.mjs URL`. Prints one line per observation; reads a line where the test
// changes the payload.
import { createInterface } from "node:readline/promises";
import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
import { OpenFeature, ProviderEvents } from "@openfeature/web-sdk";
import { EventSource } from "eventsource";

globalThis.EventSource = EventSource;
const [, , url] = process.argv;
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const statuses = [];

async function counted(request, options) {
  const response = await fetch(request, options);
  statuses.push(response.status);
  return response;
}

function provider(baseUrl, headers) {
  return new OFREPWebProvider({ baseUrl, headers, cacheMode: "disabled", fetchImplementation: counted });
}

function print({ value, reason, variant, errorCode, flagMetadata }) {
  console.log(JSON.stringify({ value, reason, variant, errorCode, source: flagMetadata?.source }));
}

async function failure(domain, baseUrl, headers, context) {
  try {
    await OpenFeature.setProviderAndWait(domain, provider(baseUrl, headers), context);
    return "none";
  } catch (error) {
    return error.code ?? error.name;
  }
}

const user = { targetingKey: "u-1", plan: "pro" };
await OpenFeature.setProviderAndWait("flags", provider(url, [["X-API-Key", "key-1"]]), user);
const flags = OpenFeature.getClient("flags");
print(flags.getBooleanDetails("boolean", false));
print(flags.getStringDetails("string", "code"));
print(flags.getNumberDetails("number", 0));
print(flags.getObjectDetails("object", {}));
print(flags.getObjectDetails("array", []));
print(flags.getStringDetails("experiment", "code"));
print(flags.getStringDetails("null", "code"));
print(flags.getStringDetails("closed", "code"));
print(flags.getStringDetails("unknown", "code"));
print(flags.getStringDetails("cycle", "code"));
print(flags.getStringDetails("boolean", "code"));
print(flags.getStringDetails("a/b", "code"));

await OpenFeature.setContext("flags", user);
console.log(JSON.stringify(statuses.splice(0)));
await OpenFeature.setContext("flags", { targetingKey: "u-1" });
print(flags.getBooleanDetails("boolean", false));
console.log(JSON.stringify(statuses.splice(0)));

const changed = new Promise((resolve) => flags.addHandler(ProviderEvents.ConfigurationChanged, (details) => resolve(details.flagsChanged)));
console.log(JSON.stringify("change the payload"));
await lines.next();
console.log(JSON.stringify(await changed));
print(flags.getStringDetails("string", "code"));

console.log(JSON.stringify(await failure("bad context", url, [["X-API-Key", "key-1"]], { targetingKey: 5 })));
console.log(JSON.stringify(await failure("no key", url, [], user)));
console.log(JSON.stringify(await failure("limited", `${url}/limited`, [["X-API-Key", "key-1"]], user)));
console.log(JSON.stringify(await failure("limited again", `${url}/limited`, [["X-API-Key", "key-1"]], user)));
console.log(JSON.stringify(statuses.splice(0)));
process.exit(0);

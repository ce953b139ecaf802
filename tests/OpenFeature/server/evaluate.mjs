// Evaluates through OpenFeature's server provider: `node evaluate.mjs URL`. Prints one line per evaluation.
import { OFREPProvider } from "@openfeature/ofrep-provider";
import { OpenFeature } from "@openfeature/server-sdk";

const [, , url] = process.argv;

async function client(domain, baseUrl, headers) {
  await OpenFeature.setProviderAndWait(domain, new OFREPProvider({ baseUrl, headers }));
  return OpenFeature.getClient(domain);
}

function print({ value, reason, variant, errorCode, flagMetadata }) {
  console.log(JSON.stringify({ value, reason, variant, errorCode, source: flagMetadata?.source }));
}

const user = { targetingKey: "u-1", plan: "pro" };
const flags = await client("flags", url, [["Authorization", "Bearer key-1"]]);
print(await flags.getBooleanDetails("boolean", false, user));
print(await flags.getStringDetails("string", "code", user));
print(await flags.getNumberDetails("number", 0, user));
print(await flags.getObjectDetails("object", {}, user));
print(await flags.getObjectDetails("array", [], user));
print(await flags.getStringDetails("experiment", "code", user));
print(await flags.getBooleanDetails("boolean", true, {}));
print(await flags.getStringDetails("null", "code", user));
print(await flags.getStringDetails("closed", "code", user));
print(await flags.getStringDetails("unknown", "code", user));
print(await flags.getStringDetails("cycle", "code", user));
print(await flags.getStringDetails("boolean", "code", user));
print(await flags.getStringDetails("a/b", "code", user));
print(await flags.getStringDetails("string", "code", { targetingKey: 5 }));
print(await (await client("no key", url, [])).getStringDetails("string", "code", user));
const limited = await client("limited", `${url}/limited`, [["X-API-Key", "key-1"]]);
print(await limited.getStringDetails("string", "code", user));
print(await limited.getStringDetails("string", "code", user));
print(await limited.getStringDetails("string", "code", user));

// The JavaScript SDK at a server: `node sdk.mjs URL KEY local|remote`. Prints values and exposures, and again after a change of the payload.
import { GrowthBook, setPolyfills } from "@growthbook/growthbook";
import { EventSource } from "eventsource";

const [, , apiHost, clientKey, mode] = process.argv;
setPolyfills({ EventSource });
const exposures = [];
const growthbook = new GrowthBook({
  apiHost,
  clientKey,
  remoteEval: mode === "remote",
  attributes: { id: "u-1", plan: "pro" },
  trackingCallback: (experiment, result) => exposures.push([experiment.key, result.variationId]),
});

function print() {
  console.log(JSON.stringify({
    plan: growthbook.getFeatureValue("plan", "code"),
    exp: growthbook.getFeatureValue("exp", "code"),
    rules: JSON.stringify(growthbook.getPayload().features).includes("condition"),
    exposures: exposures.splice(0),
  }));
}

const { success, error } = await growthbook.init({ timeout: 60000, streaming: true });
if (!success) throw error;
print();
const before = growthbook.getFeatureValue("plan", "code");
growthbook.setRenderer(() => {
  if (growthbook.getFeatureValue("plan", "code") === before) return;
  print();
  process.exit(0);
});

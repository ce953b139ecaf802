// Runs the scripts of pages (JSON Lines, `{"script":…,"features":[…]}`) in a window each, as a browser does, hands the hydration to a new
// instance, and writes `{"values":{KEY:value},"viewed":[[experiment key, result]…],"afterwards":[…],"polluted":boolean}`: what the deferred
// calls track, and what the uses of the features track after them. Each call and use happens twice.
//   node page.mjs < pages.jsonl
import vm from "node:vm";
import { GrowthBook } from "@growthbook/growthbook";
import { lines, writeLine } from "./lines.mjs";

for await (const line of lines(process.stdin)) {
  const { script, features } = JSON.parse(line);
  const sandbox = vm.createContext({});
  vm.runInContext("var window = globalThis;", sandbox);
  vm.runInContext(script, sandbox);
  const hydration = JSON.parse(vm.runInContext("JSON.stringify(window.growthBookHydration)", sandbox));
  const polluted = vm.runInContext("Object.getPrototypeOf(window.growthBookHydration.payload.features) !== Object.prototype || Object.keys(Object.prototype).length > 0", sandbox);
  const tracked = [];
  const growthbook = new GrowthBook({ trackingCallback: (experiment, result) => void tracked.push([experiment.key, result]) });
  growthbook.initSync({ payload: hydration.payload });
  growthbook.setDeferredTrackingCalls(hydration.deferredTrackingCalls);
  await growthbook.fireDeferredTrackingCalls();
  await growthbook.fireDeferredTrackingCalls();
  const viewed = tracked.splice(0);
  const values = [];
  for (const key of [...features, ...features]) values.push([key, growthbook.evalFeature(key).value]);
  growthbook.destroy();
  await writeLine(process.stdout, JSON.stringify({ values: Object.fromEntries(values), viewed, afterwards: tracked, polluted }));
}

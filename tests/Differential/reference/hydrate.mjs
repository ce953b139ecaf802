// Evaluates payloads (JSON Lines, `{"payload":…,"features":[…]}`) in a new instance each, as a page that a server hydrates does, and writes
// `{"results":{KEY:result},"viewed":{KEY:[[experiment key, result]]}}`:
//   node hydrate.mjs < payloads.jsonl
import { GrowthBook } from "@growthbook/growthbook";
import { lines, writeLine } from "./lines.mjs";

for await (const line of lines(process.stdin)) {
  const { payload, features } = JSON.parse(line);
  const answer = { results: {}, viewed: {} };
  for (const key of features) {
    const viewed = [];
    const growthbook = new GrowthBook({ trackingCallback: (experiment, result) => void viewed.push([experiment.key, result]) });
    growthbook.initSync({ payload });
    answer.results[key] = growthbook.evalFeature(key).value;
    answer.viewed[key] = viewed;
    growthbook.destroy();
  }
  await writeLine(process.stdout, JSON.stringify(answer));
}

// Answers questions about sticky buckets in Redis with the reference SDK: a line of JSON for each line of JSON.
import { createInterface } from "node:readline";
import { GrowthBook, RedisStickyBucketService } from "@growthbook/growthbook";
import { Redis } from "ioredis";

const redis = new Redis(Number(process.argv[2]), "127.0.0.1");
const service = new RedisStickyBucketService({ redis });

/** The service, with the savings that an evaluation does not wait for. */
class Awaited extends RedisStickyBucketService {
  saving = [];

  saveAssignments(document) {
    const saved = super.saveAssignments(document);
    this.saving.push(saved);
    return saved;
  }
}

async function evaluate({ payload, attributes, feature }) {
  const stickyBucketService = new Awaited({ redis });
  const growthbook = new GrowthBook({ attributes, stickyBucketService });
  await growthbook.init({ payload });
  const result = growthbook.evalFeature(feature);
  await Promise.all(stickyBucketService.saving);
  growthbook.destroy();
  return result;
}

const answers = {
  save: async ({ document }) => {
    await service.saveAssignments(document);
    return null;
  },
  get: ({ attributes }) => service.getAllAssignments(attributes),
  evaluate,
};

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  console.log(JSON.stringify(await answers[question.ask](question)));
}
redis.disconnect();

// Calls the reference SDK. One function, used by the generator and by `answer.mjs`,
// turns the request half of an evaluation record into its answer half.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

// The SDK explains every step while it is not in production, and complains on the console
// about each unknown operator and odd weight. Both would drown (and slow) a large run.
process.env.NODE_ENV = "production";
console.error = () => {};

const root = dirname(createRequire(import.meta.url).resolve("@growthbook/growthbook/package.json"));
const load = (file) => import(pathToFileURL(join(root, "dist", "esm", file)).href);

const { GrowthBookClient, evalCondition } = await load("index.mjs");
const { hash, getBucketRanges } = await load("util.mjs");

export { evalCondition, hash, getBucketRanges };

/** The attributes that an evaluation sees. */
export const effectiveAttributes = (context) => ({
  ...(context?.attributes ?? {}),
  ...(context?.attributeOverrides ?? {}),
});

/**
 * Answers one request. `request` must be freshly parsed: the SDK compares objects by identity
 * and writes into the sticky documents that it is given.
 * @returns {{resultText: string, effectTexts: string[]}} JSON texts, taken at the moment things
 * happened, because the SDK later changes the objects that it returned.
 */
export function evaluate(request) {
  const payload = request.payload ?? {};
  const context = request.context ?? {};

  if ("condition" in request) {
    const holds = evalCondition(effectiveAttributes(context), request.condition, payload.savedGroups ?? {});
    return { resultText: JSON.stringify(holds), effectTexts: [] };
  }

  const effectTexts = [];
  const client = new GrowthBookClient().initSync({ payload });
  const user = {
    attributes: context.attributes,
    attributeOverrides: context.attributeOverrides,
    url: context.url,
    enabled: context.enabled,
    qaMode: context.qaMode,
    forcedVariations: context.forcedVariations,
    trackedExperiments: new Set(),
    trackedFeatureUsage: {},
    trackingCallback: (experiment, result) => {
      effectTexts.push(JSON.stringify({ type: "experimentViewed", experiment, result }));
    },
    onFeatureUsage: (featureKey, result) => {
      effectTexts.push(JSON.stringify({ type: "featureEvaluated", featureKey, result }));
    },
  };
  if (context.forcedFeatureValues) {
    user.forcedFeatureValues = new Map(Object.entries(context.forcedFeatureValues));
  }
  if (context.stickyBucketAssignmentDocs) {
    user.stickyBucketAssignmentDocs = structuredClone(context.stickyBucketAssignmentDocs);
    user.saveStickyBucketAssignmentDoc = (doc) => {
      effectTexts.push(JSON.stringify({ type: "stickyBucketAssigned", doc }));
    };
  }

  const result =
    "experiment" in request
      ? client.runInlineExperiment(request.experiment, user)
      : client.evalFeature(request.feature, user);
  return { resultText: JSON.stringify(result), effectTexts };
}

/** The `"result":…,"effects":[…]` members of an answer line. */
export const answerMembers = ({ resultText, effectTexts }) =>
  `"result":${resultText},"effects":[${effectTexts.join(",")}]`;

// The coverage of a set of records, and whether it is enough:
//   node coverage.mjs FILE|-        (exit code 2 when a share is below its floor, from 5,000 records on)
import { createReadStream, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { OPERATORS } from "./conditions.mjs";
import { effectiveAttributes, evalCondition, getBucketRanges, hash } from "./evaluate.mjs";
import { lines } from "./lines.mjs";

const ENOUGH = 5000;
const NEAR = 0.002;

const LOGIC = ["$or", "$and", "$nor", "$not", "$savedGroup"];
const BARE = ["string", "number", "boolean", "null", "array", "object"];

/** Shares that must be reached, each of the records that its name is about. */
const FLOORS = {
  "kind: feature": 0.5, "kind: condition": 0.15, "kind: experiment": 0.15,
  "feature: ends inside an experiment": 0.4, "feature: value is off": 0.07, "feature: force null": 0.0015,
  "source: defaultValue": 0.12, "source: force": 0.06, "source: prerequisite": 0.02, "source: cyclicPrerequisite": 0.004, "source: unknownFeature": 0.004, "source: override": 0.004,
  "default missing": 0.02,
  "experiment: inside": 0.3, "experiment: outside": 0.3, "experiment: parentConditions": 0.1, "experiment: force": 0.008, "experiment: active false": 0.008,
  "experiment: urlPatterns, inside": 0.03, "experiment: urlPatterns, outside": 0.08,
  "url pattern: simple include": 0.08, "url pattern: simple exclude": 0.015, "url pattern: regex include": 0.05, "url pattern: regex exclude": 0.01,
  "near a boundary": 0.4, "near a boundary: weights and coverage": 0.2, "near a boundary: ranges": 0.09, "near a boundary: range": 0.015, "near a boundary: coverage": 0.02,
  "near a boundary: namespace": 0.05, "near a boundary: filters": 0.06, "near a boundary: equal weights": 0.002,
  "rule: hashVersion 1": 0.2, "rule: hashVersion 2": 0.25, "rule: hashVersion 3": 0.015, "rule: hashVersion absent": 0.3,
  "rule: weights invalid": 0.07, "rule: weights about 1": 0.012, "rule: coverage 0": 0.025, "rule: coverage out of range": 0.02, "rule: passthrough": 0.05, "rule: namespace odd": 0.015,
  "rule: force and variations": 0.01, "rule: force null": 0.008, "rule: empty": 0.0015, "rule: gate only": 0.05, "rule: tracks answered": 0.003,
  "passthrough tracked": 0.006, "bandit: leaf": 0.015, "bandit: fallback leaf": 0.01,
  "hash value: number": 0.02, "hash value: boolean": 0.003, "hash value: array": 0.005, "hash value: not ASCII": 0.006,
  sticky: 0.3, "sticky: documents stored": 0.2, "sticky: found": 0.04, "sticky: blocked": 0.03, "sticky: assigned": 0.06, "sticky: assigned with others": 0.02, "sticky: fallback attribute hashed": 0.006, "sticky: key that is not a string": 0.015,
  "prerequisites evaluated": 0.1, "prerequisites: three features or more": 0.015, "prerequisites: diamond": 0.05, "prerequisites: cycle": 0.004, "prerequisites: failed gate": 0.02, "prerequisites: unknown parent": 0.006, "prerequisites: exposure from one": 0.02,
  "url: decides a variation": 0.012, "forced variations: decide": 0.01, "forced feature values": 0.025, "attribute overrides": 0.03, qaMode: 0.01, "enabled false": 0.006,
  "saved group: array": 0.2, "saved group: list": 0.2, "saved group: condition": 0.2, "saved group: malformed": 0.05,
  "condition: true": 0.3, "condition: false": 0.3, "path: dotted": 0.12, "path: array index": 0.03, "path: length": 0.03, "path: missing": 0.001, "operator: unknown false": 0.003,
  ...Object.fromEntries(OPERATORS.flatMap((name) => [[`operator: ${name} true`, 0.001], [`operator: ${name} false`, 0.001]])),
  ...Object.fromEntries(LOGIC.flatMap((name) => [[`logic: ${name} true`, 0.003], [`logic: ${name} false`, 0.003]])),
  ...Object.fromEntries(BARE.flatMap((name) => [[`bare: ${name} true`, 0.001], [`bare: ${name} false`, 0.001]])),
};

const kindOf = (record) => ("condition" in record ? "condition" : "experiment" in record ? "experiment" : "feature");
const bareType = (x) => (x === null ? "null" : Array.isArray(x) ? "array" : typeof x);

/** The values at which including or choosing turns, with the user's hash for each. */
function* thresholds(fields, defaultKey, attrs, sticky) {
  const valueOf = (name) => attrs[name || "id"];
  const value = valueOf(fields.hashAttribute) || (sticky && !fields.disableStickyBucketing && fields.fallbackAttribute && attrs[fields.fallbackAttribute]);
  for (const filter of fields.filters ?? []) {
    const of = valueOf(filter.attribute);
    if (of) yield ["filters", hash(filter.seed, of, filter.hashVersion || 2), filter.ranges.flat()];
  }
  if (!value) return;
  if (fields.namespace && !fields.filters) yield ["namespace", hash("__" + fields.namespace[0], value, 1), fields.namespace.slice(1)];
  const n = hash(fields.seed || ("force" in fields ? defaultKey : fields.key || defaultKey), value, fields.hashVersion || 1);
  if ("variations" in fields || "contextualVariations" in fields) {
    const count = (fields.contextualVariations ?? fields.variations).length;
    if (fields.ranges) yield ["ranges", n, fields.ranges.flat()];
    else if (fields.weights || fields.coverage !== undefined) yield ["weights and coverage", n, getBucketRanges(count, fields.coverage, fields.weights).flat()];
    else yield ["equal weights", n, getBucketRanges(count, 1).flat()];
  }
  if ("force" in fields) {
    if (fields.range) yield ["range", n, fields.range];
    else if (fields.coverage !== undefined) yield ["coverage", n, [fields.coverage]];
  }
}

export class Coverage {
  total = 0;
  #counts = new Map();
  #kinds = new Map();

  #add(name, by = 1) {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by);
  }

  add(record) {
    this.total++;
    const kind = kindOf(record);
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
    const marks = new Set(["kind: " + kind]);
    const mark = (...[name, ...when]) => (when.length === 0 || when[0]) && marks.add(name);
    const context = record.context ?? {};
    const payload = record.payload ?? {};
    const attrs = effectiveAttributes(context);

    if (kind === "condition") {
      mark(`condition: ${record.result}`);
      this.#condition(record.condition, attrs, payload.savedGroups ?? {}, mark);
    } else {
      this.#decision(record, kind, context, payload, attrs, mark);
    }
    for (const shape of Object.values(payload.savedGroups ?? {})) {
      mark("saved group: " + (Array.isArray(shape) ? "array" : shape?.type === "list" && Array.isArray(shape.values) ? "list" : shape?.type === "condition" && shape.condition ? "condition" : "malformed"));
    }
    for (const name of marks) this.#add(name);
  }

  #decision(record, kind, context, payload, attrs, mark) {
    const { result, effects } = record;
    const sticky = "stickyBucketAssignmentDocs" in context;
    const outcome = kind === "feature" ? result.experimentResult : result;
    const features = payload.features ?? {};
    const target = kind === "feature" ? features[record.feature] : undefined;
    const definitions = kind === "feature" ? target?.rules ?? [] : [record.experiment];
    const viewed = effects.filter((e) => e.type === "experimentViewed");

    if (kind === "feature") {
      mark("source: " + result.source);
      mark("feature: ends inside an experiment", result.source === "experiment" && outcome.inExperiment);
      mark("feature: value is off", result.off && result.value !== null);
      mark("feature: force null", result.source === "force" && result.value === null);
    } else {
      mark("experiment: inside", result.inExperiment);
      mark("experiment: outside", !result.inExperiment);
      mark("experiment: parentConditions", "parentConditions" in record.experiment);
      mark("experiment: force", "force" in record.experiment && !result.hashUsed && result.inExperiment);
      mark("experiment: active false", record.experiment.active === false);
      mark("experiment: urlPatterns, inside", "urlPatterns" in record.experiment && result.inExperiment);
      mark("experiment: urlPatterns, outside", "urlPatterns" in record.experiment && !result.inExperiment);
      for (const t of record.experiment.urlPatterns ?? []) mark(`url pattern: ${t.type} ${t.include ? "include" : "exclude"}`);
    }

    for (const fields of definitions) {
      const key = kind === "feature" ? record.feature : record.experiment.key;
      for (const [where, n, values] of thresholds(fields, key, attrs, sticky)) {
        const near = n !== null && values.some((x) => Math.abs(x - n) <= NEAR && x >= 0 && x <= 1);
        mark("near a boundary", near);
        mark(`near a boundary: ${where}`, near);
      }
      mark("rule: hashVersion absent", !("hashVersion" in fields));
      for (const v of [1, 2, 3]) mark(`rule: hashVersion ${v}`, fields.hashVersion === v);
      for (const name of ["seed", "namespace", "filters", "ranges", "range", "meta", "weights", "coverage", "tracks", "contextualBanditRef", "parentConditions", "condition"]) mark("rule: " + name, name in fields);
      mark("rule: coverage 0", fields.coverage === 0);
      mark("rule: coverage out of range", fields.coverage < 0 || fields.coverage > 1);
      const list = fields.contextualVariations ?? fields.variations;
      if (list && fields.weights) {
        const sum = fields.weights.reduce((a, b) => a + b, 0);
        const valid = fields.weights.length === list.length && sum >= 0.99 && sum <= 1.01;
        mark("rule: weights " + (valid ? "valid" : "invalid"));
        mark("rule: weights about 1", valid && Math.abs(sum - 1) > 1e-6);
      }
      mark("rule: namespace odd", fields.namespace && (fields.namespace[1] >= fields.namespace[2] || fields.namespace[1] < 0 || fields.namespace[2] > 1));
      mark("rule: passthrough", fields.meta?.some((m) => m.passthrough));
      mark("rule: force and variations", "force" in fields && "variations" in fields);
      mark("rule: force null", "force" in fields && fields.force === null);
      if (kind === "feature") {
        mark("rule: empty", Object.keys(fields).length === 0);
        mark("rule: gate only", fields.parentConditions && !("force" in fields) && !list);
        mark("rule: gate", fields.parentConditions?.some((p) => p.gate));
        mark("rule: tracks answered", "tracks" in fields && result.source === "force" && viewed.length > 0);
      }
    }
    mark("default missing", target && !("defaultValue" in target));

    if (outcome) {
      mark("hash value: number", typeof outcome.hashValue === "number" && outcome.hashUsed);
      mark("hash value: boolean", outcome.hashValue === true && outcome.hashUsed);
      mark("hash value: array", Array.isArray(outcome.hashValue) && outcome.hashUsed);
      mark("hash value: not ASCII", typeof outcome.hashValue === "string" && /[^\0-\x7f]/.test(outcome.hashValue) && outcome.hashUsed);
      mark("bandit: leaf", outcome.leafId >= 0);
      mark("bandit: fallback leaf", outcome.leafId === -1);
    }
    mark("passthrough tracked", viewed.some((e) => e.result.passthrough));

    if (sticky) {
      mark("sticky");
      const stored = Object.keys(context.stickyBucketAssignmentDocs).length;
      mark("sticky: documents stored", stored > 0);
      const seen = [outcome, ...viewed.map((e) => e.result)].filter(Boolean);
      mark("sticky: found", seen.some((x) => x.stickyBucketUsed && x.hashUsed));
      mark("sticky: blocked", seen.some((x) => x.stickyBucketUsed && !x.hashUsed) || (kind === "feature" && this.#blocked(definitions, record.feature, context)));
      mark("sticky: assigned", effects.some((e) => e.type === "stickyBucketAssigned"));
      mark("sticky: assigned with others", effects.some((e) => e.type === "stickyBucketAssigned" && Object.keys(e.doc.assignments).length > 1));
      mark("sticky: fallback attribute hashed", viewed.some((e) => e.experiment.fallbackAttribute && e.result.hashAttribute === e.experiment.fallbackAttribute && e.experiment.hashAttribute !== e.experiment.fallbackAttribute));
      mark("sticky: key that is not a string", effects.some((e) => e.type === "experimentViewed" && typeof e.result.hashValue !== "string"));
    }

    const usages = effects.filter((e) => e.type === "featureEvaluated");
    mark("prerequisites evaluated", usages.length > (kind === "feature" ? 1 : 0));
    mark("prerequisites: three features or more", usages.length > 2);
    mark("prerequisites: exposure from one", viewed.some((e) => e.result.featureId !== null && e.result.featureId !== record.feature && e.result.featureId in features));
    mark("prerequisites: unknown parent", usages.some((e) => e.result.source === "unknownFeature" && e.featureKey !== record.feature));
    mark("prerequisites: cycle", usages.some((e) => e.result.source === "cyclicPrerequisite"));
    mark("prerequisites: failed gate", usages.some((e) => e.result.source === "prerequisite"));
    mark("prerequisites: diamond", definitions.length > 0 && this.#shared(features, definitions));

    mark("url", Boolean(context.url));
    mark("url: decides a variation", outcome?.inExperiment && !outcome.hashUsed && Boolean(context.url) && !(outcome.key in (context.forcedVariations ?? {})));
    mark("forced variations", Object.keys(context.forcedVariations ?? {}).length > 0);
    mark("forced variations: decide", outcome && !outcome.hashUsed && (result.experiment ?? record.experiment)?.key in (context.forcedVariations ?? {}));
    mark("forced feature values", Object.keys(context.forcedFeatureValues ?? {}).length > 0);
    mark("attribute overrides", Object.keys(context.attributeOverrides ?? {}).length > 0);
    mark("qaMode", context.qaMode === true);
    mark("enabled false", context.enabled === false);
  }

  /** Whether a stored assignment of one of the rules is for a version that is no longer allowed. */
  #blocked(rules, feature, context) {
    const assigned = new Set(Object.values(context.stickyBucketAssignmentDocs).flatMap((doc) => Object.keys(doc.assignments)));
    return rules.some((rule) => {
      for (let v = 0; v < (rule.minBucketVersion ?? 0); v++) if (assigned.has(`${rule.key || feature}__${v}`)) return true;
      return false;
    });
  }

  /** Whether two prerequisites lead to one feature. */
  #shared(features, definitions) {
    const seen = new Set();
    const open = definitions.flatMap((d) => (d.parentConditions ?? []).map((p) => p.id));
    while (open.length && seen.size < 20) {
      const id = open.pop();
      if (seen.has(id)) return true;
      seen.add(id);
      if (Object.hasOwn(features, id)) open.push(...(features[id].rules ?? []).flatMap((d) => (d.parentConditions ?? []).map((p) => p.id)));
    }
    return false;
  }

  /** Every operator of a path, tested alone. */
  #condition(condition, attrs, groups, mark) {
    for (const [key, value] of Object.entries(condition)) {
      const answer = evalCondition(attrs, { [key]: value }, groups);
      if (LOGIC.includes(key)) {
        mark(`logic: ${key} ${answer}`);
        for (const inner of Array.isArray(value) ? value : key === "$not" ? [value] : []) this.#condition(inner, attrs, groups, mark);
        continue;
      }
      const names = bareType(value) === "object" ? Object.keys(value) : [];
      if (names.length && names.every((name) => name[0] === "$")) {
        for (const name of names) {
          const one = evalCondition(attrs, { [key]: { [name]: value[name] } }, groups);
          mark(`operator: ${OPERATORS.includes(name) ? name : "unknown"} ${one}`);
        }
      } else {
        mark(`bare: ${bareType(value)} ${answer}`);
      }
      mark("path: dotted", key.includes("."));
      mark("path: array index", /\.\d/.test(key));
      mark("path: length", key.endsWith(".length"));
      mark("path: missing", key.startsWith("missing"));
    }
  }

  #share(name) {
    return (this.#counts.get(name) ?? 0) / Math.max(1, this.#base(name));
  }

  /** The records that a share is computed of: those of the kind in its name. */
  #base(name) {
    const about = /^(feature|source|default)/.test(name) ? "feature" : /^(experiment|url pattern)/.test(name) ? "experiment" : /^(condition|operator|logic|bare|path)/.test(name) ? "condition" : undefined;
    if (about) return this.#kinds.get(about) ?? 0;
    if (/^(kind|saved group)/.test(name)) return this.total;
    return this.total - (this.#kinds.get("condition") ?? 0);
  }

  failures() {
    if (this.total < ENOUGH) return [];
    return Object.entries(FLOORS).filter(([name, floor]) => this.#share(name) < floor).map(([name, floor]) => ({ name, floor, share: this.#share(name) }));
  }

  report() {
    const names = [...new Set([...this.#counts.keys(), ...Object.keys(FLOORS)])].sort();
    const rows = names.map((name) => `  ${(100 * this.#share(name)).toFixed(2).padStart(6)} %  ${String(this.#counts.get(name) ?? 0).padStart(7)}  ${name}${name in FLOORS ? `  (at least ${+(100 * FLOORS[name]).toFixed(3)} %)` : ""}`);
    const failed = this.failures().map(({ name, floor, share }) => `BELOW ITS FLOOR: ${name}: ${(100 * share).toFixed(2)} % of at least ${100 * floor} %`);
    return [`${this.total} records; shares are of the records of the kind a line is about`, ...rows, ...failed].join("\n") + "\n";
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const coverage = new Coverage();
  const file = process.argv[2] ?? "-";
  for await (const line of lines(file === "-" ? process.stdin : createReadStream(file))) coverage.add(JSON.parse(line));
  process.stdout.write(coverage.report());
  if (coverage.failures().length) process.exitCode = 2;
}

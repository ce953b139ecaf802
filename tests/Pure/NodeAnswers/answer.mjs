// Answers each row of the tables in this folder: expressions and URLs by Node, targeting and pages by the reference SDK.
//   node tests/Pure/NodeAnswers/answer.mjs [--check]
// A row is its inputs and the answer. Writes the answers into the tables; with --check prints the rows that Node
// answers otherwise, writes nothing, and exits with 1 if there are any. Needs Node 20: 18 and 24 follow other versions
// of the standards.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const folder = dirname(fileURLToPath(import.meta.url));
const sdk = dirname(createRequire(join(folder, "../../Differential/reference/package.json")).resolve("@growthbook/growthbook/package.json"));
const { getQueryStringOverride, isURLTargeted, mergeQueryStrings } = await import(pathToFileURL(join(sdk, "dist/esm/util.mjs")).href);
const { GrowthBook } = await import(pathToFileURL(join(sdk, "dist/esm/index.mjs")).href);
console.error = () => {}; // the SDK reports each malformed URL

const matches = (pattern, flags, input) => new RegExp(pattern, flags).test(input);
const targeted = (url, ...targets) => isURLTargeted(url, targets);

/** What answers the rows of each table and group; its parameters are the inputs of a row. */
const answers = {
  expressions: {
    anchors: matches,
    classes: matches,
    escapes: matches,
    quantifiers: matches,
    groups: matches,
    lookarounds: matches,
    choices: matches,
    case: matches,
    search: matches,
    // Whether the pattern is refused, with and without the flag i.
    malformed: (pattern) => ["", "i"].every((flags) => orNull(() => new RegExp(pattern, flags)) === null),
  },
  urls: {
    absolute: (url) => orNull(() => new URL(url), (u) => [u.href, u.origin, u.host, u.hostname, u.port, u.pathname, u.search, u.hash, u.username, u.password]),
    relative: (base, reference) => orNull(() => new URL(reference, base), (url) => url.href),
    domains: (domain) => orNull(() => new URL(`http://${domain}`), (url) => url.hostname),
    searchParams: (query) => [...new URLSearchParams(query)].flat(),
  },
  targeting: {
    override: (key, url, variations) => getQueryStringOverride(key, url, variations),
    merge: (current, target) => mergeQueryStrings(current, target),
    simple: (url, pattern) => targeted(url, { type: "simple", pattern, include: true }),
    regex: (url, pattern) => targeted(url, { type: "regex", pattern, include: true }),
    // Signed patterns: + includes, - excludes.
    rules: (rules) => targeted("https://h/a", ...rules.split(" ").filter(Boolean).map((rule) => ({ type: "simple", pattern: rule.slice(1), include: rule[0] === "+" }))),
  },
  pages: {
    disabled: (experiments, switches, url) => evalPage(experiments, switches, url),
  },
};

/** The keys of the exposed experiments, the changed variations and the redirect of a page. Each included user has the last variation. */
function evalPage(experiments, switches, url) {
  const [exposed, changes] = [[], []];
  const page = new GrowthBook({
    attributes: { id: "1" },
    url,
    trackingCallback: (experiment) => void exposed.push(experiment.key),
    applyDomChangesCallback: (changed) => (changes.push(JSON.stringify(changed)), () => {}),
    navigate: () => {},
    ...switches,
  });
  page.initSync({
    payload: {
      features: {},
      experiments: experiments.map((experiment) => ({ ...experiment, weights: experiment.variations.map((_, i) => (i === experiment.variations.length - 1 ? 1 : 0)) })),
    },
  });
  const redirect = page.getRedirectUrl();
  page.destroy();
  return [exposed, changes, redirect || null];
}

function orNull(make, then = (made) => made) {
  try {
    return then(make());
  } catch {
    return null;
  }
}

/** One line of ASCII: lone surrogates and invisible characters are escapes. */
const toText = (value) =>
  Array.isArray(value)
    ? `[${value.map(toText).join(", ")}]`
    : JSON.stringify(value).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

function answered(table, group, row) {
  const answer = answers[table][group];
  const inputs = row.slice(0, answer.length);
  return toText([...inputs, answer(...inputs)]);
}

const check = process.argv.includes("--check");
for (const table of Object.keys(answers)) {
  const path = join(folder, `${table}.json`);
  const before = readFileSync(path, "utf8");
  const groups = Object.entries(JSON.parse(before)).map(([group, rows]) => [group, rows.map((row) => answered(table, group, row))]);
  const after = `{\n${groups.map(([group, rows]) => `  ${JSON.stringify(group)}: [\n${rows.map((row) => `    ${row}`).join(",\n")}\n  ]`).join(",\n")}\n}\n`;
  if (!check) {
    writeFileSync(path, after);
  } else if (after !== before) {
    const known = new Set(before.split("\n"));
    process.stdout.write(`${table}.json, as Node ${process.version} answers:\n${after.split("\n").filter((line) => !known.has(line)).join("\n")}\n`);
    process.exitCode = 1;
  }
}

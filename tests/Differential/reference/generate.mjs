// Writes evaluation records (JSON Lines), each with the answer of the reference SDK:
//   node generate.mjs --seed S --count N [--only I] [--out FILE] [--stats] [--trace]
// `--stats` prints to standard error what the records reach (see coverage.mjs); `--trace` prints the draws
// at which the reference threw. Exit code 2: a share is below its floor, or too many draws were skipped.
// The same seed gives the same records; `--only I` draws only the record number I.
import { createWriteStream } from "node:fs";
import { parseArgs } from "node:util";
import { Coverage } from "./coverage.mjs";
import { answerMembers, evaluate } from "./evaluate.mjs";
import { writeLine } from "./lines.mjs";
import { request } from "./payloads.mjs";
import { Random } from "./random.mjs";
import { toText } from "./values.mjs";

/** The lines for one number, and the exceptions of the reference at skipped draws. */
function generate(seed, index, onThrow = () => {}) {
  for (let attempt = 0; ; attempt++) {
    const drawn = request(new Random(seed, index, attempt));
    const text = toText({ id: `s${seed}-${index}`, ...drawn });
    try {
      const parsed = JSON.parse(text);
      const answer = answerMembers(evaluate(parsed));
      return `${text.slice(0, -1)},${answer}}`;
    } catch (error) {
      onThrow(error, text);
    }
  }
}

function usage(message) {
  process.stderr.write(`${message}\nusage: node generate.mjs --seed S --count N [--only I] [--out FILE] [--stats] [--trace]\n`);
  process.exit(64);
}

const { values: options } = (() => {
  try {
    return parseArgs({
      options: { seed: { type: "string", default: "1" }, count: { type: "string", default: "1000" }, only: { type: "string" }, out: { type: "string" }, stats: { type: "boolean", default: false }, trace: { type: "boolean", default: false } },
    });
  } catch (error) {
    return usage(error.message);
  }
})();
const count = Number(options.count);
const only = options.only === undefined ? undefined : Number(options.only);
if (!Number.isInteger(count) || count < 0) usage(`--count is not a number: ${options.count}`);
if (only !== undefined && (!Number.isInteger(only) || only < 0)) usage(`--only is not a number: ${options.only}`);

const out = options.out ? createWriteStream(options.out) : process.stdout;
out.on("error", (error) => (error.code === "EPIPE" ? process.exit(0) : usage(error.message)));
const coverage = options.stats ? new Coverage() : undefined;
const thrown = new Map();
const [first, end] = only === undefined ? [0, count] : [only, only + 1];
const started = performance.now();

for (let index = first; index < end; index++) {
  const line = generate(options.seed, index, (error, text) => {
    const reason = `${error.name}: ${error.message}`;
    thrown.set(reason, (thrown.get(reason) ?? 0) + 1);
    if (options.trace) process.stderr.write(`${error.stack}\n${text}\n`);
  });
  coverage?.add(JSON.parse(line));
  await writeLine(out, line);
  // Lets the SDK's promises finish, so that they do not pile up.
  if (index % 256 === 0) await new Promise(setImmediate);
}
if (options.out) await new Promise((resume) => out.end(resume));

const total = end - first;
const dropped = [...thrown.values()].reduce((a, b) => a + b, 0);
process.stderr.write(`seed ${options.seed}: ${total} records in ${((performance.now() - started) / 1000).toFixed(1)} s, ${dropped} draws skipped because the reference threw\n`);
for (const [reason, times] of thrown) process.stderr.write(`  ${times} × ${reason}\n`);
if (coverage) process.stderr.write(coverage.report());
if (total >= 5000 && dropped > total * 0.01) {
  process.stderr.write("too many draws were skipped\n");
  process.exitCode = 2;
}
if (coverage && total >= 5000 && coverage.failures().length) process.exitCode = 2;

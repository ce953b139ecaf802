// Targeting conditions that have something to do with the attributes they will meet.
import { evalCondition } from "./evaluate.mjs";
import { anything, at, isWritten, NUMBERS, number, NUMERIC_STRINGS, path, scalar, text, version } from "./values.mjs";

const swapCase = (s) => [...s].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join("");

const recased = (r, x) =>
  typeof x !== "string" ? x : r.either([2, x], [2, () => x.toUpperCase()], [2, () => x.toLowerCase()], [1, () => swapCase(x)]);

/** A value close to `actual`: itself, its text, its number, one off. */
function near(r, actual) {
  if (r.chance(0.15)) return anything(r, 1);
  if (actual === null || actual === undefined) return r.pick([null, null, "null", "", 0, false, "undefined"]);
  switch (typeof actual) {
    case "string":
      if (isWritten(actual)) return r.chance(0.5) ? actual : number(r);
      return r.either(
        [6, actual], [1.5, () => recased(r, actual)], [1, () => actual + r.pick(["x", " ", "\0", "\n", "0"])], [1, () => actual.slice(0, -1)],
        [2, () => (actual !== "" && Number.isFinite(Number(actual)) ? Number(actual) : actual.length)], [1, () => text(r)], [0.5, () => r.pick(NUMERIC_STRINGS)],
      );
    case "number":
      return r.either([6, actual], [1, () => actual + 1], [1, () => actual - 1], [1.5, () => String(actual)], [0.5, () => ` ${actual} `], [0.7, () => actual + 1e-9], [0.5, [actual]], [0.5, () => actual !== 0], [0.5, () => r.pick(NUMBERS)]);
    case "boolean":
      return r.either([5, actual], [2, !actual], [1, () => String(actual)], [1, () => Number(actual)], [0.5, null]);
    default:
      if (Array.isArray(actual)) {
        return r.either([4, () => structuredClone(actual)], [2, () => (actual.length ? near(r, r.pick(actual)) : "")], [1, () => actual.join(",")], [1, () => actual.length], [1, () => [...actual].reverse()], [0.5, "[object Object]"]);
      }
      return r.either([4, () => structuredClone(actual)], [1, "[object Object]"], [1, () => Object.fromEntries(Object.entries(actual).reverse())], [0.5, {}], [0.5, true]);
  }
}

const elementsOf = (actual) => (Array.isArray(actual) ? actual : [actual]);

/** A list for `$in` and its relatives, often with the value in it. */
const members = (r, actual) => {
  const list = r.list(r.below(4), () => scalar(r));
  for (const element of elementsOf(actual)) {
    if (list.length < 7 && r.chance(0.5)) list.push(near(r, element));
  }
  return r.shuffled(list);
};

const NOT_A_LIST = ["US", 1, true, null, {}, "", { $in: [1] }];

const escaped = (s) => s.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

const PATTERNS = [
  "", "^", "$", "^$", ".", "^.$", "^..$", ".*", "^.+$", "a", "^a", "b$", "A|b", "[abc]", "[^abc]", "^[a-z]+$", "^[A-Z]+$", "\\d", "^\\d+$", "\\D", "\\w+", "^\\w+$", "\\W", "\\s",
  "^\\S+$", "\\bhello\\b", "\\Bb", "^(a|b)+$", "^(?:pro|free)$", "(?=b)", "(?!a)^.", "(?<=a)b", "(?<!x)b", "(?<first>a)\\k<first>", "(.)\\1", "(?:\\1(a))b?", "^(a)?(b)?\\2", "a{1,2}", "a{,2}", "a{", "x{2", "a{2,}", "{", "}", "]", "[]", "[^]",
  "\\x41", "\\u0041", "\\u{61}", "\\cJ", "\\0", "\\101", "\\A", "\\Z", "\\z", "\\G", "\\a", "\\e", "\\p{L}", "\\P{Lu}", "\\h", "\\R", "[\\b]", "[\\d-x]", "[a-z-[aeiou]]", "[\\w-.]", "^[^\\s@]+@[^\\s@]+$",
  "@(example|growthbook)\\.", "\\/", "a/b", "x/y", "^/slash/$", "https?://", "[/]", "\\.", "\\u212a", "^k$", "^s$", "^S$", "ß", "ẞ", "ΟΔΟΣ", "σ", "ς", "İ", "^i$", "^I$", "ı", "é", "^\\ud83d", "\\ude00$", "😀", "[😀]", "^[^a]$", "日本", "tail$",
  "^line$", "line.break", "^null$", "^true$", "^\\[object", "^1(\\.|$)", "^-?\\d+(\\.\\d+)?(e[+-]\\d+)?$", ",", "^,*$", "(a*)*b", "(|a)+", "(?:)", "a||b", "()", "[\\]]", "[$]", "\\$", "#", "a b", "(?: a)", "\\ ", "\\-", "\\_", "[\\s\\S]", "\\v", "\\f|\\n", "^\\u00a0", "\\u0000", "K", "[k-l]", "[Ā-ſ]", "[à-ü]", "\\W\\w",
];

const INVALID_PATTERNS = [
  "(", ")", "[", "a(b", "*a", "+", "?", "a**", "a++", "(?>a)", "(?#x)a", "(?<n", "(?<1>a)", "[z-a]", "a{2,1}", "\\", "(?P<n>a)", "(?'n'a)", "(?<n>a)\\k<m>", "(?<n>a)\\k", "^*", "(?<=a)*", "x{1}{2}",
];

/** A pattern, and never another operand: the result of the reference for other operands depends on its cache. */
const regex = (r, actual) => {
  const subject = String(isWritten(actual) ? "1" : actual);
  return r.either(
    [5, () => r.pick(PATTERNS)],
    [1, () => r.pick(INVALID_PATTERNS)],
    [3, () => "^" + escaped(subject) + "$"],
    [2, () => escaped(recased(r, subject))],
    [1, () => "^" + escaped(subject.slice(0, 2))],
  );
};

const TYPES = ["string", "number", "boolean", "array", "object", "null", "undefined", "unknown", "String", "", "bigint"];
const typeOf = (x) => (x === null || x === undefined ? "null" : Array.isArray(x) ? "array" : isWritten(x) ? "number" : typeof x);

const relational = (r, actual) =>
  r.either([6, () => near(r, actual)], [2, () => number(r)], [1, () => r.pick(NUMERIC_STRINGS)], [1, () => text(r)], [0.4, () => r.pick([null, true, false, [], {}, [5], [1, 2]])]);

const versionOperand = (r, actual) =>
  r.either([5, () => version(r)], [3, () => (typeof actual === "string" && !isWritten(actual) ? actual : version(r))], [0.5, () => number(r)], [0.3, () => r.pick([null, true, [], {}, ["1.2.3"]])]);

/** Each operator with a draw of its operand. */
const OPERANDS = {
  $eq: (r, x) => near(r, x),
  $ne: (r, x) => near(r, x),
  $lt: relational, $lte: relational, $gt: relational, $gte: relational,
  $in: (r, x) => (r.chance(0.05) ? r.pick(NOT_A_LIST) : members(r, x)),
  $nin: (r, x) => (r.chance(0.05) ? r.pick(NOT_A_LIST) : members(r, x)),
  $ini: (r, x) => (r.chance(0.05) ? r.pick(NOT_A_LIST) : members(r, x).map((m) => recased(r, m))),
  $nini: (r, x) => (r.chance(0.05) ? r.pick(NOT_A_LIST) : members(r, x).map((m) => recased(r, m))),
  $all: (r, x) => (r.chance(0.05) ? r.pick(NOT_A_LIST) : allOf(r, x, false)),
  $alli: (r, x) => (r.chance(0.05) ? r.pick(NOT_A_LIST) : allOf(r, x, true)),
  $elemMatch: (r, x, env, depth) => elementCondition(r, x, env, depth),
  $size: (r, x, env, depth) => {
    const size = Array.isArray(x) ? x.length : r.below(4);
    return r.either([5, size], [1, () => r.below(4)], [2, () => ({ [r.pick(["$gt", "$gte", "$lt", "$lte", "$ne", "$eq"])]: r.below(4) })], [0.5, () => ({ $in: [1, 2, size] })], [0.3, () => String(size)], [0.3, () => r.pick([null, true, false, [size], { $exists: true }, { $not: 2 }])]);
  },
  $regex: regex,
  $regexi: regex,
  $exists: (r) => r.either([5, true], [5, false], [1, () => r.pick([0, 1, "", "x", null, [], {}])]),
  $type: (r, x) => r.either([6, () => typeOf(x)], [4, () => r.pick(TYPES)], [0.3, () => r.pick([null, 1, ["string"]])]),
  $not: (r, x, env, depth) => (depth > 0 && r.chance(0.75) ? operators(r, x, env, depth - 1) : near(r, x)),
  $veq: versionOperand, $vne: versionOperand, $vgt: versionOperand, $vgte: versionOperand, $vlt: versionOperand, $vlte: versionOperand,
  $inGroup: groupWith,
  $notInGroup: groupWith,
};

export const OPERATORS = Object.keys(OPERANDS);
const COMMON = ["$in", "$eq", "$gt", "$lt", "$inGroup", "$regex", "$ini", "$nin", "$ne"];
const LISTS_ONLY = ["$elemMatch", "$size", "$all", "$alli"];
const FOR_SCALARS = OPERATORS.filter((name) => !LISTS_ONLY.includes(name));
const FOR_ARRAYS = [...LISTS_ONLY, ...LISTS_ONLY, "$in", "$nin", "$ini", "$nini", "$not", "$type", "$inGroup", "$notInGroup"];

const groupId = (r, env) => {
  const ids = Object.keys(env.groups);
  return ids.length && r.chance(0.9) ? r.pick(ids) : r.pick(["unknown", "", "__sgUnknown__", "G0"]);
};

/** A group for `$inGroup`, into which the value is put now and then. */
function groupWith(r, actual, env) {
  const id = groupId(r, env);
  const group = env.groups[id];
  const values = Array.isArray(group) ? group : Array.isArray(group?.values) ? group.values : undefined;
  const value = Array.isArray(actual) && actual.length ? r.pick(actual) : actual;
  if (values && values.length < 8 && (typeof value === "string" || typeof value === "number") && r.chance(0.5)) values.push(value);
  return id;
}

function allOf(r, actual, insensitive) {
  const pool = elementsOf(actual);
  if (r.chance(0.4) && Array.isArray(actual)) {
    return r.shuffled(actual).slice(0, r.between(1, 3)).map((x) => (insensitive ? recased(r, x) : x));
  }
  return r.list(r.either([1, 0], [3, 1], [3, 2], [1, 3]), () =>
    r.either(
      [6, () => (insensitive ? recased(r, near(r, r.pick(pool) ?? null)) : near(r, r.pick(pool) ?? null))],
      [1, () => ({ $gt: number(r) })], [0.6, () => ({ $regex: "^" + r.pick(["a", "A", "u", "."]) })], [0.5, () => ({ $ne: scalar(r) })], [0.4, () => ({ $ini: [text(r), "a", "US"] })], [0.5, () => scalar(r)],
    ),
  );
}

function elementCondition(r, actual, env, depth) {
  // Half of the draws look for an operand that some element meets.
  if (Array.isArray(actual) && actual.length && r.chance(0.5)) {
    for (let tries = 3; tries > 0; tries--) {
      const drawn = elementDraw(r, actual, env, depth);
      if (holds({ list: actual }, { list: { $elemMatch: drawn } }, env.groups)) return drawn;
    }
  }
  return elementDraw(r, actual, env, depth);
}

function elementDraw(r, actual, env, depth) {
  const element = Array.isArray(actual) && actual.length ? r.pick(actual) : null;
  if (element && typeof element === "object" && !Array.isArray(element) && r.chance(0.85)) {
    return condition(r, { ...env, attrs: element, inElement: true }, Math.max(0, depth - 1));
  }
  return r.either(
    [8, () => operators(r, element, env, Math.max(0, depth - 1))],
    [0.5, {}], [0.4, { sku: "a" }], [0.3, () => ({ $not: { sku: "a" } })], [0.3, () => ({ $or: [{ $eq: element }] })], [0.3, () => ({ $exists: r.chance(0.5) })],
    [0.3, () => ({ $and: [{ qty: { $gt: 1 } }] })], [0.2, () => ({ length: 1 })],
  );
}

/** An object of operators for a value. */
function operators(r, actual, env, depth) {
  const size = r.either([75, 1], [20, 2], [5, 3]);
  const out = {};
  for (let i = 0; i < size; i++) {
    const operator = r.either(
      [15, () => r.pick(OPERATORS)], ...(Array.isArray(actual) ? [[55, () => r.pick(FOR_ARRAYS)]] : [[25, () => r.pick(FOR_SCALARS)], [20, () => r.pick(COMMON)]]),
      [0.6, () => r.pick(["$foo", "$", "$EQ", "$or", "$and", "$nor", "$savedGroup", "$where"])],
    );
    out[operator] = (OPERANDS[operator] ?? (() => anything(r, 1)))(r, actual, env, depth);
  }
  return out;
}

/** The operand of a path. */
function valueCondition(r, actual, env, depth) {
  return r.either(
    [75, () => operators(r, actual, env, depth)],
    [22, () => near(r, actual)],
    [2, () => anything(r)],
    [0.7, () => ({ ...operators(r, actual, env, 0), plain: 1 })],
  );
}

const reference = (r, env) =>
  r.either(
    [9, () => ({ id: groupId(r, env) })],
    [4, () => ({ id: groupId(r, env), attributeKey: r.chance(0.85) ? path(r, env.attrs) : "value" })],
    [0.8, () => r.pick([{}, { id: 5 }, { id: null }, null, "g0", ["g0"], 1, { id: "g0", attributeKey: 5 }, { id: "g0", attributeKey: null }, { ID: "g0" }])],
  );

function entry(r, env, depth) {
  return r.either(
    [depth > 0 ? 22 : 0, () => {
      const operator = r.pick(["$or", "$and", "$nor", "$or", "$and", "$nor", "$not"]);
      if (operator === "$not") return [operator, condition(r, env, depth - 1)];
      return [operator, r.list(r.either([0.7, 0], [2, 1], [4, 2], [2, 3]), () => condition(r, env, depth - 1))];
    }],
    [env.inElement ? 2 : 12, () => ["$savedGroup", reference(r, env)]],
    [70, () => {
      const p = path(r, env.attrs);
      return [p, valueCondition(r, at(env.attrs, p), env, depth)];
    }],
  );
}

/** Whether the condition holds in the reference; a condition at which it throws does not. */
const holds = (attrs, condition, groups) => {
  try {
    return evalCondition(attrs, condition, groups);
  } catch {
    return false;
  }
};

/**
 * A condition for these attributes. `env` holds `attrs` and `groups`; with `want`, entries are drawn
 * a few times until one has that outcome.
 */
export function condition(r, env, depth = 2, want = undefined) {
  const size = r.either([env.inElement ? 1 : 0.4, 0], [13, 1], [5, 2], [2, 3]);
  const out = {};
  for (let i = 0; i < size; i++) {
    for (let tries = want === undefined ? 1 : 4; tries > 0; tries--) {
      const [key, value] = entry(r, env, depth);
      if (tries > 1 && holds(env.attrs, { [key]: value }, env.groups) !== want) continue;
      out[key] = value;
      break;
    }
  }
  return out;
}

const SERVER_IDS = ["__sgUnknown__", "__sgCycle__", "__sgMaxDepth__", "__sgInvalid__"];

const MALFORMED = [
  { type: "list" }, { type: "list", values: "US" }, { type: "list", attributeKey: "country", values: null }, { type: "list", values: ["US", "u1"] },
  { type: "list", attributeKey: 5, values: ["US"] }, { type: "condition" }, { type: "condition", condition: null }, { type: "condition", condition: "x" },
  { type: "future", values: ["US"] }, {}, null, "US", 5, true, { values: ["US"] }, { condition: {} },
];

/** Saved groups of every shape, some of which refer to each other in circles. */
export function savedGroups(r, attrs) {
  const groups = {};
  const count = r.either([2, 0], [3, 1], [3, 2], [2, 4]);
  const ids = r.list(count, (i) => "g" + i);
  const env = { attrs, groups: Object.fromEntries(ids.map((id) => [id, []])) };
  const some = () => {
    const key = path(r, attrs);
    return [key, members(r, at(attrs, key)).filter((m) => typeof m === "string" || typeof m === "number" || r.chance(0.1))];
  };
  for (const id of ids) {
    groups[id] = r.either(
      [4, () => some()[1]],
      [4, () => {
        const [attributeKey, values] = some();
        return { type: "list", attributeKey, values };
      }],
      [3, () => ({ type: "condition", condition: condition(r, env, 1) })],
      [1.2, () => ({ type: "condition", condition: { [r.pick(["$savedGroup", "$savedGroup", "$not"])]: r.chance(0.7) ? { id: r.pick(ids) } : { $savedGroup: { id: r.pick(ids) } } } })],
      [1.2, () => structuredClone(r.pick(MALFORMED))],
    );
  }
  if (r.chance(0.04)) groups[r.pick(SERVER_IDS)] = r.pick([[], { type: "condition", condition: {} }]);
  return groups;
}

// JSON values: attributes, operands, feature values, and the strings and numbers that SDKs get wrong.

// A number that must reach the record as written (`-0`, `1e400`, `1.0`): a string between two private
// code units, which `toText` unwraps. Only attributes that are not hashed and operands carry one.
// Effects repeat an experiment's condition, and the reference writes infinity there as null, so that
// numbers beyond double are drawn only where nothing is repeated (`r.beyond`).
const MARK = "\uE0A7";
const MARKED = new RegExp(`"${MARK}([^"${MARK}]*)${MARK}"`, "g");
export const written = (number) => MARK + number + MARK;
export const isWritten = (x) => typeof x === "string" && x.startsWith(MARK);
export const toText = (value) => JSON.stringify(value).replace(MARKED, "$1");

const FINITE = [
  "-0", "-0.0", "1.0", "1E3", "1e+2", "0.10", "1e-400", "5e-324", "2.5e-1",
  "9007199254740993", "100000000000000000000000", "123456789012345678901234567890", "1.7976931348623157e308",
].map(written);
const BEYOND = ["1e400", "-1e400", "1e309"].map(written);
const asWritten = (r) => r.pick(r.beyond && r.chance(0.4) ? BEYOND : FINITE);

export const NUMBERS = [
  0, 1, -1, 2, 3, 5, 10, 16, 17, 18, 20, 21, 42, 99, 100, 1000, 0.1, 0.5, 1.5, -2.5, 0.1 + 0.2, 0.3, 1 / 3,
  1e21, 1e-7, 1.5e-9, 123456789.125, 2 ** 31, 2 ** 53, -(2 ** 53), 1e100, 123e-20, 1e20, 1e15, 0.000001,
];

export const NUMERIC_STRINGS = [
  "0", "1", "10", "16", "20", "0x10", "0X1f", "0b11", "0o17", " 12 ", "1e3", "1E3", "", " ", "Infinity", "-Infinity",
  "+Infinity", "infinity", "NaN", "1_000", ".5", "5.", "+7", "-7", "- 1", "--1", "\u00a012", "\ufeff5", "12abc", "00012",
  "1e1000", "\n3\t", "\u0663", "1,5", "1.0", "-0", "0x", "-0x10", ".", "e5", "1e", "\u20281\u2029", "\u00850", "\u180e1",
  "1\0", "0.1", "0.30000000000000004", "1e21", "1e+21", "true",
];

export const TEXTS = [
  "US", "us", "DE", "FR", "GB", "free", "pro", "Pro", "enterprise", "a", "A", "b", "B", "abc", "ABC", "abd", "hello world",
  "Hello", "hello@example.com", "user@growthbook.io", "x/y", "a.b", "1.2.3", "null", "true", "false", "undefined",
  "[object Object]", "İstanbul", "istanbul", "i̇stanbul", "ISTANBUL", "ıstanbul", "I", "i", "ı", "ΟΔΟΣ", "οδος", "οδοσ",
  "Σ", "ς", "σ", "ΣΑΣ ΑΣ.", "straße", "STRASSE", "STRAẞE", "ẞ", "ß", "é", "e\u0301", "É", "\u212a", "k", "K", "ſ", "s", "S",
  "Ω", "\u2126", "ﬀ", "ǅ", "ǆ", "Ⅷ", "ⅷ", "😀", "👩‍👩‍👧", "\ud83d", "\ude00", "x\ud83dy", "𐐀", "𐐨", "日本語", "\uffff", "\ue000", "a\0b", "\0", "\ufeff",
  "line\nbreak", "tail\n", "tail\r\n", "\u2028", "tab\t", "\"quoted\"", "back\\slash", "/slash/", "<>&'", "١٢٣", "²", "  padded  ",
  "z", "zz", "aa", "a-b", "a_b", "_", "-", "\u00ad", "é\u0000",
];

const VERSIONS = [
  "1.2.3", "1.2.4", "1.10.0", "1.9.0", "v1.2.3", "V1.2.3", "1.2", "1", "1.2.3.4", "1.2.3-beta", "1.2.3-beta.2", "1.2.3-beta.10",
  "1.2.3-rc.1", "1.2.3+build5", "1.2.3-rc.1+build", "0.0.0", "0", "", "10.0.0", "9.9.9", "2.0.0-alpha", "2.0.0", "100000.1.1",
  "99999.1.1", "01.2.3", "1.2.x", "vv1", "1..2", "-", "1.2.3\n", "1\n.2.3", "1.2.3+a\nb", "١.٢.٣", "1.2.3~", "1.2.3-~", "1.2.3-Beta", "a.b.c", " 1.2.3",
];

export const version = (r) => r.chance(0.7) ? r.pick(VERSIONS) : `${r.below(4)}.${r.below(12)}.${r.below(4)}`;

export const text = (r) => r.either([5, () => r.pick(TEXTS)], [2, () => r.pick(NUMERIC_STRINGS)], [1, () => version(r)], [2, () => r.pick(TEXTS.slice(0, 18))]);

export const number = (r) => r.either([6, () => r.pick(NUMBERS)], [3, () => r.between(-5, 120)], [1, () => r.next() * 10 ** r.between(-9, 24)]);

/** Any scalar, as an operand or as an attribute that is not hashed. */
export const scalar = (r) =>
  r.either(
    [8, () => text(r)], [4, () => number(r)], [2, () => r.chance(0.5)], [1, null], [2, () => r.pick(NUMERIC_STRINGS)],
    [0.6, () => asWritten(r)],
  );

/** Any JSON value, small. */
export const anything = (r, depth = 2) =>
  depth === 0
    ? scalar(r)
    : r.either(
        [8, () => scalar(r)],
        [2, () => r.list(r.below(4), () => anything(r, depth - 1))],
        [2, () => object(r, depth)],
      );

const KEYS = ["a", "b", "c", "sku", "qty", "name", "é"];
const object = (r, depth) =>
  Object.fromEntries(r.list(r.below(4), () => [r.pick(KEYS), anything(r, depth - 1)]));

/** A value of a feature or a variation, without numbers that JSON cannot write. */
export const featureValue = (r, depth = 1) =>
  r.either(
    [5, () => r.pick(["red", "blue", "green", "control", "treatment", "on", "off", "v1", "v2"])],
    [3, () => r.chance(0.5)], [3, () => r.pick(NUMBERS)], [1, () => r.pick(TEXTS)],
    [1.2, () => r.pick([null, false, 0, "", [], {}, "0", "false", [0], [null]])],
    [depth > 0 ? 1.2 : 0, () => ({ color: r.pick(["red", "blue"]), size: r.below(30), ...(r.chance(0.3) ? { nested: [featureValue(r, 0)] } : {}) })],
    [depth > 0 ? 0.6 : 0, () => r.list(r.below(3), () => featureValue(r, 0))],
  );

/** A value to hash. Some of them count as missing. */
export const identifier = (r) =>
  r.either(
    [30, () => "u" + r.below(100000)],
    [8, () => "user-" + r.below(1e9).toString(36)],
    [5, () => String(r.below(10000))],
    [5, () => r.between(1, 1e6)],
    [2, () => r.pick(NUMBERS)],
    [1, true],
    [1.5, () => r.list(r.between(1, 3), () => r.either([3, () => r.pick(TEXTS)], [2, () => r.pick(NUMBERS)], [1, null], [0.5, () => [1, [2, "x"]]]))],
    [0.3, () => r.pick([[], { a: 1 }, {}])],
    [4, () => r.pick(TEXTS)],
    [1, () => r.pick(NUMERIC_STRINGS)],
    [1.6, () => r.pick(["", 0, false, null])],
  );

export const HASH_ATTRIBUTES = ["id", "deviceId", "anonymousId", "company", "user.id", "größe"];

/** The attributes of one user. */
export function attributes(r) {
  const a = {};
  const maybe = (p, key, draw) => {
    if (r.chance(p)) a[key] = draw();
  };
  maybe(0.97, "id", () => identifier(r));
  maybe(0.75, "deviceId", () => identifier(r));
  maybe(0.5, "anonymousId", () => identifier(r));
  maybe(0.4, "company", () => identifier(r));
  maybe(0.05, "user.id", () => identifier(r));
  maybe(0.05, "größe", () => identifier(r));
  maybe(0.8, "country", () => r.pick(["US", "DE", "FR", "us", "GB"]));
  maybe(0.5, "plan", () => r.either([5, () => r.pick(["free", "pro", "enterprise"])], [1, () => scalar(r)]));
  maybe(0.5, "age", () => r.either([5, () => r.between(0, 90)], [2, () => number(r)], [2, () => r.pick(NUMERIC_STRINGS)], [1, () => asWritten(r)]));
  maybe(0.4, "premium", () => r.either([5, () => r.chance(0.5)], [1, () => scalar(r)]));
  maybe(0.4, "version", () => r.either([9, () => version(r)], [1, () => number(r)]));
  maybe(0.4, "text", () => text(r));
  maybe(0.3, "nothing", () => r.pick([null, "", 0, false, [], {}]));
  maybe(0.55, "tags", () => r.list(r.below(5), () => r.either([6, () => text(r)], [2, () => number(r)], [0.7, null], [0.5, () => r.chance(0.5)], [0.4, () => [1]])));
  maybe(0.4, "scores", () => r.list(r.below(5), () => r.either([8, () => number(r)], [1, null], [1, () => r.pick(NUMERIC_STRINGS)])));
  maybe(0.4, "items", () => r.list(r.below(4), () => r.either(
    [8, () => ({ sku: r.pick(["a", "b", "c"]), qty: r.between(0, 5), ...(r.chance(0.3) ? { tags: [text(r)] } : {}) })],
    [1, null], [1, () => scalar(r)])));
  maybe(0.35, "address", () => ({ city: r.pick(TEXTS), zip: r.pick(["10115", 10115, "0123", null]), geo: { lat: number(r), "": r.below(3) } }));
  maybe(0.25, "any", () => anything(r));
  return a;
}

/** A JSON object or array holds something to walk into. */
const isContainer = (x) => typeof x === "object" && x !== null;

/** The value at a dotted path, as a condition sees it. */
export function at(attrs, path) {
  let current = attrs;
  for (const part of path.split(".")) {
    if (!isContainer(current) || !Object.hasOwn(current, part)) return null;
    current = current[part];
  }
  return current;
}

/** A dotted path into the attributes, sometimes one that leads nowhere. */
export function path(r, attrs) {
  if (r.chance(0.1)) {
    return r.pick(["missing", "address.missing", "address.city.length", "tags.9", "items.0.missing", "nope.nope", "", ".", "address.", "a..b", "text.length", "text.0", "tags.-1", "tags.01", "Country", "address.geo.", "nothing.x", "$eq", "user.id"]);
  }
  let current = attrs;
  const parts = [];
  while (isContainer(current)) {
    const keys = Array.isArray(current) ? [...current.keys(), "length", "length"] : Object.keys(current);
    if (keys.length === 0 || (parts.length > 0 && r.chance(Array.isArray(current) ? 0.65 : 0.4))) break;
    const key = r.pick(keys);
    parts.push(key);
    current = current[key];
  }
  return parts.length ? parts.join(".") : "missing";
}

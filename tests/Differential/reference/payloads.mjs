// Features, experiments and the contexts that meet them: thresholds are laid at the very place
// where the user's hash falls, stored buckets belong to experiments of the payload, prerequisites
// use values that their features can have.
import { condition, savedGroups } from "./conditions.mjs";
import { hash } from "./evaluate.mjs";
import { attributes, featureValue, HASH_ATTRIBUTES, identifier, number, scalar, text, TEXTS } from "./values.mjs";

const NAMES = [
  "checkout", "new-nav", "pricing", "banner", "search.v2", "dark_mode", "flag one", "prüfung", "🙂", "a/b", "x=1", "q&a", "beta?", "exp#1",
  "promo", "recs", "upsell", "ranker", "onboarding", "Checkout", "f0", "f1", "f2", "日本", "İ", "\ud83d", "a__1", "42", "null", "k%20v",
];

const OFFSETS = [0, 0, 0, 0.0001, -0.0001, 0.001, -0.001, 1e-9, -1e-9, 0.0005, 0.0015, -0.0015];

/** A threshold at the user's hash or next to it. */
const near = (r, n) => n + r.pick(OFFSETS);

/** Text that an ECMAScript SDK gives to a sticky document's key. */
const keyText = (value) => (typeof value === "string" ? value : JSON.stringify(value));

/** The value to hash, or "" if there is none. */
const hashed = (env, attribute, fallback) => {
  const value = env.attrs[attribute || "id"];
  if (value) return value;
  return (fallback && env.attrs[fallback]) || "";
};

const hashAttribute = (r, env) => {
  if (r.chance(0.45)) return undefined;
  const usable = HASH_ATTRIBUTES.filter((name) => env.attrs[name]);
  return r.chance(0.85) && usable.length ? r.pick(usable) : r.either([6, () => r.pick(HASH_ATTRIBUTES)], [1, ""], [1, "missing"], [1, "country"]);
};

const hashVersion = (r, orElse) => r.either([orElse === 1 ? 4 : 5, undefined], [3, 1], [4, 2], [0.25, 3], [0.2, 0], [0.1, -1], [0.1, 1.5]);

// ---------------------------------------------------------------- ranges, weights, filters

/** One range, in or out, with an end at the user's hash. */
const range = (r, n) =>
  n === null || r.chance(0.2)
    ? r.either([5, () => [r.next() * 0.5, 0.5 + r.next() * 0.5]], [1, [0, 1]], [0.5, [0.7, 0.2]], [0.4, [-1, 2]], [0.3, [0, 0]], [0.3, [0, 0.9999]])
    : r.either([3, () => [0, near(r, n)]], [4, () => [near(r, n), 1]], [2, () => [near(r, n), n + 0.1]], [2, () => [n - 0.1, near(r, n)]], [0.5, () => [n, n]]);

/** A partition of 0..1 (or something that should have been one) in `count` ranges. */
function ranges(r, count, n) {
  const cuts = r.list(count - 1, () => r.next());
  if (n !== null && cuts.length && r.chance(0.8)) cuts[0] = Math.min(1, Math.max(0, near(r, n)));
  cuts.sort((a, b) => a - b);
  let list = r.list(count, (i) => [i === 0 ? 0 : cuts[i - 1], i === count - 1 ? 1 : cuts[i]]);
  if (r.chance(0.25)) list = list.map(([a, b]) => [a, a + (b - a) * r.pick([0, 0.1, 0.5, 0.9])]);
  if (r.chance(0.1)) list = r.list(count, () => range(r, n));
  if (r.chance(0.04)) list.pop();
  if (r.chance(0.015)) list.push([0, 1]);
  if (r.chance(0.05)) list.reverse();
  return list;
}

function weights(r, count, n) {
  const random = () => {
    const raw = r.list(count, () => r.next() + 0.05);
    const sum = raw.reduce((a, b) => a + b, 0);
    return raw.map((x) => x / sum);
  };
  return r.either(
    [4, random],
    [n !== null && count > 1 ? 7 : 0, () => {
      // A boundary between two variations at the user's hash.
      const at = Math.min(1, Math.max(0, near(r, n)));
      const before = r.between(1, count - 1);
      return r.list(count, (i) => (i < before ? at / before : (1 - at) / (count - before)));
    }],
    [1, () => r.list(count, (i) => (i === r.below(count) ? 1 : 0))],
    [1, () => r.list(count, (i) => (i === 0 ? 1 : 0))],
    [0.8, () => r.list(r.pick([0, 1, count + 1, count - 1]), () => 1 / count)],
    [1.2, () => {
      const sum = r.pick([0.99, 0.9899, 0.98, 1.01, 1.0101, 1.02, 0.995, 1.005, 0.5, 2, 100]);
      return r.list(count, () => sum / count);
    }],
    [0.3, () => r.list(count, (i) => (i === 0 ? 1.5 : i === 1 ? -0.5 : 0))],
    [0.3, () => r.list(count, () => 0)],
    [0.4, () => r.list(count, () => Math.round(1000 / count) / 1000)],
  );
}

/** Coverage such that the user's hash is at the end of the covered part of a variation. */
function coverage(r, count, n, given) {
  return r.either(
    [3, 1],
    [n !== null ? 6 : 0, () => {
      const sum = given?.length === count ? given.reduce((a, b) => a + b, 0) : 0;
      const parts = sum >= 0.99 && sum <= 1.01 ? given : r.list(count, () => 1 / count);
      let start = 0;
      for (const part of parts) {
        if (n >= start && n < start + part) return Math.min(1, (near(r, n) - start) / part);
        start += part;
      }
      return 1;
    }],
    [2, () => r.next()], [0.4, 0], [0.5, () => r.pick([1.5, 2, -0.5, 100, -0, 1e-9])],
  );
}

const filters = (r, env) =>
  r.list(r.either([8, 1], [3, 2], [0.4, 0]), () => {
    const attribute = hashAttribute(r, env);
    const version = hashVersion(r, 2);
    const seed = r.pick(["layer", "ns-1", "", "é"]);
    const value = hashed(env, attribute);
    const n = value === "" ? null : hash(seed, value, version || 2);
    const around = n === null || r.chance(0.2) ? [0, 1] : r.chance(0.55) ? [Math.max(0, n - r.pick([0, 0, 0.3])), n + r.pick([0.0001, 0.001, 0.2])] : range(r, n);
    const list = r.either([6, () => [around]], [2, () => [range(r, null), around]], [0.3, () => []]);
    return { ...(attribute !== undefined && { attribute }), seed, ...(version !== undefined && { hashVersion: version }), ranges: list };
  });

function namespace(r, value) {
  const name = r.pick(["pricing", "ns", "", "ü"]);
  const n = value === "" ? null : hash("__" + name, value, 1);
  const [from, to] = r.either(
    [n !== null ? 5 : 0, () => [Math.max(0, n - r.pick([0, 0, 0.001, 0.2])), n + r.pick([0.001, 0.001, 0.3])]],
    [n !== null ? 2 : 0, () => range(r, n)],
    [1, [0, 1]], [1, () => [r.next(), r.next()]], [0.4, () => r.pick([[0.8, 0.2], [-1, 2], [0, 0], [1, 1], [0.5, 0.5], [-0.5, 0.5]])],
  );
  return [name, from, to];
}

const meta = (r, env, count) =>
  r.list(count + (r.chance(0.02) ? 1 : 0), (i) => ({
    ...(r.chance(0.88) && { key: r.either([6, String(i)], [3, "v" + i], [0.5, ""], [0.4, "same"], [0.3, "é" + i]) }),
    ...(r.chance(0.35) && { name: r.either([8, "Variation " + i], [1, ""], [1, () => text(r)]) }),
    ...(r.chance(0.06) && { passthrough: r.chance(0.8) }),
  }));

/** A seed that puts the user's hash at an end of one of `count` equal parts, if there is one nearby. */
function seedAtEqualBoundary(r, value, version, count) {
  const boundary = r.between(0, count) / count;
  for (let i = 0; i < 600; i++) {
    const n = value === "" || count < 2 ? null : hash("at-" + i, value, version);
    if (n === null) return undefined;
    if (Math.abs(n - boundary) <= 0.001) return "at-" + i;
  }
  return undefined;
}

// ---------------------------------------------------------------- prerequisites

function parentConditions(r, env, gateShare) {
  return r.list(r.either([7, 1], [2.5, 2], [0.7, 3], [0.2, 0]), () => {
    const later = env.made;
    const id = r.either(
      // Features made earlier refer to nothing that comes after them; the first of them are shared by many.
      [later.length ? 14 : 0, () => (r.chance(0.4) ? later[0] : r.pick(later)).id],
      [later.length ? 4 : 0, () => later[later.length - 1].id],
      [0.7, () => r.pick(["unknown", "", "f9"])],
      [0.8, () => r.pick(env.names) ?? "missing"],
    );
    const parent = later.find((f) => f.id === id);
    return { id, ...(r.chance(0.96) && { condition: parentCondition(r, env, parent?.values ?? [null, true]) }), ...(r.chance(gateShare) && { gate: r.chance(0.85) }) };
  });
}

const parentCondition = (r, env, values) => {
  const value = r.pick(values);
  return r.either(
    [4, () => ({ value: { $exists: true } })],
    [2, () => ({ value: typeof value === "object" && value !== null ? structuredClone(value) : value })],
    [2, () => ({ value: { $in: r.shuffled(values).slice(0, r.between(1, values.length)) } })],
    [1.5, () => ({ value: { $nin: [r.pick(values)] } })],
    [1, () => ({ value: { $ne: value } })],
    [1, () => ({ value: { $eq: value } })],
    [0.7, () => ({ value: { $in: [...values, true] } })],
    [1.2, {}],
    [0.8, () => ({ value: { $inGroup: r.pick([...Object.keys(env.groups), "nogroup"]) } })],
    [0.5, () => ({ value: { $notInGroup: r.pick([...Object.keys(env.groups), "nogroup"]) } })],
    [0.7, () => ({ $savedGroup: { id: r.pick([...Object.keys(env.groups), "nogroup"]), attributeKey: "value" } })],
    [0.4, () => ({ $not: { $savedGroup: { id: r.pick([...Object.keys(env.groups), "nogroup"]) } } })],
    [2, () => condition(r, { attrs: { value }, groups: env.groups }, 1, r.chance(0.75))],
    [0.3, () => ({ "value.color": r.pick(["red", { $in: ["red", "blue"] }]) })],
    [0.2, () => ({ country: "US" })],
  );
};

// ---------------------------------------------------------------- experiments and rules

/** What experiment rules and inline experiments have in common. */
function experimentFields(r, env, defaultKey, variationCount) {
  const key = r.either([7, () => "exp-" + r.below(40)], [2, () => r.pick(NAMES)], [env.keys.length ? 0.6 : 0, () => r.pick(env.keys).key], [0.15, ""]);
  const e = {};
  const set = (name, value) => {
    if (value !== undefined) e[name] = value;
  };
  const count = variationCount;
  set("hashAttribute", hashAttribute(r, env));
  if (r.chance(env.sticky ? 0.45 : 0.1)) set("fallbackAttribute", r.either([8, () => r.pick(["deviceId", "anonymousId", "id"])], [1, ""], [1, "missing"]));
  set("hashVersion", hashVersion(r, 1));
  if (r.chance(0.3)) set("seed", r.either([6, () => "seed-" + r.below(100)], [1, ""], [1, () => r.pick(TEXTS)]));
  if (r.chance(env.sticky ? 0.08 : 0.03)) set("disableStickyBucketing", r.chance(0.7));
  if (r.chance(env.sticky ? 0.5 : 0.08)) set("bucketVersion", r.below(4));
  if (r.chance(env.sticky ? 0.35 : 0.05)) set("minBucketVersion", r.below(4));
  if (count > 0 && r.chance(env.sticky ? 0.85 : 0.45)) set("meta", meta(r, env, count));

  const effectiveKey = key || defaultKey;
  if (r.chance(0.06)) set("seed", seedAtEqualBoundary(r, hashed(env, e.hashAttribute), e.hashVersion || 1, count));
  const value = hashed(env, e.hashAttribute, env.sticky && !e.disableStickyBucketing ? e.fallbackAttribute : undefined);
  const n = value === "" ? null : hash(e.seed || effectiveKey, value, e.hashVersion || 1);

  if (r.chance(0.55)) set("weights", weights(r, count, n));
  if (r.chance(0.5)) set("coverage", coverage(r, count, n, e.weights));
  if (r.chance(0.2)) set("ranges", ranges(r, count, n));
  if (r.chance(0.13)) set("namespace", namespace(r, value));
  if (r.chance(0.12)) set("filters", filters(r, env));
  if (r.chance(0.3)) set("condition", condition(r, env, 1, r.chance(0.85)));
  if (r.chance(0.2)) set("name", r.either([6, "An experiment"], [1, ""], [1, () => text(r)]));
  if (r.chance(0.2)) set("phase", r.pick(["0", "1", "2"]));
  env.keys.push({ key: effectiveKey, ...e, count });
  return { key, fields: e };
}

const variationCount = (r) => r.either([0.15, 0], [0.4, 1], [10, 2], [5, 3], [2, 4], [0.4, 7]);

const variations = (r, count) => {
  const values = r.chance(0.3) ? [false, true] : r.list(count, () => featureValue(r));
  return values.length === count ? values : r.list(count, (i) => (r.chance(0.4) ? ["control", "red", "blue"][i] ?? i : featureValue(r)));
};

/** A definition for a bandit and the name under which a rule refers to it. */
function bandit(r, env, count) {
  if (r.chance(0.08)) return "missing-bandit";
  const ref = "cb" + Object.keys(env.bandits).length;
  const leaf = (i, want) => ({
    leafId: r.either([5, i], [1, () => 100 + i], [0.3, 0]),
    ...(r.chance(0.95) && { condition: r.chance(0.15) ? {} : condition(r, env, 1, want) }),
    weights: weights(r, count, null),
  });
  env.bandits[ref] = {
    ...(r.chance(0.85) && { banditVersion: r.below(9) }),
    ...(r.chance(0.95) && { contexts: r.list(r.either([1, 0], [3, 1], [3, 2], [2, 3]), (i) => leaf(i, r.chance(0.45))) }),
  };
  return ref;
}

function experimentRule(r, env, id, isBandit) {
  const count = variationCount(r);
  const { key, fields } = experimentFields(r, env, id, count);
  const rule = { ...(r.chance(0.85) && { key }), ...fields };
  const recorded = env.keys[env.keys.length - 1];
  if (!("key" in rule)) recorded.key = id;
  const values = variations(r, count);
  if (isBandit) {
    if (r.chance(0.9)) rule.contextualVariations = values;
    if (!rule.contextualVariations || r.chance(0.1)) rule.variations = rule.contextualVariations ? variations(r, count) : values;
    rule.contextualBanditRef = bandit(r, env, count);
  } else {
    rule.variations = values;
  }
  return [rule, values];
}

/** A force rule: every user, a percentage, a range. */
function forceRule(r, env, id) {
  const force = r.chance(0.06) ? null : featureValue(r);
  const rule = { force };
  const set = (name, value) => {
    if (value !== undefined) rule[name] = value;
  };
  if (r.chance(0.5)) set("condition", condition(r, env, 1, r.chance(0.5)));
  if (r.chance(0.55)) {
    set("hashAttribute", hashAttribute(r, env));
    set("hashVersion", hashVersion(r, 1));
    if (r.chance(0.3)) set("seed", r.pick(["s", "", "rollout-1", "ü"]));
    if (r.chance(0.15)) set("fallbackAttribute", r.pick(["deviceId", "anonymousId"]));
    if (r.chance(0.05)) set("disableStickyBucketing", true);
    const value = hashed(env, rule.hashAttribute, env.sticky && !rule.disableStickyBucketing ? rule.fallbackAttribute : undefined);
    const n = value === "" ? null : hash(rule.seed || id, value, rule.hashVersion || 1);
    if (r.chance(0.75)) set("coverage", r.either([n !== null ? 6 : 0, () => near(r, n)], [2, () => r.next()], [1, 1], [0.8, 0], [0.5, () => r.pick([1.5, -0.5])]));
    if (r.chance(0.3)) set("range", range(r, n));
  }
  if (r.chance(0.12)) set("filters", filters(r, env));
  return [rule, [force]];
}

/** The response of a remote evaluation: the value and the exposures that led to it. */
function remoteRule(r, env) {
  const force = featureValue(r);
  const tracks = r.list(r.either([5, 1], [3, 2], [0.5, 0], [1, 3]), () => {
    const count = r.between(2, 3);
    const values = r.list(count, () => featureValue(r));
    const variationId = r.below(count);
    const attribute = r.pick(["id", "deviceId"]);
    return {
      experiment: { key: "exp-" + r.below(3), variations: values, ...(r.chance(0.5) && { hashVersion: 2 }), ...(r.chance(0.4) && { coverage: 1, weights: r.list(count, () => 1 / count) }), ...(r.chance(0.3) && { meta: r.list(count, (i) => ({ key: "v" + i })) }), ...(r.chance(0.2) && { name: "Remote", phase: "1" }), ...(r.chance(0.1) && { custom: featureValue(r) }) },
      result: { key: String(variationId), featureId: "remote", inExperiment: true, hashUsed: true, variationId, value: values[variationId], hashAttribute: attribute, hashValue: env.attrs[attribute] ?? "u1", stickyBucketUsed: r.chance(0.1), ...(r.chance(0.5) && { bucket: r.below(1000) / 1000 }), ...(r.chance(0.2) && { name: "Red" }) },
    };
  });
  return [{ force, tracks }, [force]];
}

function rule(r, env, id, experimentShare) {
  const [made, values] = r.either(
    [experimentShare, () => experimentRule(r, env, id, false)],
    [experimentShare * 0.2, () => experimentRule(r, env, id, true)],
    [22, () => forceRule(r, env, id)],
    [1.5, () => remoteRule(r, env)],
    [1, () => {
      const [e, values] = experimentRule(r, env, id, false);
      const force = featureValue(r);
      return [{ force, ...e, ...(r.chance(0.5) && { coverage: r.next() }) }, [force, ...values]];
    }],
    [1, () => [{}, []]],
    [0.7, () => [{ condition: condition(r, env, 1) }, []]],
    [0.5, () => [{ contextualBanditRef: "cb0", weights: [0.5, 0.5] }, []]],
  );
  if (r.chance(0.55)) made.id = "r" + r.below(100);
  if (r.chance(env.made.length ? 0.16 : 0.02)) made.parentConditions = parentConditions(r, env, 0.25);
  // Members of rules come in any order.
  return [r.chance(0.3) ? Object.fromEntries(r.shuffled(Object.entries(made))) : made, values];
}

/** A feature; those made before it are the ones that it may depend on. */
function feature(r, env, id, isTarget) {
  const defaultValue = featureValue(r);
  const values = [];
  const definition = r.chance(0.95) ? { defaultValue } : {};
  values.push(definition.defaultValue ?? null);
  if (r.chance(0.96)) {
    definition.rules = [];
    if (env.made.length && r.chance(isTarget ? 0.22 : 0.15)) {
      const gate = { parentConditions: parentConditions(r, env, 0.85) };
      definition.rules.push(r.chance(0.3) ? { id: "gate", ...gate } : gate);
    }
    const count = isTarget ? r.between(1, 4) : r.below(3);
    for (let i = 0; i < count; i++) {
      const [made, possible] = rule(r, env, id, isTarget ? (i === 0 ? 110 : 70) : 30);
      definition.rules.push(made);
      values.push(...possible);
    }
  }
  env.made.push({ id, values });
  return definition;
}

// ---------------------------------------------------------------- urls

const URLS = [
  "https://www.example.com/pricing", "http://example.com/", "http://example.com", "https://shop.example.com:8080/cart/items?utm=x&color=red#top", "/relative/path?x=1",
  "https://EXAMPLE.com/Path/", "https://例え.jp/パス", "https://example.com/a%20b", "https://example.com/a b?q=c d", "https://user:pw@example.com/x", "//example.com/y",
  "not a url", "http://[::1]/x", "https://example.com:443/index.html", "https://example.com/a/../b/./c", "mailto:a@b.c", "http://", "https://exa mple.com/", "https://www.example.com/pricing/?color=red&color=blue",
  "https://www.example.com/a+b?x=a+b&y=%26", "https://example.com/%E2%82%AC?€=1", "HTTPS://Example.COM/Pricing#Top", "https://example.com/*/x", "https://www.example.com/search?q=a.b(c)", "ftp://example.com/f", "https://example.com./x", "https://example.com\\back\\slash", "  https://example.com/trim  ",
  "https://example.com/#/route?exp=1", "?only=query", "#frag", "https://example.com/path;v=1?a=1;b=2", "http://127.0.0.1:3000/x", "http://0x7f.1/x", "https://bücher.example.com/ß",
];

function overrideQuery(r, key) {
  const value = r.either(
    [6, () => String(r.below(3))], [2, () => r.pick(["1abc", "-1", "99", "", "abc", "1.9", "1e3", "0x1", " 1", "%31", "+1", "-0", "01", "1%20", "NaN", "Infinity", "1=2", "2147483648", "٣", "\u00a01", "1_0"])],
  );
  const pair = r.chance(0.04) ? key : `${r.chance(0.05) ? encodeURIComponent(key.toWellFormed?.() ?? "k") : key}=${value}`;
  return r.chance(0.08) ? `${pair}&${key}=${r.below(3)}` : pair;
}

function url(r, key) {
  let out = r.either([5, () => r.pick(URLS)], [4, () => r.pick(URLS.slice(0, 6))], [0.3, ""]);
  if (key !== undefined && r.chance(0.22)) {
    const query = overrideQuery(r, key);
    const [beforeHash, ...hashParts] = out.split("#");
    out = r.either(
      [8, () => beforeHash + (beforeHash.includes("?") ? "&" : "?") + query + (hashParts.length ? "#" + hashParts.join("#") : "")],
      [0.6, () => out + "#x?" + query],
      [0.6, () => out + "?" + query + "?" + query],
      [0.6, () => beforeHash + "?a=1&" + query + "#h"],
      [0.3, () => "?" + query],
      [0.3, () => out + "&" + query],
    );
  }
  return out;
}

function simplePattern(r, from) {
  let parsed;
  try {
    parsed = new URL(from, "https://_");
  } catch {
    return r.pick(["*", "/pricing", "example.com/*"]);
  }
  const host = r.either([4, () => parsed.host], [2, () => parsed.host.replace(/^[^.]+\./, "*.")], [1, "*"], [0.7, "example.com"], [0.5, () => parsed.host.toUpperCase()], [0.4, () => "*" + parsed.host.slice(2)]);
  const path = r.either([4, () => parsed.pathname], [2, () => parsed.pathname.replace(/[^/]*\/?$/, "*")], [1, () => parsed.pathname.replace(/\/$/, "")], [1, () => parsed.pathname + "/"], [0.7, "/*"], [0.5, "/pricing"], [0.5, ""], [0.5, () => parsed.pathname.toUpperCase()]);
  const params = [...parsed.searchParams];
  const query = r.either([6, ""], [params.length ? 3 : 0, () => "?" + params.slice(0, r.between(1, 2)).map(([k, v]) => `${k}=${r.chance(0.7) ? v : r.pick(["*", "", "zzz", v + "*"])}`).join("&")], [0.8, "?color=red"], [0.3, "?color"], [0.3, "?missing=*"]);
  const fragment = r.either([8, ""], [parsed.hash ? 2 : 0, () => parsed.hash], [0.5, "#top"], [0.3, "#*"]);
  return r.either(
    [4, () => `${parsed.protocol}//${host}${path}${query}${fragment}`], [2, () => host + path + query + fragment], [2, () => path + query + fragment],
    [0.6, () => path.replace(/^\//, "")], [0.4, "*"], [0.5, () => from], [0.2, () => r.pick(["", "http://", "(", "*://*/*", "http://*.com", "[", "_____", "?color=red", "#top"])],
  );
}

function regexPattern(r, from) {
  const quoted = from.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return r.either([3, () => "^" + quoted], [2, () => quoted + "$"], [1, () => quoted.replace(/^[a-z]+:\\?\/\\?\//, "")], [4, () => r.pick(["pricing", "/pricing$", "^/pricing", "^/", ".*", "example\\.com", "^https://(www\\.)?example\\.com/", "(red|blue)", "\\?", "#top", "^$", "%20", "(", "[", "*", "/a/b", "xn--", "EXAMPLE", "//", "^[^?]*$"])]);
}

const urlPatterns = (r, from) =>
  r.list(r.either([0.3, 0], [6, 1], [3, 2], [1, 3]), () => {
    const type = r.either([6, "simple"], [4, "regex"], [0.15, "glob"]);
    return { include: r.chance(0.8), type, pattern: type === "regex" ? regexPattern(r, from) : simplePattern(r, from) };
  });

// ---------------------------------------------------------------- sticky documents

function stickyDocuments(r, env) {
  const docs = {};
  if (r.chance(0.22)) return docs;
  const add = (attributeName, attributeValue, assignments) => {
    const key = `${attributeName}||${attributeValue}`;
    docs[key] ??= { attributeName, attributeValue, assignments: {} };
    Object.assign(docs[key].assignments, assignments);
  };
  const assignment = (e) => {
    const current = e.bucketVersion ?? 0;
    const versions = r.either([12, () => [current]], [2, () => [r.below(4)]], [2, () => [current, r.below(4)]], [2, () => [Math.max(0, current - 1)]], [e.minBucketVersion ? 3 : 0, () => [e.minBucketVersion - 1, current]]);
    const keys = e.meta?.map((m) => m.key).filter((k) => k !== undefined) ?? [];
    return Object.fromEntries(versions.map((v) => [`${e.key}__${v}`, r.either([keys.length ? 9 : 0, () => r.pick(keys)], [1, () => String(r.below(Math.max(1, e.count)))], [1, "bogus"], [0.2, ""])]));
  };
  for (const e of env.keys) {
    if (r.chance(0.2)) continue;
    const names = r.either([7, () => [e.hashAttribute || "id"]], [e.fallbackAttribute ? 4 : 0.7, () => [e.fallbackAttribute || "id"]], [3, () => [e.hashAttribute || "id", e.fallbackAttribute || "deviceId"]]);
    for (const name of names) {
      const value = env.attrs[name];
      const own = value ? keyText(value) : "";
      if (own === "" && r.chance(0.8)) continue;
      add(name, r.chance(0.94) ? own : r.either([2, "somebody-else"], [1, () => own + " "], [0.5, () => `"${own}"`]), assignment(e));
    }
  }
  if (r.chance(0.2)) add("id", "somebody-else", { "exp-1__0": "1" });
  if (r.chance(0.1)) add(r.pick(["id", "deviceId"]), keyText(env.attrs.id || "u1"), { [`other-${r.below(5)}__0`]: "1" });
  return docs;
}

// ---------------------------------------------------------------- requests

function start(r) {
  const context = { attributes: attributes(r) };
  if (r.chance(0.1)) {
    context.attributeOverrides = {};
    for (const name of r.list(r.between(0, 2), () => r.either([4, () => r.pick(HASH_ATTRIBUTES)], [4, () => r.pick(["country", "plan", "age", "premium", "fresh"])]))) {
      context.attributeOverrides[name] = HASH_ATTRIBUTES.includes(name) ? identifier(r) : r.either([3, () => scalar(r)], [1, () => number(r)], [1, "US"]);
    }
  }
  const attrs = { ...context.attributes, ...context.attributeOverrides };
  const env = { attrs, groups: savedGroups(r, attrs), names: [], made: [], bandits: {}, keys: [], sticky: r.chance(0.38) };
  return { context, env };
}

function finish(r, { context, env }, payload, target) {
  if (Object.keys(env.groups).length) payload.savedGroups = env.groups;
  if (Object.keys(env.bandits).length) payload.contextualBandits = env.bandits;
  const keys = env.keys.map((e) => e.key);
  if (r.chance(0.35) && context.url === undefined) context.url = url(r, r.chance(0.8) && keys.length ? keys[keys.length - 1] : keys.length ? r.pick(keys) : "exp-1");
  if (r.chance(0.04)) context.enabled = r.chance(0.6);
  if (r.chance(0.05)) context.qaMode = r.chance(0.5);
  if (r.chance(0.1)) {
    context.forcedVariations = {};
    for (let i = r.below(3); i > 0; i--) context.forcedVariations[keys.length && r.chance(0.8) ? r.pick(keys) : "exp-" + r.below(40)] = r.either([6, () => r.below(3)], [1, -1], [1, 9]);
  }
  if (r.chance(0.08)) {
    context.forcedFeatureValues = {};
    const others = env.names.filter((name) => name !== target);
    for (let i = r.below(3); i > 0; i--) context.forcedFeatureValues[others.length && r.chance(0.75) ? r.pick(others) : r.pick([...env.names, "unknown"])] = featureValue(r);
  }
  if (env.sticky) context.stickyBucketAssignmentDocs = stickyDocuments(r, env);
  if (r.chance(0.02)) delete context.attributes;
  return { payload, context: r.chance(0.2) ? Object.fromEntries(r.shuffled(Object.entries(context))) : context };
}

function features(r, env, count, withTarget) {
  env.names = r.shuffled(NAMES).slice(0, count);
  if (r.chance(0.01)) env.names[0] = "";
  const definitions = {};
  // The last feature is made first; the first one, the target, may depend on all others.
  for (let i = count - 1; i >= 0; i--) definitions[env.names[i]] = feature(r, env, env.names[i], withTarget && i === 0);
  return definitions;
}

export function featureRequest(r) {
  const begun = start(r);
  const { env } = begun;
  const definitions = features(r, env, r.either([5, 1], [4, 2], [3, 3], [2, 5], [1, 8]), true);
  const target = r.chance(0.98) ? env.names[0] : r.pick([...env.names, "unknown", "", "Unknown"]);
  return { ...finish(r, begun, { features: definitions }, target), feature: target };
}

export function experimentRequest(r) {
  const begun = start(r);
  const { env, context } = begun;
  const definitions = features(r, env, r.either([5, 0], [3, 1], [2, 2], [1, 4]), false);
  const count = Math.max(1, variationCount(r));
  const { key, fields } = experimentFields(r, env, "exp", count);
  const experiment = { key: key || "exp", variations: variations(r, count), ...fields };
  if (r.chance(0.28)) {
    if (r.chance(0.95)) context.url = url(r, r.chance(0.2) ? experiment.key : undefined);
    experiment.urlPatterns = urlPatterns(r, context.url ?? "https://www.example.com/pricing");
  }
  if (r.chance(0.03)) experiment[r.pick(["custom", "type", "owner"])] = featureValue(r);
  if (r.chance(0.05)) experiment.active = r.chance(0.5);
  if (r.chance(0.06)) experiment.force = r.either([6, () => r.below(count)], [1, -1], [1, () => count], [0.5, 99]);
  if (r.chance(env.made.length ? 0.35 : 0.03)) experiment.parentConditions = parentConditions(r, env, 0.3);
  return { ...finish(r, begun, { features: definitions }, undefined), experiment: r.chance(0.3) ? Object.fromEntries(r.shuffled(Object.entries(experiment))) : experiment };
}

export function conditionRequest(r) {
  r.beyond = true;
  const { context, env } = start(r);
  const payload = { features: {} };
  if (Object.keys(env.groups).length) payload.savedGroups = env.groups;
  const made = condition(r, env, r.between(0, 3), r.either([4, true], [2, false], [3, undefined]));
  return { payload, context, condition: made };
}

export const request = (r) =>
  r.either([60, () => featureRequest(r)], [20, () => conditionRequest(r)], [20, () => experimentRequest(r)]);

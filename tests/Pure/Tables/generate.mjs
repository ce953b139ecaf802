// Writes the tables of GrowthBook.Pure that come from Unicode: node tests/Pure/Tables/generate.mjs
// With --check it writes nothing and fails if a file differs.
import { readFileSync, writeFileSync } from 'node:fs';
import { ada, canonical, combiningClass, composed, idna, lower, points, text, unicode } from './unicode.mjs';

const source = new URL('../../../src/GrowthBook.Pure/', import.meta.url);
const hex = (n, digits) => '0x' + n.toString(16).toUpperCase().padStart(digits, '0');

/** Numbers as the text that PackedNumbers reads: five bits a digit, the lowest first. */
function pack(numbers) {
  let packed = '';
  for (let n of numbers) {
    do {
      packed += String.fromCharCode(0x30 + (n & 31) + (n > 31 ? 32 : 0));
      n >>>= 5;
    } while (n > 0);
  }
  return packed;
}

const signed = (n) => (n < 0 ? -2 * n - 1 : 2 * n);

function utf8(packed, indent) {
  const lines = packed.match(/.{1,120}/g).map((line) => `"${line.replaceAll('\\', '\\\\')}"u8`);
  return lines.join(`\n${indent}+ `);
}

/** First and last of each range as distances, as PackedSet reads them. */
function set(contains) {
  const numbers = [];
  let end = 0;
  let first = -1;
  for (let c = 0; c <= 0x110000; c++) {
    const isIn = c < 0x110000 && (c < 0xd800 || c > 0xdfff) && contains(c);
    if (isIn && first < 0) first = c;
    if (!isIn && first >= 0) {
      numbers.push(first - end, c - 1 - first);
      end = c;
      first = -1;
    }
  }
  return pack(numbers);
}

const property = (expression) => set((c) => expression.test(text(c)));

/** Entries of four numbers: first, last, step, distance. */
function entries(map) {
  const runs = [];
  for (const c of points) {
    const to = map(c);
    if (to === c) continue;
    const run = runs.at(-1);
    const step = run && c - run.last;
    if (run && run.distance === to - c && (run.step === 0 ? step <= 2 : step === run.step)) Object.assign(run, { last: c, step });
    else runs.push({ first: c, last: c, step: 0, distance: to - c });
  }
  const items = runs.map((r) => `${hex(r.first, 4)}, ${hex(r.last, 4)}, ${r.step || 1}, ${r.distance},`);
  const lines = [];
  for (let i = 0; i < items.length; i += 5) lines.push('        ' + items.slice(i, i + 5).join(' '));
  return `[\n${lines.join('\n')}\n    ]`;
}

const header = `// Written by tests/Pure/Tables/generate.mjs; do not edit.
`;

function caseTables() {
  const single = (c) => (lower(c).length === 1 ? lower(c)[0] : c);
  return `${header}namespace GrowthBook;

/// <summary>
/// Case mappings beyond ASCII, from Unicode ${unicode}. The tables of .NET differ between its versions and platforms.
/// </summary>
internal static class CaseTables
{
    /// <summary>The number of integers in an entry.</summary>
    public const int EntrySize = 4;

    /// <summary>
    /// Lower case, in entries of four: first code point, last code point, distance between two mapped ones, and the number
    /// to add. Ascending and not interleaved. U+0130, whose lower case has two code points, is left out.
    /// </summary>
    public static ReadOnlySpan<int> Lower =>
    ${entries((c) => (c < 128 ? c : single(c)))};

    /// <summary>
    /// Canonicalize (ECMA-262 22.2.2.7.3) in the same entries: upper case without mappings to several code units (U+00DF)
    /// or into ASCII (U+0131, U+017F).
    /// </summary>
    public static ReadOnlySpan<int> Canonical =>
    ${entries((c) => (c < 128 || c > 0xffff ? c : canonical(c)))};

    /// <summary>The property Cased.</summary>
    public static ReadOnlySpan<byte> Cased =>
        ${utf8(property(/\p{Cased}/u), '        ')};

    /// <summary>The property Case_Ignorable.</summary>
    public static ReadOnlySpan<byte> CaseIgnorable =>
        ${utf8(property(/\p{Case_Ignorable}/u), '        ')};
}
`;
}

function identifierTables() {
  return `${header}namespace GrowthBook;

/// <summary>Which characters identifiers have, from Unicode ${unicode} (UAX 31).</summary>
internal static class IdentifierTables
{
    /// <summary>The property ID_Start.</summary>
    public static ReadOnlySpan<byte> Start =>
        ${utf8(property(/\p{ID_Start}/u), '        ')};

    /// <summary>The property ID_Continue.</summary>
    public static ReadOnlySpan<byte> Continue =>
        ${utf8(property(/\p{ID_Continue}/u), '        ')};
}
`;
}

const Valid = 0;
const Ignored = 1;
const Moved = 2;
const Paired = 3;
const Spelled = 4;

/** Runs of code points with one kind of status, as IdnaMappingTable reads them. */
function mappingRuns() {
  const status = new Map(points.filter((c) => c >= 0x80).map((c) => [c, idna(c)]));
  const kind = (c) => {
    const to = status.get(c);
    return !to ? null : to.length === 0 ? Ignored : to.length > 1 ? Spelled : to[0] === c ? Valid : Moved;
  };
  const runs = [];
  for (let c = 0x80; c <= 0x10ffff; ) {
    const k = kind(c);
    let next = c + 1;
    if (k === null) {
      c = next;
      continue;
    }
    const pairs = (at) => kind(at) === Moved && status.get(at)[0] === at + 1 && kind(at + 1) === Valid;
    if (pairs(c) && pairs(c + 2)) {
      for (next = c; pairs(next); ) next += 2;
      runs.push({ first: c, last: next - 1, kind: Paired, distance: [], spelling: [] });
    } else {
      const to = status.get(c);
      const same = (at) => kind(at) === k && (k === Moved ? status.get(at)[0] - at === to[0] - c : k !== Spelled);
      while (same(next) && !(pairs(next) && pairs(next + 2))) next++;
      runs.push({
        first: c,
        last: next - 1,
        kind: k === Spelled ? k + to.length - 2 : k,
        distance: k === Moved ? [to[0] - c] : [],
        spelling: k === Spelled ? to : [],
      });
    }
    c = next;
  }
  return runs;
}

function mappingTable() {
  const runs = mappingRuns();
  const kinds = Math.max(...runs.map((r) => r.kind)) + 1;
  const index = [];
  let packed = '';
  let end = 0;
  let spelled = 0;
  runs.forEach((run, i) => {
    if (i % 32 === 0) {
      index.push(run.first, packed.length);
      [end, spelled] = [run.first, 0];
    }
    const distances = run.spelling.map((c, j) => c - (j === 0 ? spelled : run.spelling[j - 1]));
    spelled = run.spelling.at(-1) ?? spelled;
    packed += pack([run.first - end, (run.last - run.first) * kinds + run.kind, ...[...run.distance, ...distances].map(signed)]);
    end = run.last + 1;
  });
  const lines = [];
  for (let i = 0; i < index.length; i += 20) {
    const part = index.slice(i, i + 20);
    lines.push('        ' + part.map((n, j) => (j % 2 ? `${n},` : `${hex(n, 4)},`)).join(' '));
  }
  return `${header}namespace GrowthBook.Urls;

/// <summary>
/// The mapping of UTS 46 without transitional processing, as the URL parser of Node 20 has it (ada ${ada}, whose tables are
/// of Unicode 15.0). Other code points are disallowed.
/// </summary>
internal static class IdnaMappingTable
{
    /// <summary>The number of kinds of run.</summary>
    public const int Kinds = ${kinds};

    /// <summary>The first code point of every 32nd run, and where in <see cref="Runs"/> the run starts.</summary>
    public static ReadOnlySpan<int> Index =>
    [
${lines.join('\n')}
    ];

    /// <summary>
    /// For each run the distance from the end of the run before, its length less one times <see cref="Kinds"/> plus the
    /// kind, and the signed numbers that the kind needs; see <see cref="IdnaMapping"/>.
    /// </summary>
    public static ReadOnlySpan<byte> Runs =>
        ${utf8(packed, '        ')};
}
`;
}

function compositionTables() {
  const classes = [];
  let end = 0;
  for (const c of points) {
    const value = combiningClass(c);
    if (value === 0) continue;
    const run = classes.at(-1);
    if (run && run.value === value && run.last === c - 1) run.last = c;
    else classes.push({ first: c, last: c, value });
  }
  const packedClasses = classes.flatMap((r) => {
    const numbers = [r.first - end, r.last - r.first, r.value];
    end = r.last + 1;
    return numbers;
  });
  const seconds = new Set();
  const pairs = [];
  let last = 0;
  for (const c of points) {
    const pair = composed(c);
    if (!pair) continue;
    pairs.push(c - last, ...pair);
    seconds.add(pair[1]);
    last = c;
  }
  const isJamo = (c) => (c >= 0x1161 && c <= 0x1175) || (c >= 0x11a8 && c <= 0x11c2);
  return `${header}namespace GrowthBook.Urls;

/// <summary>Combining classes and compositions of Unicode ${unicode}, for <see cref="IdnaComposition"/>.</summary>
internal static class IdnaCompositionTables
{
    /// <summary>Code points that can compose with the one before, or be ordered before it.</summary>
    public static ReadOnlySpan<byte> Combining =>
        ${utf8(set((c) => combiningClass(c) !== 0 || seconds.has(c) || isJamo(c)), '        ')};

    /// <summary>Ranges as in a set, each followed by its canonical combining class.</summary>
    public static ReadOnlySpan<byte> Classes =>
        ${utf8(pack(packedClasses), '        ')};

    /// <summary>The primary composites but for Hangul: the distance from the one before, the first and the second part.</summary>
    public static ReadOnlySpan<byte> Pairs =>
        ${utf8(pack(pairs), '        ')};
}
`;
}

function categoryTables() {
  return `${header}namespace GrowthBook.Urls;

/// <summary>General categories of Unicode ${unicode}, for the rules of <see cref="IdnaLabel"/> and <see cref="IdnaBidi"/>.</summary>
internal static class IdnaCategoryTables
{
    /// <summary>Marks without width: Mn and Me.</summary>
    public static ReadOnlySpan<byte> NonSpacingMarks =>
        ${utf8(property(/[\p{Mn}\p{Me}]/u), '        ')};

    /// <summary>Marks with width: Mc.</summary>
    public static ReadOnlySpan<byte> SpacingMarks =>
        ${utf8(property(/\p{Mc}/u), '        ')};

    /// <summary>Letters, marks, decimal digits and letter numbers.</summary>
    public static ReadOnlySpan<byte> LettersAndDigits =>
        ${utf8(property(/[\p{L}\p{M}\p{Nd}\p{Nl}]/u), '        ')};
}
`;
}

const files = {
  'Ecma/CaseTables.cs': caseTables,
  'Ecma/IdentifierTables.cs': identifierTables,
  'Urls/IdnaMappingTable.cs': mappingTable,
  'Urls/IdnaCompositionTables.cs': compositionTables,
  'Urls/IdnaCategoryTables.cs': categoryTables,
};
for (const [name, make] of Object.entries(files)) {
  const file = new URL(name, source);
  const content = make();
  if (!process.argv.includes('--check')) writeFileSync(file, content);
  else if (readFileSync(file, 'utf8') !== content) {
    console.error(`${name} is not what generate.mjs writes with Node ${process.versions.node}`);
    process.exitCode = 1;
  }
}

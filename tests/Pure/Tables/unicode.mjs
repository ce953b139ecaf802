// What Node's ECMAScript and URL implementations say about each code point. The generator writes it into the library's
// tables, and the table tests compare the library with it.
import { domainToASCII, domainToUnicode } from 'node:url';

export const unicode = process.versions.unicode;
export const ada = process.versions.ada; // Node's URL parser, whose IDNA tables have another version

export const points = [];
for (let c = 0; c <= 0x10ffff; c++) if (c < 0xd800 || c > 0xdfff) points.push(c);

export const text = (...c) => String.fromCodePoint(...c);
export const codes = (s) => Array.from(s, (c) => c.codePointAt(0));

/** The lower case, as code points. */
export const lower = (c) => codes(text(c).toLowerCase());

/** Canonicalize without the flag u (ECMA-262 22.2.2.7.3). */
export function canonical(c) {
  const upper = text(c).toUpperCase();
  return upper.length !== 1 || (c >= 128 && upper.charCodeAt(0) < 128) ? c : upper.charCodeAt(0);
}

/** The result of the mapping of UTS 46: code points, none for an ignored code point, null for a disallowed one. */
export function idna(c) {
  // After a letter of either direction, and after a virama, which allows a joiner.
  for (const before of ['q', '\u05d0', '\u0915\u094d']) {
    const host = domainToASCII(before + text(c));
    if (host !== '') return codes(domainToUnicode(host).slice(before.length));
  }
  return null;
}

// One mark of each canonical combining class (Unicode 17.0, DerivedCombiningClass.txt).
const classes = {
  1: 0x334, 6: 0x16ff0, 7: 0x93c, 8: 0x3099, 9: 0x94d, 10: 0x5b0, 11: 0x5b1, 12: 0x5b2, 13: 0x5b3, 14: 0x5b4, 15: 0x5b5, 16: 0x5b6,
  17: 0x5b7, 18: 0x5b8, 19: 0x5b9, 20: 0x5bb, 21: 0x5bc, 22: 0x5bd, 23: 0x5bf, 24: 0x5c1, 25: 0x5c2, 26: 0xfb1e, 27: 0x64b,
  28: 0x64c, 29: 0x64d, 30: 0x64e, 31: 0x64f, 32: 0x650, 33: 0x651, 34: 0x652, 35: 0x670, 36: 0x711, 84: 0xc55, 91: 0xc56,
  103: 0xe38, 107: 0xe48, 118: 0xeb8, 122: 0xec8, 129: 0xf71, 130: 0xf72, 132: 0xf74, 202: 0x321, 214: 0x1dce, 216: 0x31b,
  218: 0x302a, 220: 0x316, 222: 0x59a, 224: 0x302e, 226: 0x1d16d, 228: 0x5ae, 230: 0x300, 232: 0x315, 233: 0x35c, 234: 0x35d,
  240: 0x345,
};

/** The canonical combining class of a code point that has no decomposition, found by how it is ordered among marks. */
export function combiningClass(c) {
  const mark = text(c);
  if (mark.normalize('NFD') !== mark) return 0;
  const before = (a, b) => text(a, b).normalize('NFD') === text(b, a);
  if (!before(0x345, c) && !before(c, 0x334) && c !== 0x345 && c !== 0x334) return 0;
  for (const [value, other] of Object.entries(classes)) {
    if (c === other || (!before(c, other) && !before(other, c))) return Number(value);
  }
  throw new Error(`a combining class without an example: U+${c.toString(16)}`);
}

/** The two code points that compose to this one (Unicode 3.11, primary composite), or null. Hangul is left out. */
export function composed(c) {
  const whole = text(c);
  const parts = codes(whole.normalize('NFD'));
  if (parts.length < 2 || whole.normalize('NFC') !== whole || (c >= 0xac00 && c <= 0xd7a3)) return null;
  const last = parts.pop();
  const first = codes(text(...parts).normalize('NFC'));
  if (first.length !== 1 || text(first[0], last).normalize('NFC') !== whole) throw new Error(`U+${c.toString(16)} is no pair`);
  return [first[0], last];
}

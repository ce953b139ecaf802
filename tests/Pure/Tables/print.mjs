// Prints what Node says about every code point, for TableTests. First a line with Node's versions; then, for each code point
// with something to say, a line: code point, lower case, Canonicalize, flags (cased, case-ignorable, ID_Start, ID_Continue),
// and the mapping of UTS 46, in hexadecimal and separated by tabs.
import { ada, canonical, codes, idna, lower, points, text, unicode } from './unicode.mjs';

const hex = (list) => list.map((c) => c.toString(16)).join(' ');
const flags = [/\p{Cased}/u, /\p{Case_Ignorable}/u, /\p{ID_Start}/u, /\p{ID_Continue}/u];
const lines = [`${unicode}\t${ada}`];
for (const c of points) {
  const mapped = c < 0x80 ? codes(text(c)) : idna(c);
  const flag = flags.reduce((sum, property, i) => sum + (property.test(text(c)) ? 1 << i : 0), 0);
  lines.push([hex([c]), hex(lower(c)), hex([c > 0xffff ? c : canonical(c)]), flag, mapped ? hex(mapped) : '-'].join('\t'));
}
process.stdout.write(lines.join('\n') + '\n');

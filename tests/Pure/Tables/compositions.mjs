// Prints pairs and triples of code points in normalisation form C, for TableTests: the input and the result, in hexadecimal.
import { codes, combiningClass, composed, idna, points, text } from './unicode.mjs';

const hex = (s) => codes(s).map((c) => c.toString(16)).join(' ');
const kept = (c) => c < 0x80 || (idna(c)?.length === 1 && idna(c)[0] === c);
const marks = points.filter((c) => combiningClass(c) !== 0 && kept(c));
const pairs = points.map((c) => composed(c)).filter((pair) => pair && pair.every(kept));
const inputs = [];
for (const [first, second] of pairs) {
  inputs.push(text(first, second), text(first, 0x316, second), text(first, 0x301, second), text(first, second, 0x327, 0x301));
}
marks.forEach((mark, i) => {
  const other = marks[(i * 7919) % marks.length];
  inputs.push(text(0x65, mark, other), text(0x65, other, mark), text(0xe9, mark), text(0x1ea5, other, mark, 0x323));
});
for (let c = 0xac00; c <= 0xd7a3; c += 13) inputs.push(text(c).normalize('NFD'), text(c), text(c, 0x11b7), text(c, 0x1161));
process.stdout.write(inputs.map((s) => `${hex(s)}\t${hex(s.normalize('NFC'))}`).join('\n') + '\n');

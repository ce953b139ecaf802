// Prints numbers for TableTests: a text, the bits of the double that Node reads it as, and the text that Node writes for that.
const view = new DataView(new ArrayBuffer(8));
const bitsOf = (number) => (view.setFloat64(0, number), view.getBigUint64(0));
const ofBits = (bits) => (view.setBigUint64(0, bits), view.getFloat64(0));

let state = 42n;
const random = () => (state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n));
const randomBits = () => BigInt.asUintN(63, (random() << 31n) ^ (random() >> 20n));

/** The exact decimal text of the point halfway between a double and the next one, and of the points next to it. */
function halfway(bits) {
  const fraction = bits & ((1n << 52n) - 1n);
  const biased = bits >> 52n;
  const mantissa = 2n * (biased === 0n ? fraction : fraction | (1n << 52n)) + 1n;
  const exponent = (biased === 0n ? 1n : biased) - 1076n;
  const digits = exponent < 0n ? mantissa * 5n ** -exponent : mantissa << exponent;
  const power = exponent < 0n ? exponent : 0n;
  return [`${digits}e${power}`, `${digits * 10n - 1n}e${power - 1n}`, `${digits * 10n + 1n}e${power - 1n}`, `${digits}000000000000000001e${power - 18n}`];
}

const texts = [
  '5e-324', '2.4703282292062327e-324', '2.4703282292062328e-324', '2.2250738585072011e-308', '2.2250738585072014e-308', '1e23', '9e23', '8.41e21',
  '9007199254740991', '9007199254740992', '9007199254740993', '9007199254740994', '9007199254740995', '4503599627370496.5', '1e21', '1e22', '1e-6', '1e-7',
  '123456789012345680000', '1.7976931348623157e308', '1.7976931348623158e308', '1.7976931348623159e308', '1e309', '0.1', '0.3', '1.5', '-1.5', '-0',
  '0.000001', '1e-400', '1e400', '-1e400', '00001.50', '1.', '.5', '+.5e+1', '1e0000000000000000005', '0e999999999', '1e-99999999999', '4.35', '2e-3', '5e-1',
  '6.631236846766476e-316', '179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880',
];
for (let exponent = -330; exponent < 315; exponent += 3) texts.push(`1e${exponent}`, `123456789e${exponent}`, `12345678901234567890e${exponent}`);
for (let i = 1; i < 2047; i++) texts.push(String(ofBits(BigInt(i) << 52n)));
for (let i = 0; i < 2046; i += 5) texts.push(String(ofBits((BigInt(i + 1) << 52n) - 1n)), ...halfway((BigInt(i + 1) << 52n) - 1n));
for (let i = 0; i < 20000; i++) {
  const number = ofBits(randomBits());
  if (Number.isFinite(number)) texts.push(String(number), number.toPrecision(17));
}
for (let i = 0; i < 1000; i++) {
  const bits = randomBits();
  if (Number.isFinite(ofBits(bits + 1n))) texts.push(...halfway(bits));
  texts.push(...halfway(BigInt(i)));
}
for (let i = 0; i < 5000; i++) texts.push(String(Number(random() % 100000000n) / 10 ** Number(random() % 9n)), String(random()));
process.stdout.write(texts.map((t) => `${t}\t${bitsOf(Number(t)).toString(16)}\t${Number(t)}`).join('\n') + '\n');

// Random numbers that depend on nothing but the seed and the number of the case,
// so that a single case can be drawn again.
export class Random {
  #a; #b; #c; #d;

  constructor(...seeds) {
    // Spread the seed text over four words (FNV-1a, then a finaliser a word).
    let h = 0x811c9dc5;
    for (const unit of seeds.join("/")) {
      h = Math.imul(h ^ unit.charCodeAt(0), 0x01000193);
    }
    const word = () => {
      h = (h + 0x9e3779b9) | 0;
      let x = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
      x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
      return (x ^ (x >>> 16)) >>> 0;
    };
    [this.#a, this.#b, this.#c, this.#d] = [word(), word(), word(), 1];
    for (let i = 0; i < 15; i++) this.next();
  }

  /** A number in 0 ≤ x < 1 (sfc32). */
  next() {
    const t = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + t) | 0;
    return (t >>> 0) / 4294967296;
  }

  /** An integer in 0 ≤ x < n. */
  below(n) {
    return Math.floor(this.next() * n);
  }

  /** An integer in low ≤ x ≤ high. */
  between(low, high) {
    return low + this.below(high - low + 1);
  }

  chance(p) {
    return this.next() < p;
  }

  pick(items) {
    return items[this.below(items.length)];
  }

  /** Picks by weight and calls the choice: `either([3, f], [1, g])`. */
  either(...choices) {
    let total = 0;
    for (const [weight] of choices) total += weight;
    let x = this.next() * total;
    for (const [weight, choice] of choices) {
      if ((x -= weight) < 0) return typeof choice === "function" ? choice() : choice;
    }
    const last = choices[choices.length - 1][1];
    return typeof last === "function" ? last() : last;
  }

  /** `n` results of `draw`. */
  list(n, draw) {
    return Array.from({ length: n }, (_, i) => draw(i));
  }

  shuffled(items) {
    const copy = [...items];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [copy[i], copy[j]] = [copy[j], copy[i]];
    }
    return copy;
  }
}

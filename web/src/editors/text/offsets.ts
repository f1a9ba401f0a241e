/**
 * Turns places in a JavaScript string (UTF-16 units) into the offsets that answers are stored with (Unicode code points) and
 * back, so that what somebody marked is the same stretch of text for everyone who reads the answer.
 */
export class CodePoints {
  /** Where a code point takes two units: the place of the first one, in order. */
  readonly #pairs: Uint32Array;
  readonly #units: number;

  constructor(text: string) {
    const pairs: number[] = [];
    for (let at = 0; at < text.length - 1; at += 1) {
      if (!isHigh(text.charCodeAt(at)) || !isLow(text.charCodeAt(at + 1))) continue;
      pairs.push(at);
      at += 1;
    }
    this.#pairs = Uint32Array.from(pairs);
    this.#units = text.length;
  }

  /** How many code points the text has. A surrogate without its other half counts as one, as it does in iteration. */
  get length(): number {
    return this.#units - this.#pairs.length;
  }

  /** The code points before a unit; from inside a pair it is the pair's own offset. */
  fromUnit(unit: number): number {
    const at = Math.min(Math.max(0, unit), this.#units);
    return at - this.#before((n) => (this.#pairs[n] ?? 0) < at);
  }

  /** Where a code point begins, in units. */
  toUnit(point: number): number {
    const at = Math.min(Math.max(0, point), this.length);
    return at + this.#before((n) => (this.#pairs[n] ?? 0) - n < at);
  }

  /** How many pairs there are for which this holds; it does for the first ones only. */
  #before(holds: (n: number) => boolean): number {
    let [low, high] = [0, this.#pairs.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(middle)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;

const rounds = roundConstants();

/**
 * SHA-256 piece by piece, in plain code: the browser's own digest is missing on plain-HTTP hosts, where bytes need
 * checking most.
 */
export class Sha256 {
  readonly #state = new Int32Array([0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19]);
  readonly #words = new Int32Array(64);
  readonly #block = new Uint8Array(64);
  #filled = 0;
  #length = 0;

  update(bytes: Uint8Array): this {
    this.#length += bytes.length;
    let at = 0;
    if (this.#filled > 0) {
      at = Math.min(64 - this.#filled, bytes.length);
      this.#block.set(bytes.subarray(0, at), this.#filled);
      this.#filled += at;
      if (this.#filled < 64) return this;
      this.#mix(this.#block, 0);
      this.#filled = 0;
    }
    for (; at + 64 <= bytes.length; at += 64) this.#mix(bytes, at);
    this.#block.set(bytes.subarray(at));
    this.#filled = bytes.length - at;
    return this;
  }

  /** The 32 bytes of the digest; nothing can be added after it. */
  digest(): Uint8Array {
    const length = this.#length;
    const padding = new Uint8Array(((119 - (length % 64)) % 64) + 9);
    padding[0] = 0x80;
    const view = new DataView(padding.buffer);
    view.setUint32(padding.length - 8, Math.floor(length / 0x20000000));
    view.setUint32(padding.length - 4, (length << 3) >>> 0);
    this.update(padding);
    const result = new DataView(new ArrayBuffer(32));
    this.#state.forEach((word, at) => result.setInt32(at * 4, word));
    return new Uint8Array(result.buffer);
  }

  #mix(bytes: Uint8Array, start: number): void {
    const w = this.#words;
    const state = this.#state;
    for (let i = 0, at = start; i < 16; i += 1, at += 4)
      w[i] = (at1(bytes, at) << 24) | (at1(bytes, at + 1) << 16) | (at1(bytes, at + 2) << 8) | at1(bytes, at + 3);
    for (let i = 16; i < 64; i += 1) {
      const x = at4(w, i - 15);
      const y = at4(w, i - 2);
      const small0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const small1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (at4(w, i - 16) + small0 + at4(w, i - 7) + small1) | 0;
    }
    let a = at4(state, 0);
    let b = at4(state, 1);
    let c = at4(state, 2);
    let d = at4(state, 3);
    let e = at4(state, 4);
    let f = at4(state, 5);
    let g = at4(state, 6);
    let h = at4(state, 7);
    for (let i = 0; i < 64; i += 1) {
      const big1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const one = (h + big1 + ((e & f) ^ (~e & g)) + at4(rounds, i) + at4(w, i)) | 0;
      const big0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const two = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    state[0] = at4(state, 0) + a;
    state[1] = at4(state, 1) + b;
    state[2] = at4(state, 2) + c;
    state[3] = at4(state, 3) + d;
    state[4] = at4(state, 4) + e;
    state[5] = at4(state, 5) + f;
    state[6] = at4(state, 6) + g;
    state[7] = at4(state, 7) + h;
  }
}

function at1(bytes: Uint8Array, at: number): number {
  return bytes[at] as number;
}

function at4(words: Int32Array, at: number): number {
  return words[at] as number;
}

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes, as the standard defines them. */
function roundConstants(): Int32Array {
  const primes: number[] = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return new Int32Array(primes.map((prime) => (Math.cbrt(prime) % 1) * 0x100000000));
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { base64, hex, Sha256 } from "./sha256";

const standard = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const of = (text: string) => hex(new Sha256().update(new TextEncoder().encode(text)).digest());

it("gives the digests of the standard's own examples", () => {
  expect(of("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(of("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")).toBe(
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  );
  expect(of("a".repeat(1_000_000))).toBe("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
});

it("gives what every other implementation gives, however the bytes are cut", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 6 }), (parts) => {
      const whole = new Sha256();
      for (const part of parts) whole.update(part);
      expect(hex(whole.digest())).toBe(standard(Buffer.concat(parts)));
    }),
  );
});

it("pads at every length around a block", () => {
  for (let length = 50; length < 135; length += 1) {
    const bytes = new Uint8Array(length).fill(length);
    expect(hex(new Sha256().update(bytes).digest())).toBe(standard(bytes));
  }
});

it("counts more than 512 MB in bits without losing any", () => {
  const piece = new Uint8Array(1 << 20).fill(7);
  const ours = new Sha256();
  const theirs = createHash("sha256");
  for (let n = 0; n < 513; n += 1) {
    ours.update(piece);
    theirs.update(piece);
  }
  expect(hex(ours.digest())).toBe(theirs.digest("hex"));
}, 240_000);

it("writes base64 as headers want it", () => {
  expect(base64(new Uint8Array([0, 255, 62, 63]))).toBe("AP8+Pw==");
});

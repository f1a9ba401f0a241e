import { describe, expect, it } from "vitest";
import { once } from "./once";

const reply = (status: number) => Promise.resolve(new Response(null, { status }));

describe("What is sent once", () => {
  it("keeps its key until it is answered, and has another one the next time", async () => {
    const keys: string[] = [];
    const send = (outcome: () => Promise<Response>) => once("POST /api/datasets Letters", (key) => (keys.push(key), outcome()));
    await expect(send(() => Promise.reject(new TypeError("offline")))).rejects.toThrow("offline");
    await send(() => reply(503));
    await send(() => reply(429));
    await send(() => reply(201));
    await send(() => reply(201));
    expect(new Set(keys.slice(0, 4)).size).toBe(1);
    expect(keys[4]).not.toBe(keys[0]);
  });

  it("has one key when it is clicked twice, and another than something else", async () => {
    const keys: string[] = [];
    const send = (what: string) => once(what, (key) => (keys.push(key), reply(201)));
    await Promise.all([send("a"), send("a"), send("b")]);
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it("forgets the oldest of very many that nobody answered", async () => {
    const keys = new Map<string, string>();
    const send = (what: string) => once(what, (key) => (keys.set(what, key), reply(500)));
    await send("first");
    const first = keys.get("first");
    for (let n = 0; n < 60; n += 1) await send(`other ${n}`);
    await send("first");
    expect(keys.get("first")).not.toBe(first);
  });
});

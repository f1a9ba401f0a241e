import { describe, expect, it } from "vitest";
import { clashes, resolve, rivalOf, type Command } from "./commands";
import { newId } from "./id";
import { spell, writes } from "./keys";

const command = (id: string, keys: string[], more: Partial<Command> = {}): Command => ({
  id,
  title: id,
  group: "",
  keys,
  scope: "page",
  run: () => undefined,
  ...more,
});

describe("keys", () => {
  it("have one spelling", () => {
    expect(spell({ key: "z", ctrlKey: true, shiftKey: true })).toBe("Mod+Shift+Z");
    expect(spell({ key: "k", metaKey: true })).toBe("Mod+K");
    expect(spell({ key: "?", shiftKey: true, code: "Slash" })).toBe("?");
    expect(spell({ key: "&", code: "Digit1" })).toBe("1");
    expect(spell({ key: "!", code: "Digit1", shiftKey: true })).toBe("Shift+1");
    expect(spell({ key: "1", code: "Numpad1" })).toBe("1");
    expect(spell({ key: "End", code: "Numpad1", shiftKey: true })).toBe("Shift+End");
    expect(spell({ key: "ArrowUp" })).toBe("Up");
    expect(spell({ key: " " })).toBe("Space");
    expect(spell({ key: "Shift", shiftKey: true })).toBeNull();
  });

  it("are Latin letters by their place where the keyboard has others, and never otherwise", () => {
    expect(spell({ key: "\u044F", code: "KeyZ", ctrlKey: true })).toBe("Mod+Z");
    expect(spell({ key: "\u0627", code: "KeyH" })).toBe("H");
    expect(spell({ key: "\u0424", code: "KeyA", shiftKey: true })).toBe("Shift+A");
    // A German or French keyboard says itself where Z and A are.
    expect(spell({ key: "z", code: "KeyY", ctrlKey: true })).toBe("Mod+Z");
    expect(spell({ key: "a", code: "KeyQ" })).toBe("A");
    expect(spell({ key: "\u00E9", code: "Semicolon" })).toBe("\u00C9");
    // Option and a letter type a sign on a Mac.
    expect(spell({ key: "\u00AE", code: "KeyR", altKey: true })).toBe("Alt+R");
  });

  it("know what writes into a text field", () => {
    expect(["a", "1", "Enter", "Backspace"].every(writes)).toBe(true);
    expect(["Mod+Enter", "Escape", "F2"].some(writes)).toBe(false);
  });
});

describe("commands", () => {
  it("resolve to the last active one, and respect text fields and a person's own keys", () => {
    const commands = [
      command("page", ["1"]),
      command("overlay", ["1"], { scope: "overlay" }),
      command("off", ["1"], { scope: "x", when: () => false }),
      command("save", ["Mod+S"], { inText: true }),
    ];
    expect(resolve(commands, "1", {}, false)?.id).toBe("overlay");
    expect(resolve(commands, "1", {}, true)).toBeUndefined();
    expect(resolve(commands, "Mod+S", {}, true)?.id).toBe("save");
    const undo = command("undo", ["Mod+Z"], { inText: "own" });
    expect([false, "own", true].map((inText) => resolve([undo], "Mod+Z", {}, inText as boolean | "own")?.id)).toEqual([
      "undo",
      "undo",
      undefined,
    ]);
    expect(resolve(commands, "Q", { save: ["Q"] }, false)?.id).toBe("save");
    expect(resolve(commands, "Mod+S", { save: ["Q"] }, false)).toBeUndefined();
  });

  it("say whose key somebody wants, in whatever scope that is active beside", () => {
    const commands = [command("pause", ["P"]), command("same", ["M"], { scope: "text" }), command("close", ["X"], { scope: "overlay" })];
    expect(rivalOf(commands, "pause", "M", {})?.id).toBe("same");
    expect(rivalOf(commands, "pause", "X", {})).toBeUndefined();
    expect(rivalOf(commands, "pause", "M", { same: ["N"] })).toBeUndefined();
    expect(rivalOf(commands, "pause", "P", {})).toBeUndefined();
  });

  it("report clashes within a scope, also those that remapping makes", () => {
    const commands = [command("a", ["1"]), command("b", ["2"]), command("c", ["1"], { scope: "other" })];
    expect(clashes(commands)).toEqual([]);
    expect(clashes(commands, { b: ["1"] })).toEqual([{ keys: "1", scope: "page", ids: ["a", "b"] }]);
  });
});

it("ids are well-formed and differ", () => {
  expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(Array.from({ length: 500 }, newId)).size).toBe(500);
});

import { expect, it } from "vitest";
import type { KeptDraft } from "@/editor/kept";
import { browserShelf, draftShelf, type BrowserShelf } from "./shelf";

/** A shelf that counts what is written, and can refuse. */
function counted() {
  const held = new Map<string, unknown>();
  const log: string[] = [];
  const state = { refuses: false };
  const shelf: BrowserShelf<unknown> = {
    read: (id) => Promise.resolve(held.get(id) ?? null),
    write: () => Promise.resolve(true),
    remove: () => Promise.resolve(),
    all: () => Promise.resolve([]),
    change: (write, remove) => {
      if (state.refuses) return Promise.resolve(false);
      for (const [id, value] of write) {
        log.push(id);
        held.set(id, structuredClone(value));
      }
      for (const id of remove) held.delete(id);
      return Promise.resolve(true);
    },
    removeAll: (prefix) => {
      for (const id of [...held.keys()]) if (id.startsWith(prefix)) held.delete(id);
      return Promise.resolve();
    },
  };
  return { shelf, held, log, state };
}

const step = (value: string) => ({ put: { "answers/a": { before: null, after: value } } });
const draft = (base: KeptDraft["base"], ...values: string[]): KeptDraft => ({
  saved: 0,
  base,
  since: [],
  pending: values.map(step),
  sent: 0,
  startedAt: 1,
  activeMs: 2,
});

it("writes the document once and then the steps, and reads both as one draft", async () => {
  const { shelf, held, log } = counted();
  const drafts = draftShelf("m", shelf as never);
  const base = { "objects/o1": "large" };
  await drafts.write("a1", draft(base, "1"));
  await drafts.write("a1", draft(base, "1", "2"));
  expect(log).toHaveLength(3);
  expect(await drafts.read("a1")).toEqual(draft(base, "1", "2"));

  // Another document takes the place of the first one.
  await drafts.write("a1", draft({ "objects/o2": "other" }, "3"));
  expect(held.size).toBe(2);
  expect(await drafts.read("a1")).toEqual(draft({ "objects/o2": "other" }, "3"));
  await drafts.remove("a1");
  expect(held.size).toBe(0);
});

it("keeps what two tabs hold of one task apart", async () => {
  const { shelf } = counted();
  const [one, two] = [draftShelf("m", shelf as never), draftShelf("m", shelf as never)];
  await one.write("a1", draft({ "answers/b": "one" }, "1"));
  await two.write("a1", draft({ "answers/b": "two" }, "2"));
  await one.write("a1", draft({ "answers/b": "one" }, "1"));
  expect(await draftShelf("m", shelf as never).read("a1")).toEqual(draft({ "answers/b": "one" }, "1"));
});

it("writes everything again after a refusal, and reads drafts of an earlier version", async () => {
  const { shelf, held, state } = counted();
  const drafts = draftShelf("m", shelf as never);
  const base = { "answers/b": "x" };
  state.refuses = true;
  await drafts.write("a1", draft(base, "1"));
  state.refuses = false;
  await drafts.write("a1", draft(base, "1", "2"));
  expect(await drafts.read("a1")).toEqual(draft(base, "1", "2"));

  const { saved, pending, sent, startedAt, activeMs } = draft({}, "1");
  held.set("old", { saved, pending, sent, startedAt, activeMs, records: { "answers/a": "1" } });
  expect(await drafts.read("old")).toMatchObject({ base: { "answers/a": "1" }, since: [], pending });
});

it("says whether what it holds outlives the tab, and where nothing does, holds it for everyone in the tab", async () => {
  const { shelf, state } = counted();
  const drafts = draftShelf("m", shelf as never);
  expect(await drafts.write("a1", draft({}, "1"))).toBe(true);
  state.refuses = true;
  expect(await drafts.write("a1", draft({}, "1", "2"))).toBe(false);

  // There is no database here at all.
  const [one, two] = [browserShelf<string>("n", "answers"), browserShelf<string>("n", "answers")];
  const writing = one.write("a1", "mine");
  expect(await two.read("a1")).toBe("mine");
  expect(await writing).toBe(false);
  expect(await two.all()).toEqual(["mine"]);
  await two.remove("a1");
  expect(await one.read("a1")).toBeNull();
  expect(await browserShelf<string>("n", "drafts").all()).toEqual([]);
});

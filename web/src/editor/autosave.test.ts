import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Autosave } from "./autosave";
import type { Change } from "./change";
import { Document, type Records } from "./document";
import type { Json } from "./json";
import { openDraft, type KeptDraft, type ServerDraft } from "./kept";
import { FakeDrafts, HandClock, memoryShelf, settle, unknown } from "./testing";

const put = (key: string, before: string | null, after: string | null): Change => ({ put: { [key]: { before, after } } });
const timing = () => ({ startedAt: 0, activeMs: 0 });

async function opened(server: FakeDrafts, clock: HandClock, shelf = memoryShelf<KeptDraft>()) {
  const draft = openDraft(server.draft(), await shelf.read("a1"));
  const document = new Document(draft.records);
  const autosave = new Autosave("a1", draft, timing, { shelf, clock, post: server.post });
  const editAll = (keys: readonly string[], value: Json, more = false) => {
    const change: Change = { put: Object.fromEntries(keys.map((key) => [key, { before: document.get(key), after: value }])) };
    document.apply(change);
    void autosave.add(change, more);
  };
  const edit = (key: string, value: string | null, more = false) => editAll([key], value, more);
  return { autosave, document, edit, editAll, shelf };
}

describe("autosave", () => {
  it("is at most two seconds behind and says so", async () => {
    const [server, clock] = [new FakeDrafts(), new HandClock()];
    const { autosave, edit } = await opened(server, clock);
    edit("answers/a", "x");
    expect(autosave.state.kind).toBe("saving");
    await clock.forward(1_500);
    expect(server.document.get("answers/a")).toBe("x");
    expect(autosave.state.kind).toBe("saved");
  });

  it("keeps two minutes of edits without the network and sends each once, in order, when it is back", async () => {
    const [server, clock] = [new FakeDrafts(), new HandClock()];
    const { autosave, edit, shelf } = await opened(server, clock);
    server.fails = "before";
    for (let second = 0; second < 120; second += 2) {
      edit("answers/a", `at ${second}`);
      await clock.forward(2_000);
    }
    expect(autosave.state).toEqual({ kind: "offline", edits: 60, busy: false });
    expect(server.log).toEqual([]);
    expect((await shelf.read("a1"))?.pending).toHaveLength(60);
    server.fails = null;
    // Nobody says that the network is back: it is found out within half a minute.
    await clock.forward(31_000);
    expect(autosave.state.kind).toBe("saved");
    expect(server.log.map(({ put: { "answers/a": change } }) => change?.after)).toEqual(
      Array.from({ length: 60 }, (_, at) => `at ${at * 2}`),
    );
  });

  it("counts edits while offline, backs off and catches up", async () => {
    const [server, clock] = [new FakeDrafts(), new HandClock()];
    const { autosave, edit } = await opened(server, clock);
    server.fails = "before";
    edit("answers/a", "x");
    await clock.forward(1_000);
    edit("answers/a", "y");
    expect(autosave.state).toEqual({ kind: "offline", edits: 2, busy: false });
    server.fails = null;
    await clock.forward(30_000);
    expect(autosave.state.kind).toBe("saved");
    expect(server.document.get("answers/a")).toBe("y");
  });

  it("asks to sign in again and loses nothing meanwhile", async () => {
    const [server, clock] = [new FakeDrafts(), new HandClock()];
    const { autosave, edit } = await opened(server, clock);
    server.fails = "signin";
    edit("answers/a", "x");
    await clock.forward(1_000);
    expect(autosave.state.kind).toBe("signin");
    server.fails = null;
    await autosave.flush();
    expect(server.document.get("answers/a")).toBe("x");
  });

  it("repeats exactly the same batch when a reply was lost, then sends what came later", async () => {
    const [server, clock] = [new FakeDrafts(), new HandClock()];
    const { edit } = await opened(server, clock);
    server.fails = "after";
    edit("answers/a", "x");
    await clock.forward(1_000);
    edit("answers/b", "y");
    server.fails = null;
    await clock.forward(5_000);
    expect(server.log).toHaveLength(2);
    expect(server.document.records()).toEqual({ "answers/a": "x", "answers/b": "y" });
  });

  it("lets a person choose when two tabs said different things", async () => {
    const [server, clock] = [new FakeDrafts(), new HandClock()];
    const one = await opened(server, clock);
    const two = await opened(server, clock);
    one.edit("answers/a", "one");
    await clock.forward(1_000);
    two.edit("answers/a", "two");
    await clock.forward(1_000);
    expect(two.autosave.state.kind).toBe("conflict");

    await two.autosave.keepMine();
    expect(server.document.get("answers/a")).toBe("two");

    one.edit("answers/a", "three");
    await clock.forward(1_000);
    expect(one.autosave.state.kind).toBe("conflict");
    expect(await one.autosave.takeTheirs()).toEqual({ "answers/a": "two" });
    expect(one.autosave.state.kind).toBe("saved");
  });

  it("calls it no conflict when two tabs said the same", async () => {
    const [server, clock] = [new FakeDrafts(), new HandClock()];
    const one = await opened(server, clock);
    const two = await opened(server, clock);
    one.edit("answers/a", "same");
    await clock.forward(1_000);
    two.edit("answers/a", "same");
    await clock.forward(1_000);
    expect(two.autosave.state.kind).toBe("saved");
  });

  it("offers the choice at opening when the server moved on elsewhere, and resends after a set-back", () => {
    const kept = (saved: number): KeptDraft => ({
      saved,
      pending: [put("answers/a", null, "mine")],
      sent: 0,
      base: {},
      since: [],
      ...timing(),
    });
    const server = (saved: number, records: Records): ServerDraft => ({ saved, records, revision: null });
    expect(openDraft(server(1, { "answers/a": "other" }), kept(0)).theirs).not.toBeNull();
    expect(openDraft(server(1, { "answers/a": "mine" }), kept(0))).toMatchObject({ saved: 1, pending: [], theirs: null });
    expect(openDraft(server(0, {}), kept(4))).toMatchObject({ saved: 0, records: { "answers/a": "mine" }, theirs: null });
  });

  it("never lays what was begun before the answer over it: whoever comes back chooses", async () => {
    const [server, clock, shelf] = [new FakeDrafts(), new HandClock(), memoryShelf<KeptDraft>()];
    const one = await opened(server, clock, shelf);
    one.edit("answers/a", "sent");
    await clock.forward(2_000);
    server.fails = "before";
    one.edit("answers/a", "begun");
    await clock.forward(2_000);
    await one.autosave.close(false);
    server.fails = null;
    server.answer({ "answers/a": "answered" });

    const back = await opened(server, clock, shelf);
    expect(back.autosave.state).toEqual({ kind: "conflict", answered: true });
    expect(back.document.records()).toEqual({ "answers/a": "begun" });
    await clock.forward(60_000);
    expect(server.document.records()).toEqual({ "answers/a": "answered" });
    // The question is asked again however often the tab is closed.
    await back.autosave.close(false);
    const again = await opened(server, clock, shelf);
    expect(again.autosave.state).toEqual({ kind: "conflict", answered: true });
    await again.autosave.keepMine();
    expect(again.autosave.state.kind).toBe("saved");
    expect(again.autosave.revises).toBe(1);
    expect(server.document.records()).toEqual({ "answers/a": "begun" });

    // What says the same as the answer is no question.
    again.edit("answers/a", "corrected");
    await again.autosave.close(false);
    server.answer({ "answers/a": "corrected" });
    expect((await opened(server, clock, shelf)).autosave.state.kind).toBe("saved");
  });

  it("hears from elsewhere that the task was answered, and asks only if something else is on the screen", async () => {
    const [server, clock] = [new FakeDrafts(), new HandClock()];
    const one = await opened(server, clock);
    const two = await opened(server, clock);
    one.edit("answers/a", "x");
    two.edit("answers/a", "y");
    server.answer({ "answers/a": "x" });
    await one.autosave.meet(server.draft());
    expect(one.autosave.state.kind).toBe("saved");
    expect(one.autosave.revises).toBe(1);
    // Here the draft call itself says so.
    await clock.forward(2_000);
    expect(two.autosave.state).toEqual({ kind: "conflict", answered: true });
    expect(await two.autosave.takeTheirs()).toEqual({ "answers/a": "x" });
  });

  it("brings thousands of changes made offline to a server that takes a thousand at a time", async () => {
    const [server, clock] = [new FakeDrafts(), new HandClock()];
    const { autosave, edit, document } = await opened(server, clock);
    server.fails = "before";
    for (let n = 0; n < 2_400; n += 1) edit(`objects/o${n}`, String(n));
    await clock.forward(5_000);
    expect(autosave.state).toEqual({ kind: "offline", edits: 2_400, busy: false });
    server.fails = null;
    server.requests = 0;
    await clock.forward(60_000);
    expect(autosave.state.kind).toBe("saved");
    expect(server.requests).toBe(5);
    expect(server.document.records()).toEqual(document.records());
  });

  it("cuts one huge step by its keys, also where characters take more room than one can see", async () => {
    for (const text of ["x".repeat(2_000), "ж".repeat(400)]) {
      const [server, clock] = [new FakeDrafts(), new HandClock()];
      const { autosave, editAll, document } = await opened(server, clock);
      const keys = Array.from({ length: 3_000 }, (_, n) => `objects/o${n}`);
      editAll(keys, { text });
      await clock.forward(10_000);
      expect(autosave.state.kind).toBe("saved");
      expect(server.requests).toBeGreaterThan(2);
      expect(server.requests).toBeLessThan(6);
      expect(server.document.records()).toEqual(document.records());
    }
  });

  it("finds out what whoever stands in between lets through", async () => {
    const [server, clock] = [new FakeDrafts(1_000, 300_000), new HandClock()];
    const { autosave, edit, document } = await opened(server, clock);
    for (let n = 0; n < 400; n += 1) edit(`objects/o${n}`, "x".repeat(5_000));
    await clock.forward(60_000);
    expect(autosave.state.kind).toBe("saved");
    expect(server.requests).toBeLessThan(30);
    expect(server.document.records()).toEqual(document.records());
  });

  it("makes one change of a held key while it waits, and none of what is already on its way", async () => {
    const [server, clock] = [new FakeDrafts(), new HandClock()];
    const { autosave, edit, shelf } = await opened(server, clock);
    server.fails = "before";
    edit("objects/o", "0");
    for (let n = 1; n <= 2_000; n += 1) edit("objects/o", String(n), true);
    expect((await shelf.read("a1"))?.pending).toHaveLength(1);
    await clock.forward(1_000);
    // This one was sent, perhaps arrived: what comes now is another.
    edit("objects/o", "more", true);
    expect((await shelf.read("a1"))?.pending).toHaveLength(2);
    expect(autosave.state).toEqual({ kind: "offline", edits: 2, busy: false });
    server.fails = null;
    await clock.forward(5_000);
    expect(server.log.map(({ put: { "objects/o": change } }) => change?.after)).toEqual(["2000", "more"]);
    // There and back again is nothing to send.
    edit("objects/o", "away");
    edit("objects/o", "more", true);
    expect(autosave.state.kind).toBe("saved");
    await clock.forward(5_000);
    expect(server.log).toHaveLength(2);
  });

  it("says what the server doesn't take, keeps it, sends what came before it, and goes on once it is mended", async () => {
    const [server, clock] = [new FakeDrafts(), new HandClock()];
    const { autosave, edit, shelf } = await opened(server, clock);
    for (let n = 0; n < 20; n += 1) edit(`objects/o${n}`, "x");
    edit("answers/a", unknown);
    edit("answers/b", "y");
    await clock.forward(60_000);
    expect(autosave.state).toEqual({ kind: "refused", detail: "No." });
    expect(server.document.keys("objects/")).toHaveLength(20);
    expect((await shelf.read("a1"))?.pending).toHaveLength(2);
    const { requests } = server;
    await clock.forward(600_000);
    expect(server.requests).toBe(requests);

    edit("answers/a", "known");
    await clock.forward(10_000);
    expect(autosave.state.kind).toBe("saved");
    expect(server.document.records()).toMatchObject({ "answers/a": "known", "answers/b": "y" });
  });

  it("is asked to send from several sides at once and sends everything once", async () => {
    const [server, clock] = [new FakeDrafts(), new HandClock()];
    const { autosave, edit } = await opened(server, clock);
    edit("answers/a", "x");
    const first = autosave.flush();
    edit("answers/b", "y");
    edit("answers/c", "z");
    await Promise.all([first, autosave.flush(), autosave.flush(), autosave.drain()]);
    expect(autosave.isBehind).toBe(false);
    expect(server.log).toHaveLength(3);
    expect(server.requests).toBe(2);
  });

  it("says whether what waits outlives the tab", async () => {
    const [server, clock, shelf] = [new FakeDrafts(), new HandClock(), memoryShelf<KeptDraft>()];
    let full = true;
    const { autosave, edit } = await opened(server, clock, {
      ...shelf,
      write: async (id: string, kept: KeptDraft) => (await shelf.write(id, kept)) && !full,
    });
    let told = 0;
    autosave.subscribe(() => (told += 1));
    edit("answers/a", "x");
    const before = told;
    await settle();
    expect(autosave.isAtRisk).toBe(true);
    expect(told).toBeGreaterThan(before);
    full = false;
    edit("answers/a", "y");
    await settle();
    expect(autosave.isAtRisk).toBe(false);
  });

  it("writes the whole document only now and then, however many steps there are", async () => {
    const [server, clock] = [new FakeDrafts(), new HandClock()];
    const bases = new Set<Records>();
    const shelf = memoryShelf<KeptDraft>();
    const watched = {
      ...shelf,
      write: (id: string, kept: KeptDraft) => {
        bases.add(kept.base);
        return shelf.write(id, kept);
      },
    };
    const { edit, document } = await opened(server, clock, watched);
    for (let step = 0; step < 1_000; step += 1) {
      edit(`objects/o${step % 50}`, String(step));
      if (step % 20 === 0) await clock.forward(1_000);
    }
    expect(bases.size).toBeGreaterThan(1);
    expect(bases.size).toBeLessThan(6);
    // Whatever the base is, base and changes say the same as the document.
    const again = await opened(server, clock, shelf);
    expect(again.document.records()).toEqual(document.records());
  });

  it("loses nothing through any mix of edits, failures and closed tabs", async () => {
    const event = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          type: fc.constant("edit" as const),
          key: fc.constantFrom("answers/a", "answers/b"),
          value: fc.option(fc.constantFrom("1", "2", "3")),
          more: fc.boolean(),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          type: fc.constant("large" as const),
          keys: fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 30 }),
          size: fc.integer({ min: 0, max: 60 }),
        }),
      },
      { weight: 3, arbitrary: fc.record({ type: fc.constant("wait" as const), ms: fc.integer({ min: 100, max: 4_000 }) }) },
      { weight: 2, arbitrary: fc.record({ type: fc.constant("fail" as const), how: fc.constantFrom("before", "after", "signin", null) }) },
      { weight: 1, arbitrary: fc.record({ type: fc.constant("reopen" as const) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 40 }), fc.integer({ min: 1, max: 20 }), async (events, most) => {
        const [server, clock, shelf] = [new FakeDrafts(most, 300), new HandClock(), memoryShelf<KeptDraft>()];
        let tab = await opened(server, clock, shelf);
        for (const step of events) {
          if (step.type === "edit") tab.edit(step.key, step.value, step.more);
          else if (step.type === "large")
            tab.editAll(
              step.keys.map((n) => `objects/o${n}`),
              "x".repeat(step.size),
            );
          else if (step.type === "wait") await clock.forward(step.ms);
          else if (step.type === "fail") server.fails = step.how;
          else {
            await settle();
            const before: Records = tab.document.records();
            await tab.autosave.close(false);
            tab = await opened(server, clock, shelf);
            expect(tab.document.records()).toEqual(before);
          }
        }
        server.fails = null;
        await clock.forward(60_000);
        expect(tab.autosave.state.kind).toBe("saved");
        expect(server.document.records()).toEqual(tab.document.records());
      }),
    );
  });
});

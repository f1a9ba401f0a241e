import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Autosave, openDraft, type KeptDraft, type PostOutcome, type ServerDraft } from "./autosave";
import { sameChange, type Change } from "./change";
import { Document, type Records } from "./document";
import { HandClock, memoryShelf, settle } from "./testing";

/** The server's side of the drafts call, as the wire contract says it. */
class FakeServer {
  readonly log: Change[] = [];
  readonly document = new Document();
  fails: "before" | "after" | "signin" | null = null;

  post = (from: number, changes: readonly Change[]): Promise<PostOutcome> => {
    if (this.fails === "before") return Promise.resolve({ kind: "unreachable" });
    if (this.fails === "signin") return Promise.resolve({ kind: "signin" });
    const known = this.log.slice(from, from + changes.length);
    const isRetry =
      from < this.log.length && known.length === changes.length && changes.every((change, i) => sameChange(change, known[i]!));
    if (!isRetry) {
      if (from !== this.log.length) return Promise.resolve({ kind: "conflict", ...this.draft() });
      for (const change of changes) this.document.apply(change);
      this.log.push(...changes);
    }
    return Promise.resolve(this.fails === "after" ? { kind: "unreachable" } : { kind: "saved", saved: from + changes.length });
  };

  draft = (): ServerDraft => ({ saved: this.log.length, records: this.document.records() });
}

const put = (key: string, before: string | null, after: string | null): Change => ({ put: { [key]: { before, after } } });
const timing = () => ({ startedAt: 0, activeMs: 0 });

async function opened(server: FakeServer, clock: HandClock, shelf = memoryShelf<KeptDraft>()) {
  const draft = openDraft(server.draft(), await shelf.read("a1"));
  const document = new Document(draft.records);
  const autosave = new Autosave("a1", draft, timing, { shelf, clock, post: server.post });
  const edit = (key: string, value: string | null) => {
    const change: Change = { put: { [key]: { before: document.get(key), after: value } } };
    document.apply(change);
    autosave.add(change);
  };
  return { autosave, document, edit, shelf };
}

describe("autosave", () => {
  it("is at most two seconds behind and says so", async () => {
    const [server, clock] = [new FakeServer(), new HandClock()];
    const { autosave, edit } = await opened(server, clock);
    edit("answers/a", "x");
    expect(autosave.state.kind).toBe("saving");
    await clock.forward(1_500);
    expect(server.document.get("answers/a")).toBe("x");
    expect(autosave.state.kind).toBe("saved");
  });

  it("keeps two minutes of edits without the network and sends each once, in order, when it is back", async () => {
    const [server, clock] = [new FakeServer(), new HandClock()];
    const { autosave, edit, shelf } = await opened(server, clock);
    server.fails = "before";
    for (let second = 0; second < 120; second += 2) {
      edit("answers/a", `at ${second}`);
      await clock.forward(2_000);
    }
    expect(autosave.state).toEqual({ kind: "offline", edits: 60 });
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
    const [server, clock] = [new FakeServer(), new HandClock()];
    const { autosave, edit } = await opened(server, clock);
    server.fails = "before";
    edit("answers/a", "x");
    await clock.forward(1_000);
    edit("answers/a", "y");
    expect(autosave.state).toEqual({ kind: "offline", edits: 2 });
    server.fails = null;
    await clock.forward(30_000);
    expect(autosave.state.kind).toBe("saved");
    expect(server.document.get("answers/a")).toBe("y");
  });

  it("asks to sign in again and loses nothing meanwhile", async () => {
    const [server, clock] = [new FakeServer(), new HandClock()];
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
    const [server, clock] = [new FakeServer(), new HandClock()];
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
    const [server, clock] = [new FakeServer(), new HandClock()];
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
    const [server, clock] = [new FakeServer(), new HandClock()];
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
    expect(openDraft({ saved: 1, records: { "answers/a": "other" } }, kept(0)).theirs).not.toBeNull();
    expect(openDraft({ saved: 1, records: { "answers/a": "mine" } }, kept(0))).toMatchObject({ saved: 1, pending: [], theirs: null });
    expect(openDraft({ saved: 0, records: {} }, kept(4))).toMatchObject({ saved: 0, records: { "answers/a": "mine" }, theirs: null });
  });

  it("writes the whole document only now and then, however many steps there are", async () => {
    const [server, clock] = [new FakeServer(), new HandClock()];
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
        }),
      },
      { weight: 3, arbitrary: fc.record({ type: fc.constant("wait" as const), ms: fc.integer({ min: 100, max: 4_000 }) }) },
      { weight: 2, arbitrary: fc.record({ type: fc.constant("fail" as const), how: fc.constantFrom("before", "after", "signin", null) }) },
      { weight: 1, arbitrary: fc.record({ type: fc.constant("reopen" as const) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 40 }), async (events) => {
        const [server, clock, shelf] = [new FakeServer(), new HandClock(), memoryShelf<KeptDraft>()];
        let tab = await opened(server, clock, shelf);
        for (const step of events) {
          if (step.type === "edit") tab.edit(step.key, step.value);
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

import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CallError } from "@/api/client";
import type { AnswerDocument, GetReviewResponse, GetTaskResponse, GiveVerdictResponse, LabelledObject, ListedReview } from "@/api/types";
import { Outbox, type Sending } from "@/editor/outbox";
import { toRecords } from "@/editors/document";
import { openTask } from "@/editors/modalities";
import { takeUp, type ReviewDraft } from "./DraftKeeper";
import { ReviewDesk, type Verdict } from "./ReviewDesk";

const ontology = {
  version: 1 as const,
  classes: ["car", "sign"].map((name) => ({ name, title: name, color: null, hotkey: null, geometry: ["box"], attributes: [] })),
  relations: [],
  questions: [],
};
const box = (id: string, x = 0): LabelledObject => ({ id, class: "car", geometry: { type: "box", x, y: 0, width: 10, height: 10 } });
const said = (...objects: LabelledObject[]): AnswerDocument => ({ version: 1, objects, tracks: [], relations: [], answers: {} });
const refusal = (code: string, status = 409) => new CallError({ status, code, title: code, detail: `${code}.` });

/** A server with three tasks and a clock that is turned by hand. */
function world() {
  const timers: { at: number; run: () => void }[] = [];
  let now = 0;
  const shelf = new Map<string, ReviewDraft>();
  const kept = new Map<string, unknown>();
  const calls: string[] = [];
  const sent: Sending<Verdict>[] = [];
  const results = new Map<string, GiveVerdictResponse>();
  const trouble = new Map<string, Error>();
  const proposals = new Map(["t1", "t2", "t3"].map((id) => [id, { basis: `${id}/1`, proposal: said(box("o1-a"), box("o2-a", 40)) }]));
  const call = async (name: string) => {
    calls.push(name);
    await Promise.resolve();
    const error = trouble.get(name);
    if (error) throw error;
  };
  const clock = {
    now: () => now,
    after: (ms: number, run: () => void) => {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0);
    },
  };
  const outboxShelf = new Map<string, Sending<Verdict>>();
  const outbox = new Outbox<Verdict>({
    shelf: {
      read: (id) => Promise.resolve(outboxShelf.get(id) ?? null),
      write: (id, value) => Promise.resolve(outboxShelf.set(id, value).size > 0),
      remove: (id) => Promise.resolve(void outboxShelf.delete(id)),
      all: () => Promise.resolve([...outboxShelf.values()]),
    },
    clock,
    send: async (sending) => {
      try {
        await call(`verdict ${sending.id}`);
      } catch (error) {
        return error instanceof CallError && error.status === 0
          ? { kind: "unreachable" }
          : { kind: "refused", title: (error as Error).message, detail: "" };
      }
      sent.push(sending);
      results.set(sending.key, {
        id: `review of ${sending.id}`,
        verdict: "accepted",
        state: "completed",
        objects: { accepted: 0, corrected: 0, rejected: 0, added: 0 },
      });
      return { kind: "accepted" };
    },
    accepted: () => undefined,
  });
  const desk = new ReviewDesk("p", ontology, outbox, results, {
    shelf: {
      read: (id) => Promise.resolve(shelf.get(id) ?? null),
      write: (id, draft) => Promise.resolve(shelf.set(id, draft).size > 0),
      remove: (id) => Promise.resolve(void shelf.delete(id)),
    },
    clock,
    keep: async (id, draft) => {
      await call(`keep ${id}`);
      kept.set(id, draft);
    },
    claim: (id) => call(`claim ${id}`),
    release: (id) => call(`release ${id}`),
    undo: (id) => call(`undo ${id}`),
    warm: () => undefined,
    review: async (id) => {
      await call(`review ${id}`);
      const held = proposals.get(id)!;
      return {
        state: "in_review",
        stage: "Look",
        ...held,
        leftOut: said(),
        facts: [],
        confidence: 0.9,
        disputed: false,
        frozen: false,
        may: true,
        why: null,
        claimedBy: null,
        draft: kept.get(id) ?? null,
        reasons: ["Wrong"],
        sendBackTo: "author",
        hasAuthors: true,
      } as GetReviewResponse;
    },
    task: async (id) => {
      await call(`task ${id}`);
      const item = { id: "i", modality: "image", text: "", image: { width: 100, height: 50 }, metadata: {}, externalId: id };
      return { id, ordinal: Number(id.slice(1)), answers: [], item } as unknown as GetTaskResponse;
    },
  });
  const row = (taskId: string, claimedBy: ListedReview["claimedBy"] = null) => ({ taskId, claimedBy }) as ListedReview;
  const settle = async () => {
    for (let turn = 0; turn < 60; turn += 1) await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const pass = async (ms: number) => {
    now += ms;
    for (const timer of timers.filter(({ at }) => at <= now)) {
      timers.splice(timers.indexOf(timer), 1);
      timer.run();
    }
    await settle();
  };
  return { desk, row, settle, pass, calls, kept, shelf, sent, trouble, proposals, outbox };
}

let at: ReturnType<typeof world>;
const session = () => at.desk.state.session!;
const open = async (...rows: ListedReview[]) => {
  at.desk.list(rows.length > 0 ? rows : ["t1", "t2", "t3"].map((id) => at.row(id)));
  await at.settle();
};

// The editor is loaded with the first task of its kind, which takes longer than any of this.
beforeAll(async () => {
  await openTask({ ontology, item: { modality: "image", text: "", image: { width: 1, height: 1 } }, records: {} });
});
beforeEach(() => {
  at = world();
});

describe("a reviewer's desk", () => {
  it("opens the first that nobody has open, with the next one ready", async () => {
    await open(at.row("t1", { id: "m", name: "Somebody" }), at.row("t2"), at.row("t3"));
    expect(session().taskId).toBe("t2");
    expect(at.calls).toContain("claim t2");
    expect(at.calls).not.toContain("claim t1");
    expect(at.calls).toContain("review t3");
    expect(at.calls).not.toContain("claim t3");
  });

  it("goes on at once after a verdict, and sends it behind", async () => {
    await open();
    session().accept("o1-a");
    at.desk.judge();
    await at.settle();
    expect(session().taskId).toBe("t2");
    expect(at.sent.map(({ id, content }) => [id, content.body])).toEqual([["t1", { basis: "t1/1", verdict: "accept" }]]);
    expect(at.desk.isJudged("t1")).toBe(true);
  });

  it("sends what was corrected whole, with why each object is out", async () => {
    await open();
    session().reject("o2-a", "Wrong", "a shadow");
    at.desk.judge();
    await at.settle();
    const { body } = at.sent[0]!.content;
    expect(body.verdict).toBe("correct");
    expect(body.document?.objects.map(({ id }) => id)).toEqual(["o1-a"]);
    expect(body.notes).toEqual([{ object: "o2-a", reason: "Wrong", comment: "a shadow" }]);
  });

  it("takes the last verdict back, and opens the task as it was left", async () => {
    await open();
    session().reject("o2-a", "Wrong", "");
    at.desk.judge();
    await at.settle();
    await at.desk.undoLast();
    await at.settle();
    expect(at.calls).toContain("undo review of t1");
    expect(session().taskId).toBe("t1");
    expect(session().outcomes().get("o2-a")).toBe("rejected");
    expect(at.desk.isJudged("t1")).toBe(false);
  });

  it("passes by what somebody else has taken meanwhile, but says so where it was asked for", async () => {
    at.trouble.set("claim t1", refusal("claimed"));
    await open();
    expect(session().taskId).toBe("t2");
    await at.desk.open("t1");
    await at.settle();
    expect(at.desk.state).toMatchObject({ phase: "refused", refused: { code: "claimed" } });
  });

  it("leaves what nobody touched to others at once, and keeps what was begun", async () => {
    await open();
    await at.desk.open("t2");
    await at.settle();
    expect(at.calls).toContain("release t1");
    session().accept("o1-a");
    await at.desk.open("t3");
    await at.settle();
    expect(at.calls).not.toContain("release t2");
    expect(at.kept.has("t2")).toBe(true);
  });

  it("keeps what is done two seconds behind, here until it is there", async () => {
    await open();
    at.trouble.set("keep t1", new CallError({ status: 0 }));
    session().accept("o1-a");
    await at.pass(1_000);
    expect(session().keeper.state).toBe("offline");
    expect(at.shelf.has("t1")).toBe(true);
    at.trouble.clear();
    await at.pass(4_000);
    expect(session().keeper.state).toBe("saved");
    expect(at.shelf.has("t1")).toBe(false);
    expect(at.kept.get("t1")).toMatchObject({ version: 1, basis: "t1/1" });
  });

  it("says that a claim was lost, and goes on with all that was done when it is opened again", async () => {
    await open();
    at.trouble.set("claim t1", refusal("claimed"));
    session().reject("o2-a", "Wrong", "");
    await at.pass(4 * 60_000);
    expect(at.desk.state.lost).toBe("claimed.");
    at.trouble.set("keep t1", refusal("claim_lost"));
    session().accept("o1-a");
    await at.pass(1_000);
    expect(session().keeper.state).toBe("lost");
    at.trouble.clear();
    await at.desk.again();
    await at.settle();
    expect(at.desk.state.lost).toBeNull();
    expect(session().outcomes().get("o2-a")).toBe("rejected");
  });

  it("keeps a verdict that was refused, and opens its task again with what was done", async () => {
    await open();
    at.trouble.set("verdict t1", refusal("changed_meanwhile"));
    session().reject("o2-a", "Wrong", "");
    at.desk.judge();
    await at.settle();
    const [refused] = at.outbox.state.refused;
    expect(refused?.content.ordinal).toBe(1);
    at.trouble.clear();
    at.proposals.set("t1", { basis: "t1/2", proposal: said(box("o1-a"), box("o2-a", 40), box("o3-a", 70)) });
    await at.desk.takeBack(refused!);
    await at.settle();
    expect(session().review.basis).toBe("t1/2");
    expect(Object.fromEntries(session().outcomes())).toEqual({ "o1-a": "open", "o2-a": "rejected", "o3-a": "open" });
    expect(session().dropped).toBe(0);
  });

  it("shows another proposal where the one that was made ready isn't what the claim saw", async () => {
    await open();
    at.proposals.set("t2", { basis: "t2/2", proposal: said(box("o9-a")) });
    at.desk.judge();
    await at.settle();
    expect(session().taskId).toBe("t2");
    expect(session().review.basis).toBe("t2/2");
  });
});

describe("a draft on a proposal that is another one by now", () => {
  const before = toRecords(said(box("o1-a"), box("o2-a", 40)));
  const draft: ReviewDraft = {
    version: 1,
    basis: "1",
    put: {
      "objects/o2-a": { before: before["objects/o2-a"]!, after: null },
      "marks/o1-a": { before: null, after: { verdict: "accepted" } },
    },
  };

  it("is taken up where the proposal still says the same, and counted where it doesn't", () => {
    expect(takeUp(before, "1", draft)).toEqual({ change: { put: draft.put }, dropped: 0 });
    const moved = toRecords(said(box("o1-a"), box("o2-a", 45)));
    const { change, dropped } = takeUp(moved, "2", draft);
    expect([Object.keys(change.put), dropped]).toEqual([["marks/o1-a"], 1]);
  });
});

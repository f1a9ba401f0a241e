import { describe, expect, it } from "vitest";
import type { AnswerDocument, LabelledObject, ProposalFact } from "@/api/types";
import { toDocument, toRecords } from "../document";
import { MarkLooks } from "../looks";
import { openTask } from "../modalities";
import { objectKey } from "../objects/records";
import { marksOf } from "./marks";
import { changeBetween, countsOf, isCorrected, isUnchanged, outcomesOf } from "./outcomes";
import { pinned, withPins } from "./pins";
import { showChange, showProposal, showVoice } from "./showing";
import { differing, isDisputed, thingsOf, type Voice } from "./things";
import { reviewTool } from "./tool";

const box = (id: string, name: string, x: number, attributes?: LabelledObject["attributes"]): LabelledObject => ({
  id,
  class: name,
  geometry: { type: "box", x, y: 0, width: 10, height: 10 },
  ...(attributes && { attributes }),
});
const said = (objects: LabelledObject[], answers = {}, relations: AnswerDocument["relations"] = []): AnswerDocument => ({
  version: 1,
  objects,
  tracks: [],
  relations,
  answers,
});
const ontology = {
  version: 1 as const,
  classes: ["car", "sign"].map((name) => ({ name, title: name, color: null, hotkey: null, geometry: ["box"], attributes: [] })),
  relations: [{ name: "before", title: "before", from: [], to: [] }],
  questions: [],
};
const voice = (n: number, name: string, objects: LabelledObject[], counted = true): Voice => ({
  annotationId: `n${n}`,
  author: { id: name, name },
  n,
  document: said(objects),
  counted,
});
const fact = (id: string, sources: [author: string, object: string][], seen: number, more: Partial<ProposalFact> = {}): ProposalFact => ({
  id,
  existence: 0.9,
  confidence: 0.9,
  agreement: 1,
  votes: sources.length,
  seen,
  classes: {},
  open: [],
  sources: sources.map(([authorId, objectId]) => ({ authorId, author: authorId, objectId, similarity: 1 })),
  ...more,
});

const ann = voice(0, "ann", [box("a1", "car", 0), box("a2", "sign", 50)]);
const ben = voice(1, "ben", [box("b1", "car", 1), box("b2", "car", 50), box("b3", "sign", 90)]);
const cyd = voice(2, "cyd", [box("c1", "car", 2)]);
const proposal = said([box("o1-m", "car", 1), box("o2-m", "sign", 50)]);
const leftOut = said([box("o3-m", "sign", 90)]);
const facts = [
  fact(
    "o1-m",
    [
      ["ann", "a1"],
      ["ben", "b1"],
      ["cyd", "c1"],
    ],
    3,
    { confidence: 0.99 },
  ),
  fact(
    "o2-m",
    [
      ["ann", "a2"],
      ["ben", "b2"],
    ],
    3,
    { confidence: 0.6, open: ["class"] },
  ),
  fact("o3-m", [["ben", "b3"]], 3, { existence: 0.2, confidence: 0.2 }),
];
const things = thingsOf({ proposal, leftOut, facts }, [ann, ben, cyd]);
const thing = (id: string) => things.find((each) => each.id === id)!;

describe("the things that several people saw", () => {
  it("come with what is open first, then what the fewest are sure of", () => {
    expect(things.map(({ id }) => id)).toEqual(["o2-m", "o3-m", "o1-m"]);
    expect(things.map(({ n }) => n)).toEqual([2, 3, 1]);
  });

  it("know who marked them as what, and who didn't", () => {
    expect(thing("o1-m").accord).toBe("agreed");
    expect(isDisputed(thing("o1-m"))).toBe(false);
    expect(thing("o2-m").sources.map(({ voice: { author }, differs }) => [author.name, ...differs])).toEqual([["ann"], ["ben", "class"]]);
    expect(thing("o2-m").missing).toEqual([cyd]);
    expect(thing("o2-m").accord).toBe("differs");
    expect(thing("o3-m")).toMatchObject({ believed: false, accord: "one" });
  });

  it("differ by class and attributes; an empty one says what a missing one does", () => {
    expect(differing(box("a", "car", 0, {}), box("b", "car", 5))).toEqual([]);
    expect(differing(box("a", "car", 0, { occluded: true }), box("b", "sign", 0))).toEqual(["class", "occluded"]);
  });

  it("are counted without those whose answers don't count", () => {
    const off = voice(3, "dora", [box("d1", "car", 0)], false);
    expect(thingsOf({ proposal, leftOut, facts }, [ann, ben, cyd, off]).every(({ missing }) => !missing.includes(off))).toBe(true);
  });
});

const opened = async (document = proposal) => {
  const item = { modality: "image", text: "", image: { width: 200, height: 100 } };
  const { editor } = await openTask({ ontology, item, records: toRecords(document), tools: [reviewTool(ontology)] });
  return editor;
};
const proposed = toRecords(proposal);

describe("what a review does with each object", () => {
  it("is told by comparing the documents, and by what was said", async () => {
    const editor = await opened();
    expect(Object.fromEntries(outcomesOf(proposed, editor.records()))).toEqual({ "o1-m": "open", "o2-m": "open" });
    editor.send({ type: "accept", ids: ["o1-m"] });
    editor.send({ type: "reject", ids: ["o2-m"], reason: "Wrong class", comment: "" });
    editor.send({ type: "takeIn", object: leftOut.objects[0]! });
    expect(Object.fromEntries(outcomesOf(proposed, editor.records()))).toEqual({ "o1-m": "accepted", "o2-m": "rejected", "o3-m": "added" });
    expect(countsOf(outcomesOf(proposed, editor.records()))).toEqual({ open: 0, accepted: 1, corrected: 0, rejected: 1, added: 1 });
    expect(toDocument(ontology, editor.records()).objects.map(({ id }) => id)).toEqual(["o1-m", "o3-m"]);
    while (editor.canUndo) editor.send({ type: "undo" });
    expect(editor.records()).toEqual(proposed);
  });

  it("calls an accepted object that was changed after it corrected, and one that came back what it was", async () => {
    const editor = await opened();
    editor.send({ type: "accept", ids: ["o1-m"] });
    expect(isCorrected(proposed, editor.records())).toBe(false);
    editor.send({ type: "select", ids: ["o1-m"] });
    editor.send({ type: "classify", name: "sign" });
    expect(outcomesOf(proposed, editor.records()).get("o1-m")).toBe("corrected");
    expect(isCorrected(proposed, editor.records())).toBe(true);
    editor.send({ type: "restore", object: proposal.objects[0]!, relations: [] });
    expect(outcomesOf(proposed, editor.records()).get("o1-m")).toBe("open");
  });

  it("takes relations out with an object and puts them back; another reason keeps what was taken out", async () => {
    const related = said(proposal.objects, {}, [{ from: "o1-m", to: "o2-m", type: "before" }]);
    const editor = await opened(related);
    editor.send({ type: "reject", ids: ["o2-m"], reason: "Not there", comment: "a shadow" });
    expect(editor.keys("relations/")).toEqual([]);
    editor.send({ type: "reject", ids: ["o2-m"], reason: "Wrong class", comment: "" });
    const mark = marksOf(editor.records()).get("o2-m")!;
    expect(mark).toMatchObject({ verdict: "rejected", reason: "Wrong class", object: { id: "o2-m" } });
    if (mark.verdict === "rejected") editor.send({ type: "restore", object: mark.object, relations: mark.relations });
    expect(editor.records()).toEqual(toRecords(related));
  });

  it("tells another answer from the same one, whatever the attributes' spelling", () => {
    const empty = said([box("o1-m", "car", 1, {}), box("o2-m", "sign", 50)]);
    expect(isCorrected(proposed, toRecords(empty))).toBe(false);
    expect(isCorrected(proposed, toRecords({ ...proposal, answers: { weather: "dry" } }))).toBe(true);
  });
});

describe("what a pane shows", () => {
  const shown = (picked = "", onlyDifferences = false) =>
    showProposal({ ontology, things, now: proposed, marks: new Map(), over: [ann, ben, cyd], onlyDifferences, picked });

  it("is the proposal under everybody's marks, each the same thing in all panes", () => {
    const { records, thingOf, looks } = shown();
    expect(Object.keys(records).sort()).toEqual(
      ["o1-m", "o2-m", "o3-m", "0~a1", "0~a2", "1~b1", "1~b2", "1~b3", "2~c1"].map(objectKey).sort(),
    );
    expect(thingOf.get("1~b2")).toBe("o2-m");
    expect([looks.get("o1-m")?.ring, looks.get("o2-m")?.ring]).toEqual([undefined, "var(--different)"]);
    expect(looks.get("o2-m")?.name).toBe("sign 2 or car · 2/3");
    expect(looks.get("1~b2")).toMatchObject({ thin: true, dash: "dots" });
    expect(looks.get("0~a2")?.name).toBe("");
  });

  it("leaves out what all see alike, except what is picked", () => {
    expect(shown("", true).thingOf.has("0~a1")).toBe(false);
    expect(shown("o1-m", true).thingOf.has("0~a1")).toBe(true);
  });

  it("is one person's answer, with an empty outline for what they didn't mark", () => {
    const { thingOf, looks } = showVoice(ontology, things, cyd);
    expect([...thingOf]).toEqual([
      ["c1", "o1-m"],
      ["missing~o2-m", "o2-m"],
    ]);
    expect(looks.get("missing~o2-m")).toMatchObject({ thin: true, dash: "dots" });
    expect(showVoice(ontology, things, ben).looks.get("b3")?.ring).toBe("var(--different)");
  });

  it("has comments where they are pinned to, also by one person's object", () => {
    const pinned = withPins(shown(), things, [{ object: "a2" }, { at: { x: 3, y: 4 } }, null]);
    expect(pinned.looks.get("o2-m")?.note).toBe("Comment 1");
    expect(pinned.records[objectKey("pin~1")]).toMatchObject({ geometry: { type: "points", points: [[3, 4]] } });
  });
});

describe("comments on an answer that is open for work", () => {
  it("are seen at its objects, or at places, in no document", () => {
    const comments = [
      { id: "t1", pin: { object: "a" }, said: "Rea: Too wide." },
      { id: "t2", pin: { at: { x: 3, y: 4 } }, said: "Rea: And this?" },
      { id: "t3", pin: { object: "a" }, said: "Rea: Still." },
      { id: "t4", pin: { object: "gone", span: { start: 2, end: 5 } }, said: "Rea: Not a name." },
      { id: "t5", pin: { object: "gone" }, said: "Rea: Why?" },
    ];
    const { looks, notes } = pinned(comments, (object) => object === "a");
    expect([...looks]).toEqual([["a", expect.objectContaining({ note: "Comment 1 · Comment 3" })]]);
    expect(notes).toEqual([
      { id: "t2", name: "Comment 2", said: "Rea: And this?", at: { x: 3, y: 4 }, span: null },
      { id: "t4", name: "Comment 4", said: "Rea: Not a name.", at: null, span: { start: 2, end: 5 } },
    ]);
    const shown = new MarkLooks();
    shown.set(looks, notes);
    expect([shown.nameOf("a", () => "car 1"), shown.nameOf("b", () => "car 2")]).toEqual(["car 1 · Comment 1 · Comment 3", "car 2"]);
  });
});

describe("what one revision changed", () => {
  const before = said([box("a", "car", 0), box("b", "car", 20), box("c", "car", 40)], { weather: "dry" });
  const after = said([box("a", "car", 0, {}), box("b", "sign", 25), box("d", "car", 60)], { weather: "wet" });

  it("is what came, went, moved or was called something else, and the answers before and after", () => {
    const change = changeBetween(toRecords(before), toRecords(after));
    expect(change.added.map(({ id }) => id)).toEqual(["d"]);
    expect(change.removed.map(({ id }) => id)).toEqual(["c"]);
    expect(change.changed).toMatchObject([{ before: { id: "b" }, moved: true, differs: ["class"] }]);
    expect(change.same.map(({ id }) => id)).toEqual(["a"]);
    expect(change.answers).toEqual([{ question: "weather", before: "dry", after: "wet" }]);
    // Two people call one thing by two ids: what lies in one place is one thing.
    const theirs = changeBetween(toRecords(said([box("x", "car", 0), box("y", "car", 50)])), toRecords(said([box("z", "sign", 2)])));
    expect([theirs.changed.map((each) => each.differs), theirs.removed.map(({ id }) => id)]).toEqual([[["class"]], ["y"]]);
    expect(isUnchanged(changeBetween(toRecords(before), toRecords(before)))).toBe(true);
    const { records, thingOf } = showChange(ontology, change);
    expect(Object.keys(records).sort()).toEqual(["a", "b", "before~b", "c", "d"].map(objectKey).sort());
    expect(thingOf.get("before~b")).toBe("b");
  });
});

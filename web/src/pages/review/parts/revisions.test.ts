import { describe, expect, it } from "vitest";
import type { HistoryEvent } from "@/api/types";
import { choicesOf, judgedOf, pairOf } from "./revisions";

const event = (id: string, kind: "answer" | "review", what: HistoryEvent["what"], more: Partial<HistoryEvent> = {}): HistoryEvent => ({
  id,
  kind,
  what,
  at: 0,
  who: { id: "m", name: id },
  annotationId: kind === "answer" ? id : null,
  parentId: null,
  revision: null,
  counted: null,
  stage: null,
  reason: null,
  comment: null,
  objects: [],
  rejected: [],
  hasProposal: false,
  canUndo: false,
  ...more,
});

describe("what a revision is compared with", () => {
  it("is, for an answer, the one whose place it took", () => {
    const events = [event("a1", "answer", "submitted"), event("a2", "answer", "corrected", { parentId: "a1" })];
    expect(pairOf(events[0]!, events)).toEqual({ from: "", to: "a1" });
    expect(pairOf(events[1]!, events)).toEqual({ from: "a1", to: "a2" });
  });

  it("is, for a verdict, what was proposed to its reviewer", () => {
    const events = [event("a1", "answer", "submitted"), event("v1", "review", "corrected", { annotationId: "d1", hasProposal: true })];
    const { from, to } = pairOf(events[1]!, events);
    expect([judgedOf(from), judgedOf(to), to]).toEqual(["v1", null, "d1"]);
  });

  it("is what stood before, where nobody kept what was proposed", () => {
    const events = [
      event("a1", "answer", "submitted"),
      event("v1", "review", "corrected", { annotationId: "d1" }),
      event("v2", "review", "undone"),
      event("v3", "review", "accepted", { annotationId: "d3" }),
      event("v4", "review", "corrected", { annotationId: "d4" }),
    ];
    expect(events.map((each) => pairOf(each, events).from)).toEqual(["", "a1", "d1", "a1", "d3"]);
  });

  it("can be anything else, each once, what was proposed before what came of it", () => {
    const events = [
      event("a1", "answer", "submitted"),
      event("v1", "review", "rejected", { hasProposal: true }),
      event("a1b", "answer", "restored", { annotationId: "a1" }),
      event("v2", "review", "corrected", { annotationId: "d2", hasProposal: true }),
    ];
    const choices = choicesOf(events);
    expect(choices.map(({ value }) => judgedOf(value) ?? value)).toEqual(["a1", "v1", "v2", "d2"]);
    expect(choices[2]?.title).toContain("Proposal");
  });
});

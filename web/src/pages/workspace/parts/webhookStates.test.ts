import { describe, expect, it } from "vitest";
import { nextTry, outcomeOf, readable } from "./webhookStates";

describe("What is said of a try", () => {
  it("is the status, and what kept it from success", () => {
    expect(outcomeOf({ status: 204, problem: null })).toBe("Status 204");
    expect(outcomeOf({ status: 500, problem: "status" })).toBe("Status 500");
    expect(outcomeOf({ status: 302, problem: "redirect" })).toBe("Status 302 · Redirects aren’t followed");
    expect(outcomeOf({ status: null, problem: "timeout" })).toBe("No answer within 20 seconds");
    expect(outcomeOf({ status: null, problem: "something_new" })).toBe("The address can’t be called");
    expect(outcomeOf({ status: null, problem: null })).toBe("");
  });

  it("is when it comes next", () => {
    expect(nextTry(1_000, 1_000)).toBe("now");
    expect(nextTry(6_000, 1_000)).toBe("in 5 s");
    expect(nextTry(301_000, 1_000)).toBe("in 5 min");
    expect(nextTry(18_001_000, 1_000)).toBe("in 5 h 00");
  });

  it("shows JSON line by line and anything else as it is", () => {
    expect(readable('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(readable("<b>no</b>")).toBe("<b>no</b>");
  });
});

import { expect, it } from "vitest";
import type { AuditEvent } from "@/api/audit";
import { actorOf, placeOf, sentenceOf, thingOf, viaOf } from "./auditWords";

const line: AuditEvent = {
  position: 1,
  at: 0,
  actor: "m1",
  actorName: "Ada",
  action: "annotation.submitted",
  subject: "a1",
  subjectName: "7",
  task: "t1",
  dataset: null,
  project: "p1",
  projectName: "Support",
  via: "key:k1",
  keyName: "script",
  address: null,
  addressKnown: false,
  before: null,
  after: null,
  leafHash: "",
};

const said = (event: AuditEvent) => {
  const { before, after } = sentenceOf(event);
  return `${actorOf(event)} ${before}${after === null ? "" : thingOf(event) + after}`;
};

it("says each line as a sentence", () => {
  expect(said(line)).toBe("Ada answered task 7");
  expect(said({ ...line, action: "member.role.manager", task: null, subjectName: "Bob" })).toBe("Ada made Bob manager");
  expect(said({ ...line, action: "member.signed_in", subject: "m1", task: null })).toBe("Ada signed in");
  expect(
    said({ ...line, actor: "anonymous", actorName: null, action: "member.sign_in_failed", subject: "anonymous", subjectName: null }),
  ).toBe("Somebody failed to sign in with a name that nobody has");
  expect(said({ ...line, actor: "system", actorName: null, action: "project.purged", task: null, subjectName: "Old {last} one" })).toBe(
    "Groundwork removed the project Old {last} one for good",
  );
  expect(said({ ...line, action: "new.thing", task: null, subjectName: "X" })).toBe("Ada did new.thing to X");
});

it("links to what is still there", () => {
  expect(placeOf(line)).toBe("/projects/p1/tasks/t1");
  expect(placeOf({ ...line, subjectName: null })).toBeNull();
  expect(placeOf({ ...line, projectName: null })).toBeNull();
  expect(placeOf({ ...line, action: "items.imported", subject: "i1", task: null, dataset: "d1" })).toBe("/data/d1/imports/i1");
  expect(placeOf({ ...line, action: "snapshot.frozen", task: null })).toBe("/projects/p1/snapshots");
});

it("says what a change came through", () => {
  expect([line, { via: "key:k", keyName: null }, { via: "browser:x", keyName: null }, { via: null, keyName: null }].map(viaOf)).toEqual([
    "key “script”",
    "a key that was revoked",
    "a browser",
    "not noted then",
  ]);
});

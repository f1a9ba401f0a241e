import { describe, expect, it } from "vitest";
import type { ImportRow } from "@/api/incoming";
import { openOf } from "./importStates";

const row = (id: string, state: ImportRow["state"]) => ({ id, state }) as ImportRow;
const ids = (rows: readonly ImportRow[]) => rows.map(({ id }) => id);

describe("Imports that run", () => {
  it("include one that began between the list of what runs and the list of what waits", () => {
    expect(ids(openOf([], [row("a", "waiting"), row("b", "running"), row("c", "done")]))).toEqual(["a", "b"]);
  });

  it("are listed once, as the list of what runs has them", () => {
    const open = [row("a", "running")];
    expect(openOf(open, [row("a", "waiting")])).toEqual(open);
  });
});

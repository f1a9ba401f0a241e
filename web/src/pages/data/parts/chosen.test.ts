import { expect, it } from "vitest";
import type { UploadSource } from "@/api/upload";
import { recognise } from "./chosen";

const endings = [".csv", ".jsonl", ".json", ".txt"];
const files = (...paths: string[]): UploadSource[] => paths.map((path) => ({ path, file: new File(["x"], path) }));
const paths = (found: readonly UploadSource[]) => found.map(({ path }) => path);

it("takes JSON beside pictures for what is said about them, and alone for a table", () => {
  const beside = recognise(files("a/one.png", "a/instances.JSON", "a/rows.jsonl", "a/readme.md"), endings);
  expect(paths(beside.tables)).toEqual(["a/rows.jsonl"]);
  expect(paths(beside.others)).toEqual(["a/instances.JSON", "a/readme.md"]);
  expect(paths(beside.pictures)).toEqual(["a/one.png"]);
  const alone = recognise(files("tasks.json", "more.csv"), endings);
  expect(paths(alone.tables)).toEqual(["tasks.json", "more.csv"]);
  expect(alone.others).toEqual([]);
});

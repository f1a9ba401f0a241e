import { expect, it } from "vitest";
import { mayOpen, pages } from "./pages";

it("every page is found, has an address of its own and loads", () => {
  const paths = pages.map(({ path }) => path);
  expect(paths).toContain("/label/:projectId");
  expect(new Set(paths).size).toBe(paths.length);
  expect(pages.every(({ load }) => typeof load === "function")).toBe(true);
});

it("annotators see only their work and the editor", () => {
  const open = pages.filter((page) => mayOpen(page, "annotator")).map(({ path }) => path);
  expect(open.sort()).toEqual(["/", "/join", "/label/:projectId"]);
});

it("viewers see results and have no work of their own", () => {
  const open = pages.filter((page) => mayOpen(page, "viewer")).map(({ path }) => path);
  expect(open).toContain("/projects/:projectId/quality");
  expect(open).not.toContain("/");
  expect(open).not.toContain("/label/:projectId");
});

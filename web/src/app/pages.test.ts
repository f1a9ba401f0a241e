import { expect, it } from "vitest";
import { mayOpen, pages } from "./pages";

it("every page is found, has an address of its own and loads", () => {
  const paths = pages.map(({ path }) => path);
  expect(paths).toContain("/label/:projectId");
  expect(new Set(paths).size).toBe(paths.length);
  expect(pages.every(({ load }) => typeof load === "function")).toBe(true);
});

it("annotators see only their work and the editor", () => {
  const open = pages.filter((page) => mayOpen(page, { role: "annotator", inProjects: [] })).map(({ path }) => path);
  expect(open.sort()).toEqual(["/", "/account", "/join", "/label/:projectId"]);
});

it("viewers see results and have no work of their own", () => {
  const open = pages.filter((page) => mayOpen(page, { role: "viewer", inProjects: [] })).map(({ path }) => path);
  expect(open).toContain("/projects/:projectId/quality");
  expect(open).not.toContain("/");
  expect(open).not.toContain("/label/:projectId");
});

it("a role in one project opens the pages of projects and no others", () => {
  const open = pages.filter((page) => mayOpen(page, { role: "annotator", inProjects: ["manager"] })).map(({ path }) => path);
  expect(open).toContain("/projects");
  expect(open).toContain("/projects/:projectId/people");
  for (const path of ["/members", "/keys", "/data", "/projects/new"]) expect(open).not.toContain(path);
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Where servers with the sample keep what they are copied from. */
    samples: string;
  }
}

/** Journeys share one sample per engine, made by the first that wants it: to make it takes longer than many a journey. */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), "groundwork-samples-"));
  project.provide("samples", folder);
  return () => rmSync(folder, { recursive: true, force: true });
}

import { CallError } from "./client";

/** What a call said is wrong with one member of what was sent, for showing beside its field. */
export function faultAt(error: Error | null, path: string): string | undefined {
  return error instanceof CallError ? error.faults.find((fault) => fault.path === path)?.message : undefined;
}

/** Is all that is wrong said beside fields already? */
export function isAboutFields(error: Error): boolean {
  return error instanceof CallError && error.faults.length > 0;
}

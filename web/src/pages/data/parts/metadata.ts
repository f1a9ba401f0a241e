import type { JsonValue } from "@/api/types";

/** Metadata as it is read: words as they are, anything else as JSON. */
export function showMetadata(metadata: Readonly<Record<string, JsonValue>>): { name: string; value: string }[] {
  return Object.entries(metadata).map(([name, value]) => ({ name, value: typeof value === "string" ? value : JSON.stringify(value) }));
}

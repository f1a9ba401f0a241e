import { call } from "@/api/client";
import type { JsonValue } from "@/api/types";
import type { Condition } from "./filter";

export interface FieldValue {
  value: string;
  title: string;
  count: number;
}
export interface ListField {
  name: string;
  title: string;
  kind: "choice" | "number" | "time" | "text";
  sortable: boolean;
  values: FieldValue[] | null;
  min: number | null;
  max: number | null;
}
export interface ItemRow {
  id: string;
  ordinal: number;
  externalId: string;
  modality: string;
  text: string;
  metadata: Record<string, JsonValue>;
  split: string | null;
  tags: string[];
  importId: string;
  createdAt: number;
  image: { width: number; height: number } | null;
}
export interface TaskRow {
  id: string;
  ordinal: number;
  externalId: string;
  modality: string;
  itemId: string;
  text: string;
  state: "available" | "leased" | "answered" | "disputed" | "completed" | "cancelled";
  batch: string | null;
  answers: number;
  wants: number;
  confidence: number | null;
  value: Record<string, JsonValue> | null;
  changedAt: number;
  priority: number;
}
export interface RowPage<T> {
  items: T[];
  next: string | null;
  count: number;
  exact: boolean;
}
export interface SavedView {
  id: string;
  name: string;
  filter: Condition[];
  sort: string;
  layout: "table" | "grid";
  columns: string[];
  by: string;
}

async function rest<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const reply = async () => {
    const response = await fetch(`/api/${path}`, {
      method,
      signal: signal ?? null,
      headers: { "X-Groundwork": "1", ...(body !== undefined && { "Content-Type": "application/json" }) },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const json: unknown = response.status === 204 ? null : await response.json().catch(() => null);
    return response.ok ? { data: json as T, response } : { error: json, response };
  };
  return call(reply());
}
export { rest };

export interface ItemPage extends Omit<ItemRow, "importId"> {
  datasetId: string;
  datasetName: string;
  sha256: string | null;
  provenance: {
    importId: string;
    file: string;
    row: number;
    format: string;
    source: string;
    licence: string;
    consent: string;
    collected: string;
    by: string;
    at: number;
    sha256: string | null;
  } | null;
  tasks: { id: string; projectId: string; projectName: string; ordinal: number; state: TaskRow["state"]; answers: number; wants: number }[];
  previousId: string | null;
  nextId: string | null;
}

import type { LabelledObject, Relation } from "@/api/types";
import type { Records } from "@/editor/document";
import type { Json } from "@/editor/json";

/** What a reviewer said about one object, beside the document: it is undone and kept with everything else. */
export type ObjectMark =
  | { readonly verdict: "accepted" }
  | {
      readonly verdict: "rejected";
      readonly reason: string;
      readonly comment: string;
      /** What was taken out, so that it can be shown and put back. */
      readonly object: LabelledObject;
      readonly relations: readonly Relation[];
    };

const prefix = "marks/";
export const markKey = (id: string) => `${prefix}${id}`;
export const asMark = (value: Json) => value as unknown as ObjectMark | null;
export const markJson = (mark: ObjectMark) => mark as unknown as Json;

export function marksOf(records: Records): Map<string, ObjectMark> {
  return new Map(
    Object.entries(records).flatMap(([key, value]) =>
      key.startsWith(prefix) && value !== null ? [[key.slice(prefix.length), value as unknown as ObjectMark] as const] : [],
    ),
  );
}

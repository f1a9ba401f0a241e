import type { Json } from "@/editor/json";
import type { Pair } from "./plane";

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

/** Numbers of a geometry by name, or null if one is missing; those with a default may be absent. */
export function numbers<K extends string>(
  geometry: { readonly [key: string]: Json },
  names: readonly K[],
  defaults: Partial<Record<K, number>> = {},
): Record<K, number> | null {
  const found = names.map((name) => [name, geometry[name] ?? defaults[name]] as const);
  return found.every(([, value]) => isNumber(value)) ? (Object.fromEntries(found) as Record<K, number>) : null;
}

/** A list of points, or null if it isn't one or has too few. */
export function pairs(list: Json | undefined, least: number): readonly Pair[] | null {
  if (!Array.isArray(list) || list.length < least) return null;
  const right = (list as readonly Json[]).every((each) => Array.isArray(each) && each.length === 2 && each.every(isNumber));
  return right ? list : null;
}

/** What a list is narrowed to: conditions that all hold, as the API takes them. */
export type Condition =
  | { readonly field: string; readonly is: readonly string[] }
  | { readonly field: string; readonly not: readonly string[] }
  | { readonly field: string; readonly above?: number; readonly below?: number }
  | { readonly field: string; readonly has: string }
  | { readonly field: string; readonly from?: number; readonly to?: number };

export type Filter = readonly Condition[];
export type Layout = "table" | "grid";

/** Everything that an address says about a list. */
export interface ListState {
  readonly filter: Filter;
  /** A field, with a minus before it for downwards. */
  readonly sort: string;
  readonly layout: Layout;
  readonly view: string | null;
}

export const firstSort = "ordinal";
export const plainState: ListState = { filter: [], sort: firstSort, layout: "table", view: null };

const escape = (text: string) => text.replace(/[%:,]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
const unescape = (text: string) => text.replace(/%(25|3A|2C)/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));

/** A condition as an address spells it: `state:is:disputed,answered`. */
export function spell(condition: Condition): string {
  const say = (how: string, ...values: (string | number)[]) =>
    `${escape(condition.field)}:${how}:${values.map((value) => escape(String(value))).join(",")}`;
  if ("is" in condition) return say("is", ...condition.is);
  if ("not" in condition) return say("not", ...condition.not);
  if ("has" in condition) return say("has", condition.has);
  if ("above" in condition || "below" in condition) {
    const { above, below } = condition;
    if (above !== undefined && below !== undefined) return say("within", above, below);
    return above !== undefined ? say("above", above) : say("below", below ?? "");
  }
  const { from, to } = condition as { from?: number; to?: number };
  if (from !== undefined && to !== undefined) return say("during", from, to);
  return from !== undefined ? say("from", from) : say("to", to ?? "");
}

/** Reads what `spell` wrote; null for what nobody wrote. */
export function read(text: string): Condition | null {
  const [name = "", how, ...rest] = text.split(":");
  const field = unescape(name);
  const values = rest.join(":").split(",").map(unescape);
  const numbers = values.map((value) => (value === "" ? NaN : Number(value)));
  const [first = NaN, second = NaN] = numbers;
  if (field === "" || rest.length === 0) return null;
  // No word at all stands for rows that have none.
  if (how === "is" || how === "not") return how === "is" ? { field, is: values } : { field, not: values };
  if (values[0] === "") return null;
  if (how === "has") return { field, has: values.join(",") };
  if (numbers.some(Number.isNaN)) return null;
  if (how === "within") return Number.isNaN(second) ? null : { field, above: first, below: second };
  if (how === "during") return Number.isNaN(second) ? null : { field, from: first, to: second };
  if (how === "above" || how === "below" || how === "from" || how === "to") return { field, [how]: first };
  return null;
}

export function readState(search: URLSearchParams): ListState {
  return {
    filter: search.getAll("f").flatMap((part) => read(part) ?? []),
    sort: search.get("sort") ?? firstSort,
    layout: search.get("layout") === "grid" ? "grid" : "table",
    view: search.get("view"),
  };
}

// These three may stand in a query as they are, which keeps addresses readable.
const encode = (text: string) => encodeURIComponent(text).replace(/%3A/g, ":").replace(/%2C/g, ",").replace(/%20/g, "+");

/** The part of an address after `?`, empty for a list as it comes. */
export function spellState({ filter, sort, layout, view }: ListState): string {
  const parts = [
    ...(view ? [`view=${encode(view)}`] : []),
    ...filter.map((condition) => `f=${encode(spell(condition))}`),
    ...(sort === firstSort ? [] : [`sort=${encode(sort)}`]),
    ...(layout === "table" ? [] : [`layout=${layout}`]),
  ];
  return parts.join("&");
}

/** The same list, however it was written. */
export const sameList = (a: ListState, b: ListState) => spellState({ ...a, view: null }) === spellState({ ...b, view: null });

export type Kind = "choice" | "number" | "time" | "text";

/** A condition is of the kind of its field; another kind can't be edited as this field. */
export function kindOf(condition: Condition): Kind {
  if ("is" in condition || "not" in condition) return "choice";
  if ("has" in condition) return "text";
  return "above" in condition || "below" in condition ? "number" : "time";
}

/** One condition more, or another instead of it. */
export function put(filter: Filter, at: number, condition: Condition | null): Filter {
  const next = [...filter];
  next.splice(at, 1, ...(condition ? [condition] : []));
  return next;
}

/** Downwards if it was upwards, upwards if another field ruled. */
export function turn(sort: string, field: string, firstDown: boolean): string {
  if (sort === field) return `-${field}`;
  if (sort === `-${field}`) return field;
  return firstDown ? `-${field}` : field;
}

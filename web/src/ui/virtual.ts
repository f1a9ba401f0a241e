/**
 * Where a list of any length stands. Browsers draw nothing some millions of pixels down, so that the
 * scrollbar of a long list is shorter than the list: small steps move both alike, a jump of the bar is a
 * jump to the same share of the list.
 */
export const longestBar = 4_000_000;

export interface Place {
  /** Where the scrollbar stands, in its own pixels. */
  readonly bar: number;
  /** The pixel of the list that is on top. */
  readonly top: number;
}

/** How high all rows are together, and how much of them is in sight. */
export interface Extent {
  readonly total: number;
  readonly view: number;
}

export interface Range {
  readonly first: number;
  /** One before `first` when there is nothing. */
  readonly last: number;
}

const clamp = (value: number, most: number) => Math.min(Math.max(0, value), Math.max(0, most));
export const barLength = (total: number) => Math.min(total, longestBar);

/** The list at a pixel, with the bar at the same share of its length. */
export function placeAt(top: number, { total, view }: Extent): Place {
  const at = clamp(top, total - view);
  if (total <= longestBar) return { bar: at, top: at };
  return { top: at, bar: (at / (total - view)) * (longestBar - view) };
}

/** The list after somebody moved the bar. */
export function follow(before: Place, bar: number, extent: Extent): Place {
  const { total, view } = extent;
  if (total <= longestBar) return placeAt(bar, extent);
  const moved = bar - before.bar;
  if (Math.abs(moved) > 2 * view) return placeAt((bar / (longestBar - view)) * (total - view), extent);
  let top = before.top + moved;
  // What is left of a step when the bar ends first gets ever smaller: less than a pixel is the end.
  if (top < 1) top = 0;
  if (top > total - view - 1) top = total - view;
  const atEnd = bar <= 0 || bar >= longestBar - view || top <= 0 || top >= total - view;
  return atEnd ? placeAt(top, extent) : { bar, top };
}

/** The rows in sight, and `spare` more on each side. */
export function rangeAt(top: number, view: number, rowHeight: number, count: number, spare: number): Range {
  if (count === 0 || view <= 0) return { first: 0, last: -1 };
  const first = clamp(Math.floor(top / rowHeight) - spare, count - 1);
  return { first, last: clamp(Math.ceil((top + view) / rowHeight) - 1 + spare, count - 1) };
}

/** The pixel to put on top so that a row is wholly in sight, moved as little as possible. */
export function topFor(index: number, top: number, view: number, rowHeight: number): number {
  const start = index * rowHeight;
  if (start < top) return start;
  return start + rowHeight > top + view ? start + rowHeight - view : top;
}

/** The pages of a list that hold these rows. */
export function pagesOf({ first, last }: Range, pageSize: number): number[] {
  if (last < first) return [];
  const [from, to] = [Math.floor(first / pageSize), Math.floor(last / pageSize)];
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

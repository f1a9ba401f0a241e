import { cx } from "@/ui/cx";
import type { Dash } from "../../looks";
import { lanesOf } from "../lanes";
import type { Span } from "../spans";
import type { Stretch } from "../TextModel";
import type { Line } from "./measure";
import styles from "./TextView.module.css";

export const lanePitch = 16;
/** A letter of a label, against one of the text. */
const letterShare = 0.72;

/** How a span looks. */
export interface Look {
  readonly title: string;
  readonly color: string;
  readonly selected: boolean;
  readonly hovered: boolean;
  readonly locked: boolean;
  readonly target: boolean;
  readonly dash: Dash | undefined;
  readonly ring: string | undefined;
  readonly thin: boolean;
}

/** One span's part of a block, and its lane there. */
export interface Piece extends Stretch {
  readonly span: Span;
  readonly lane: number;
}

/** The parts of spans in a block, each in a lane where neither its bar nor its label meets another one. */
export function piecesOf(block: Stretch, spans: readonly Span[], titleOf: (span: Span) => string): Piece[] {
  const parts = spans.map((span) => ({
    span,
    start: Math.min(Math.max(span.start, block.start), block.end),
    end: Math.max(Math.min(span.end, block.end), Math.max(span.start, block.start)),
  }));
  const lanes = lanesOf(
    parts.map(({ span, start, end }) => {
      const label = span.start >= block.start ? Math.ceil(titleOf(span).length * letterShare) + 2 : 0;
      return { id: span.id, start, end: Math.max(end, start + label, start + 1) };
    }),
  );
  return parts.map((part) => ({ ...part, lane: lanes.get(part.span.id) ?? 0 }));
}

export function lanesIn(pieces: readonly Piece[]): number {
  return pieces.reduce((most, { lane }) => Math.max(most, lane + 1), 0);
}

function boxAt(className: string | undefined, left: number, top: number, width: number, height: number): HTMLElement {
  const made = document.createElement("div");
  made.className = className ?? "";
  made.style.transform = `translate(${left}px, ${top}px)`;
  made.style.width = `${width}px`;
  made.style.height = `${height}px`;
  return made;
}

const lookClass = (look: Look) =>
  cx(
    look.selected && styles.selected,
    look.hovered && styles.hovered,
    look.locked && styles.locked,
    look.target && styles.target,
    look.ring !== undefined && styles.ringed,
    look.thin && styles.thin,
    look.dash && styles[look.dash],
  );

/** What is drawn of a piece: below the text its tint and bar, above it its label and, where its ends can be moved, handles. */
export function drawPiece(
  { span, lane, start, end }: Piece,
  lines: readonly Line[],
  look: Look,
  room: { readonly width: number; readonly rtl: boolean; readonly handles: boolean },
): { under: HTMLElement[]; over: HTMLElement[] } {
  const under: HTMLElement[] = [];
  const over: HTMLElement[] = [];
  const state = lookClass(look);
  const mark = (element: HTMLElement) => {
    element.style.setProperty("--c", look.color);
    if (look.ring !== undefined) element.style.setProperty("--ring", look.ring);
    element.dataset["span"] = span.id;
    return element;
  };
  for (const { left, right, top, bottom } of lines) {
    under.push(mark(boxAt(cx(styles.tint, state), left - 1, top, right - left + 2, bottom - top)));
    under.push(mark(boxAt(cx(styles.bar, state), left, bottom + 1 + lane * lanePitch, Math.max(3, right - left), 3)));
  }
  const [first] = lines;
  const last = lines.at(-1);
  if (first && start === span.start && look.title !== "") {
    const label = document.createElement("div");
    label.className = cx(styles.label, state, room.rtl && styles.rtl);
    label.dataset["title"] = look.title;
    const wide = Math.min(room.width, look.title.length * 7 + 8);
    const left = room.rtl ? Math.max(first.right - wide, 0) : Math.max(0, Math.min(first.left, room.width - wide));
    label.style.transform = `translate(${left}px, ${first.bottom + 3 + lane * lanePitch}px)`;
    if (room.rtl) label.style.width = `${wide}px`;
    over.push(mark(label));
  }
  if (room.handles && look.selected && !look.locked) {
    const handle = (which: "start" | "end", line: Line) => {
      const made = boxAt(
        styles.handle,
        ((which === "start") !== room.rtl ? line.left : line.right) - 6,
        line.top - 3,
        12,
        line.bottom - line.top + 6,
      );
      made.dataset["end"] = which;
      over.push(mark(made));
    };
    if (first && start === span.start) handle("start", first);
    if (last && end === span.end) handle("end", last);
  }
  return { under, over };
}

/** What is about to be marked. */
export function drawRange(lines: readonly Line[], color: string | null): HTMLElement[] {
  return lines.map(({ left, right, top, bottom }) => {
    const made = boxAt(cx(styles.range, color !== null && styles.drawing), left - 1, top - 1, right - left + 2, bottom - top + 2);
    if (color !== null) made.style.setProperty("--c", color);
    return made;
  });
}

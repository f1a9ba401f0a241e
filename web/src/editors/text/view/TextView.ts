import type { Ontology } from "@/api/types";
import { t } from "@/app/messages";
import { objectColor } from "@/ui/classColor";
import type { MarkLooks } from "../../looks";
import { NoteLayer } from "./NoteLayer";
import { asObject, classTitle, idOf } from "../../objects/records";
import { SpanIndex, type Span } from "../spans";
import type { TextEditor } from "../textEditor";
import type { TextModel } from "../TextModel";
import { classForNext } from "../spans";
import type { Passing } from "../passing";
import { ArcLayer } from "./ArcLayer";
import { BlockLayer } from "./BlockLayer";
import type { Look } from "./decorate";
import type { Line } from "./measure";

const edge = 56;

/** A text on the screen with all that is marked in it, kept up with the editor without a look at what didn't change. */
export class TextView {
  readonly model: TextModel;
  readonly index: SpanIndex;
  readonly layer: BlockLayer;
  readonly editor: TextEditor;
  readonly scroller: HTMLElement;
  readonly #host: HTMLElement;
  readonly #arcs: ArcLayer;
  readonly #notes: NoteLayer;
  readonly #ontology: Ontology;
  readonly #looks: MarkLooks | null;
  readonly #leave: (() => void)[] = [];
  readonly #dirty = new Set<number>();
  #seen: Passing;
  #pointer: { x: number; y: number } | null = null;
  #frame = 0;
  #revealFrame = 0;

  constructor(
    scroller: HTMLElement,
    host: HTMLElement,
    over: HTMLElement,
    editor: TextEditor,
    model: TextModel,
    ontology: Ontology,
    readOnly: boolean,
    looks: MarkLooks | null = null,
  ) {
    this.#looks = looks;
    this.model = model;
    this.editor = editor;
    this.scroller = scroller;
    this.#ontology = ontology;
    this.#seen = editor.passing;
    this.index = new SpanIndex(model, editor);
    this.#notes = new NoteLayer(over, model, looks);
    this.#arcs = new ArcLayer(over, editor, model, this.index, ontology);
    this.layer = new BlockLayer(
      host,
      scroller,
      model,
      this.index,
      {
        handles: !readOnly,
        look: (span) => this.#look(span),
        titleOf: (span) => this.#titleOf(span),
        isHidden: (id) => editor.passing.hidden.has(id),
        arcsOver: (block) => this.#arcs.arcsOver(block),
      },
      () => this.#drawArcsSoon(),
    );
    this.#host = host;
    const width = new ResizeObserver(() => this.#redrawAll());
    for (const sized of [host, scroller]) width.observe(sized);
    this.#leave.push(
      () => width.disconnect(),
      editor.onTouch((keys) => this.#touch(keys)),
      editor.subscribe(() => this.#follow()),
      looks?.subscribe(() => this.#redrawAll()) ?? (() => undefined),
    );
  }

  dispose(): void {
    for (const leave of this.#leave) leave();
    this.layer.dispose();
    this.#notes.dispose();
    cancelAnimationFrame(this.#frame);
    cancelAnimationFrame(this.#revealFrame);
  }

  page(pages: number): void {
    this.scroller.scrollBy({ top: pages * this.scroller.clientHeight * 0.85 });
  }

  /** Where the pointer pulls a relation to, until it is over a span. */
  pullTo(pointer: { x: number; y: number } | null): void {
    this.#pointer = pointer;
    this.#drawArcsSoon();
  }

  /** Where a span stands, against the corner of the text. */
  placeOf(id: string): { x: number; y: number } | null {
    const span = this.index.get(id);
    const line = span && this.layer.anchor(span);
    const corner = this.#host.getBoundingClientRect();
    return line ? { x: line.left - corner.left, y: line.bottom - corner.top } : null;
  }

  /** The place one line further up or down from what is taken, or from where the cursor was. */
  lineFrom(by: 1 | -1): number | null {
    const { range, place } = this.editor.passing;
    const from = range ?? { start: place, end: place };
    const block = this.model.blockAt(by > 0 ? Math.max(from.start, from.end - 1) : from.start);
    const at = by > 0 ? Math.max(from.start, from.end - 1) : from.start;
    this.#reveal({ start: at, end: at + 1 });
    const line = this.layer.layout.lines(block, { start: at, end: Math.min(at + 1, this.model.text.length) })[0];
    if (!line) return null;
    const x = (line.left + line.right) / 2;
    for (let step = 1; step <= 12; step += 1) {
      const y = (by > 0 ? line.bottom : line.top) + by * step * 9;
      const unit = this.layer.layout.unitAt(x, y);
      if (unit === null) continue;
      const found = this.layer.layout.lines(this.model.blockAt(unit), this.model.at(unit, true) ?? { start: unit - 1, end: unit })[0];
      if (found && Math.abs(found.top - line.top) > 6) return unit;
    }
    // Only empty lines lie between here and what comes next.
    const next =
      by > 0 ? this.model.after(this.model.blocks[block]?.end ?? 0, false) : this.model.before(this.model.blocks[block]?.start ?? 0, false);
    return next && (by > 0 ? next.start : next.end - 1);
  }

  #titleOf({ id, class: name }: Span): string {
    const usual = () => classTitle(this.#ontology, name);
    return this.#looks?.nameOf(id, usual) ?? usual();
  }

  #look(span: Span): Look {
    const { id, class: name } = span;
    const { selected, hovered, locked, pull } = this.editor.passing;
    const own = this.#looks?.of(id);
    return {
      title: this.#titleOf(span),
      color: own?.color ?? objectColor(this.#ontology.classes, name),
      dash: own?.dash,
      ring: own?.ring,
      thin: own?.thin === true,
      selected: selected.has(id),
      hovered: hovered === id,
      locked: locked.has(id),
      target: pull?.to === id || pull?.from === id,
    };
  }

  #touch(keys: ReadonlySet<string>): void {
    for (const key of keys) {
      if (key.startsWith("objects/")) {
        for (const block of this.index.update(key, this.editor.get(key))) this.#dirty.add(block);
        this.#arcs.forgetLevels();
      }
      if (key.startsWith("relations/")) {
        for (const id of this.#arcs.update(key, this.editor)) this.#dirtySpan(id);
      }
    }
  }

  /** After each input: what looks otherwise is drawn anew, and what is meant is brought into view. */
  #follow(): void {
    const [before, now] = [this.#seen, this.editor.passing];
    this.#seen = now;
    for (const of of ["selected", "hidden", "locked"] as const) {
      if (before[of] !== now[of]) for (const id of differing(before[of], now[of])) this.#dirtySpan(id);
    }
    if (before.hidden !== now.hidden) this.#arcs.forgetLevels();
    if (before.hovered !== now.hovered) for (const id of [before.hovered, now.hovered]) this.#dirtySpan(id);
    for (const id of [before.pull?.from, before.pull?.to]) if (before.pull !== now.pull) this.#dirtySpan(id);
    for (const id of [now.pull?.from, now.pull?.to]) if (before.pull !== now.pull) this.#dirtySpan(id);

    const drawn = this.#dirty.size > 0;
    if (drawn) this.layer.redraw(this.#dirty);
    this.#dirty.clear();
    if (drawn || before.arc !== now.arc || before.pull !== now.pull) this.#drawArcsSoon();
    const rangeShown = (passing: Passing) => (passing.selected.size === 0 || passing.dragging ? passing.range : null);
    if (drawn || rangeShown(before) !== rangeShown(now) || before.dragging !== now.dragging || before.current !== now.current) {
      this.#showRange(rangeShown(now), now.dragging);
    }
    if (now.dragging) return;
    const [only, more] = [...now.selected];
    const target =
      now.pull && now.pull.to !== before.pull?.to ? now.pull.to : before.selected !== now.selected && more === undefined ? only : null;
    const span = target == null ? undefined : this.index.get(target);
    if (span) this.#revealSoon(span);
    else if (now.range && now.range !== before.range && now.selected.size === 0) this.#revealSoon(now.range);
  }

  // With the frame: asking now where things are would lay everything out once more for each key.
  #revealSoon(stretch: { start: number; end: number }): void {
    cancelAnimationFrame(this.#revealFrame);
    this.#revealFrame = requestAnimationFrame(() => this.#reveal(stretch));
  }

  #showRange(range: Passing["range"], dragging: boolean): void {
    const name = classForNext(this.#ontology, this.editor.passing.current);
    this.layer.showRange(range, dragging && name !== null ? objectColor(this.#ontology.classes, name) : null);
  }

  #dirtySpan(id: string | null | undefined): void {
    const span = this.index.get(id ?? "");
    if (span) for (const block of this.index.blocksOf(span)) this.#dirty.add(block);
  }

  #redrawAll(): void {
    this.layer.resize(this.#host.clientWidth);
    const { range, selected, dragging } = this.editor.passing;
    this.#showRange(selected.size === 0 ? range : null, dragging);
    this.#drawArcsSoon();
  }

  #drawArcsSoon(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      this.#arcs.draw(this.layer, this.editor, this.#pull());
      this.#notes.draw(this.layer);
    });
  }

  #pull(): { from: Line; to: Line } | null {
    const { pull } = this.editor.passing;
    const from = this.index.get(pull?.from ?? "");
    const to = this.index.get(pull?.to ?? "");
    const start = from && this.layer.anchor(from);
    if (!start) return null;
    if (to) {
      const end = this.layer.anchor(to);
      return end && { from: start, to: end };
    }
    const { x, y } = this.#pointer ?? { x: 0, y: 0 };
    return this.#pointer && { from: start, to: { left: x, right: x, top: y, bottom: y } };
  }

  /** Scrolls only as far as it takes to see a stretch. */
  #reveal({ start, end }: { start: number; end: number }): void {
    const block = this.model.blockAt(start);
    const box = this.scroller.getBoundingClientRect();
    const element = this.layer.element(block);
    if (!element) return;
    const seen = element.getBoundingClientRect();
    // What was never near has only a guessed height: first there, then exactly.
    if (seen.bottom < box.top || seen.top > box.bottom) element.scrollIntoView({ block: "center" });
    const text = this.model.blocks[block];
    const [line] = this.layer.layout.lines(block, { start: Math.min(start, text?.end ?? start), end: Math.min(end, text?.end ?? end) });
    if (!line) return;
    if (line.top < box.top + edge) this.scroller.scrollTop -= box.top + edge - line.top;
    else if (line.bottom > box.bottom - edge) this.scroller.scrollTop += line.bottom - box.bottom + edge;
  }
}

function differing(a: ReadonlySet<string>, b: ReadonlySet<string>): string[] {
  return [...[...a].filter((id) => !b.has(id)), ...[...b].filter((id) => !a.has(id))];
}

/** What a screen reader is told after an input: what was marked, or what the cursor is on. */
export function sayingOf(model: TextModel, ontology: Ontology, editor: TextEditor, keys: ReadonlySet<string>): string | null {
  const marked = [...keys].flatMap((key) => {
    const held = key.startsWith("objects/") && editor.passing.selected.has(idOf(key)) ? editor.get(key) : null;
    return held === null ? [] : [asObject(held)];
  });
  const [only] = marked;
  const [start, end] = [only?.geometry["start"], only?.geometry["end"]];
  if (!only || typeof start !== "number" || typeof end !== "number") return null;
  const words = model.slice({ start: model.points.toUnit(start), end: model.points.toUnit(end) });
  const what = t("text.marked", { title: classTitle(ontology, only.class), words });
  const n = editor.passing.selected.size;
  return n > 1 ? t("text.markedMany", { what, n }) : what;
}

import type { Ontology } from "@/api/types";
import { t } from "@/app/messages";
import type { Door } from "@/editor/door";
import { kindOf } from "../_canvas/kinds";
import type { Point } from "../_canvas/plane";
import { Colors } from "../_canvas/paint/colors";
import { HandLayer, type Moment } from "../_canvas/paint/hand";
import { SettledLayer, type Looks } from "../_canvas/paint/settled";
import type { Look } from "../_canvas/paint/strokes";
import type { Mark } from "../_canvas/scene/scene";
import { dashes, lookKey, type MarkLooks } from "../looks";
import { classTitle } from "../objects/records";
import type { TaskInput, TaskPassing } from "../task";
import { display } from "./display";
import type { ImageInput, ImagePassing } from "./input";
import { onlyMark, type ImageTool, type World } from "./world";
import type { ImageViewer } from "./viewer";

export type ImageEditor = Door<TaskInput | ImageInput, TaskPassing & ImagePassing>;

interface Canvases {
  readonly place: HTMLElement;
  readonly front: HTMLCanvasElement;
  readonly back: HTMLCanvasElement;
  readonly hand: HTMLCanvasElement;
}

/** Beyond so many marks a selection repaints the whole layer instead of each mark's place. */
const many = 40;

/** Keeps what is painted in step with the editor and the view; each layer paints only when something of it has changed. */
export class Stage {
  readonly #editor: ImageEditor;
  readonly #world: World;
  readonly #viewer: ImageViewer;
  readonly #ontology: Ontology;
  readonly #tools: readonly ImageTool[];
  readonly #colors: Colors;
  readonly #settled: SettledLayer;
  readonly #hand: HandLayer;
  readonly #place: HTMLElement;
  readonly #own: MarkLooks | null;
  readonly #known = new Map<string, Look>();
  readonly #ends: (() => void)[] = [];
  #seen: TaskPassing & ImagePassing;
  #lifted: ReadonlySet<string> = new Set();
  #moved: Moment["moved"] = null;
  #pointer: Point | null = null;
  #asked = 0;

  constructor(
    editor: ImageEditor,
    world: World,
    viewer: ImageViewer,
    tools: readonly ImageTool[],
    canvases: Canvases,
    looks: MarkLooks | null = null,
  ) {
    this.#own = looks;
    this.#editor = editor;
    this.#world = world;
    this.#viewer = viewer;
    this.#ontology = world.ontology;
    this.#tools = tools;
    this.#place = canvases.place;
    this.#seen = editor.passing;
    this.#colors = new Colors(world.ontology, canvases.place);
    this.#settled = new SettledLayer(canvases.front, canvases.back, world.scene, () => this.#looks());
    this.#hand = new HandLayer(canvases.hand);
    const again = () => this.#ask();
    const repaint = () => {
      this.#colors.forget();
      this.#known.clear();
      this.#settled.touchAll();
      again();
    };
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", repaint);
    const theme = new MutationObserver(repaint);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    this.#ends.push(
      () => dark.removeEventListener("change", repaint),
      () => theme.disconnect(),
      editor.subscribe(() => this.#follow()),
      viewer.subscribe(again),
      display.subscribe(repaint),
      ...(looks ? [looks.subscribe(repaint)] : []),
      world.scene.onChange((before, after) => {
        const last = after.every(({ id }) => world.scene.numberOf(id) > world.scene.count - after.length);
        // Another one before it gives an object another number.
        if (display.shown.labels && before.length !== after.length && !(before.length === 0 && last)) this.#settled.touchAll();
        else this.#settled.touch([...before, ...after], display.shown.labels);
        again();
      }),
    );
    // Widths of labels depend on the typeface, which may come later than the picture.
    void document.fonts.ready.then(repaint);
    this.#follow();
    again();
  }

  end(): void {
    cancelAnimationFrame(this.#asked);
    for (const end of this.#ends) end();
  }

  point(at: Point | null): void {
    this.#pointer = at;
    this.#ask();
  }

  #ask(): void {
    this.#asked ||= requestAnimationFrame(() => {
      this.#asked = 0;
      this.#paint();
    });
  }

  #paint(): void {
    if (!this.#viewer.placed) return;
    const view = this.#viewer.shown;
    const density = globalThis.devicePixelRatio || 1;
    this.#settled.look(view, this.#viewer.room, density);
    const more = this.#settled.frame();
    this.#hand.paint(this.#moment(), view, this.#viewer.room, density);
    if (more) this.#ask();
  }

  /** Finds out what of the passing state has changed, and what must be painted for it. */
  #follow(): void {
    const [before, now] = [this.#seen, this.#editor.passing];
    this.#ask();
    if (before === now) return;
    this.#seen = now;
    if (before.selected !== now.selected) this.#touch(differing(before.selected, now.selected));
    if (before.hidden !== now.hidden) this.#touch(differing(before.hidden, now.hidden));
    if (before.locked !== now.locked) this.#touch(differing(before.locked, now.locked));
    if (before.inHand !== now.inHand) this.#lift(now);
    if (before.selected !== now.selected && now.selected.size === 1 && !now.inHand) this.#reveal([...now.selected][0] ?? "");
    const cursor = now.cursor !== "" ? now.cursor : (this.#tools.find(({ name }) => name === now.tool)?.cursor ?? "default");
    if (this.#place.style.getPropertyValue("--cursor") !== cursor) this.#place.style.setProperty("--cursor", cursor);
  }

  #touch(ids: readonly string[]): void {
    if (ids.length > many) this.#settled.touchAll();
    else
      this.#settled.touch(
        ids.flatMap((id) => this.#world.scene.get(id) ?? []),
        display.shown.labels,
      );
  }

  /** What is in the hand is painted there, and no longer where it lay. */
  #lift({ inHand }: ImagePassing): void {
    const before = this.#lifted;
    const ids = inHand?.kind === "moved" ? inHand.ids : inHand?.kind === "changed" ? new Set([inHand.id]) : new Set<string>();
    if (inHand?.kind !== "moved") this.#moved = null;
    else if (inHand.ids !== before || !this.#moved) {
      const marks = [...inHand.ids].flatMap((id) => this.#world.scene.get(id) ?? []);
      this.#moved = { marks: marks.map((mark) => ({ mark, color: this.#colors.of(mark.class) })), dx: inHand.dx, dy: inHand.dy };
    } else this.#moved = { ...this.#moved, dx: inHand.dx, dy: inHand.dy };
    if (ids === before || (ids.size === before.size && [...ids].every((id) => before.has(id)))) return;
    this.#lifted = ids;
    this.#touch([...new Set([...before, ...ids])]);
  }

  /** What was selected somewhere else comes into sight. */
  #reveal(id: string): void {
    const mark = this.#world.scene.get(id);
    if (mark && this.#viewer.placed) this.#viewer.reveal(mark.bounds);
  }

  #looks(): Looks {
    const { hidden, selected, locked } = this.#seen;
    return {
      of: (mark) =>
        hidden.has(mark.id) || this.#lifted.has(mark.id) ? null : this.#look(mark, selected.has(mark.id), locked.has(mark.id)),
      label: display.shown.labels ? (mark) => this.#nameOf(mark) : null,
    };
  }

  /** One object for each look that there is, so that marks can be told apart by it. */
  #look({ id, class: name }: Mark, selected: boolean, locked: boolean): Look {
    const own = this.#own?.of(id);
    const key = `${selected ? "s" : ""}${locked ? "l" : ""} ${name} ${lookKey(own)}`;
    const known = this.#known.get(key);
    if (known) return known;
    const look: Look = {
      color: own?.color === undefined ? this.#colors.of(name) : this.#colors.css(own.color),
      selected,
      locked,
      dash: own?.dash && dashes[own.dash],
      ring: own?.ring === undefined ? undefined : this.#colors.css(own.ring),
      thin: own?.thin,
    };
    this.#known.set(key, look);
    return look;
  }

  #nameOf({ id, class: name }: Mark): string {
    const usual = () => t("objects.numbered", { title: classTitle(this.#ontology, name), n: this.#world.scene.numberOf(id) });
    return this.#own?.nameOf(id, usual) ?? usual();
  }

  #moment(): Moment {
    const { inHand, hovered, hidden, corner, tool } = this.#seen;
    const over = hovered !== null && !hidden.has(hovered) && !inHand ? this.#world.scene.get(hovered) : undefined;
    const held: Look = { color: "", selected: true, locked: false };
    const color = inHand && "class" in inHand ? this.#colors.of(inHand.class) : "";
    const pixel = 1 / this.#viewer.shown.scale;
    const shapes: { shape: Mark["shape"]; look: Look }[] = [];
    if (inHand?.kind === "made") shapes.push({ shape: inHand.shape, look: { ...held, color, selected: false } });
    const changed = inHand?.kind === "changed" ? inHand : null;
    if (changed)
      shapes.push({ shape: changed.shape, look: { ...held, color: this.#colors.of(this.#world.scene.get(changed.id)?.class ?? "") } });
    const only = !inHand && !this.#world.readOnly ? onlyMark(this.#world, { passing: this.#seen }) : undefined;
    const handled = changed?.shape ?? only?.shape;
    return {
      hovered: over ? { mark: over, look: this.#look(over, true, false), label: this.#nameOf(over) } : null,
      shapes,
      moved: this.#moved,
      line: inHand?.kind === "outline" ? { ...inHand, color } : null,
      band: inHand?.kind === "band" ? inHand.extent : null,
      handles: handled ? kindOf(handled).handles(handled, pixel) : [],
      corner,
      cross: display.shown.crosshair && tool !== "select" ? this.#pointer : null,
    };
  }
}

function differing(a: ReadonlySet<string>, b: ReadonlySet<string>): string[] {
  return [...[...a].filter((id) => !b.has(id)), ...[...b].filter((id) => !a.has(id))];
}

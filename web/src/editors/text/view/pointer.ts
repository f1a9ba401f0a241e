import type { TextView } from "./TextView";

const [slack, againMs, margin, speed] = [4, 450, 36, 14];

type Gesture = "none" | "maybe" | "marking" | "pulling" | "grabbing";

/** What the hand does with the text: drag to mark, click to mean, twice for a word, from label to label for a relation. */
export function listen(view: TextView, readOnly: boolean): () => void {
  const { editor, model, scroller } = view;
  const layout = view.layer.layout;
  let gesture: Gesture = "none";
  let from = { x: 0, y: 0, unit: 0, label: null as string | null };
  let clicks = { count: 0, time: -Infinity, x: 0, y: 0 };
  let last = { x: 0, y: 0, alt: false };
  let scrolling = 0;
  let hovering = 0;
  let settling: ReturnType<typeof setTimeout> | undefined;

  const of = (target: EventTarget | null, what: string) =>
    target instanceof Element ? (target.closest<HTMLElement | SVGElement>(`[data-${what}]`)?.dataset[what] ?? null) : null;
  const isLabel = (target: EventTarget | null) => of(target, "title") !== null;

  /** The span under a point: its label, or the shortest one around the character there. */
  const spanAt = (target: EventTarget | null, x: number, y: number): string | null => {
    if (isLabel(target)) return of(target, "span");
    const unit = layout.characterAt(x, y);
    return unit === null ? null : (seenAround(unit)[0] ?? null);
  };
  const seenAround = (unit: number) => view.index.around(unit).flatMap(({ id }) => (editor.passing.hidden.has(id) ? [] : [id]));

  const follow = () => {
    const { x, y, alt } = last;
    if (gesture === "pulling") {
      editor.send({ type: "pullTo", id: spanAt(document.elementFromPoint(x, y), x, y) });
      view.pullTo({ x, y });
      return;
    }
    const at = layout.unitAt(x, y);
    if (at === null) return;
    if (gesture === "marking") editor.send({ type: "drag", at, fine: alt });
    if (gesture === "grabbing") editor.send({ type: "grabTo", at, fine: alt });
  };

  /** Held at the edge, the text moves on below the pointer. */
  const scrollOn = () => {
    const box = scroller.getBoundingClientRect();
    const by = last.y < box.top + margin ? -1 : last.y > box.bottom - margin ? 1 : 0;
    if (gesture === "none" || gesture === "maybe") return;
    if (by !== 0) {
      scroller.scrollBy({ top: by * speed });
      follow();
    }
    scrolling = requestAnimationFrame(scrollOn);
  };
  const begin = (next: Gesture) => {
    gesture = next;
    scroller.dataset["gesture"] = next;
    cancelAnimationFrame(scrolling);
    scrolling = requestAnimationFrame(scrollOn);
  };
  const finish = () => {
    gesture = "none";
    delete scroller.dataset["gesture"];
    cancelAnimationFrame(scrolling);
    view.pullTo(null);
  };

  const onDown = (event: PointerEvent) => {
    const { target, clientX: x, clientY: y } = event;
    if (event.button !== 0 || !(target instanceof Element) || target.closest("button, a, input")) return;
    if (target === scroller && event.offsetX >= scroller.clientWidth) return;
    editor.send({ type: "rest" });
    const again = event.timeStamp - clicks.time < againMs && Math.hypot(x - clicks.x, y - clicks.y) < slack;
    clicks = { count: again ? clicks.count + 1 : 1, time: event.timeStamp, x, y };
    last = { x, y, alt: event.altKey };
    from = { x, y, unit: layout.unitAt(x, y) ?? -1, label: isLabel(target) ? of(target, "span") : null };
    const arc = of(target, "arc");
    if (arc) {
      editor.send({ type: "arc", key: arc });
      return;
    }
    const handle = of(target, "end");
    const id = of(target, "span");
    if ((handle === "start" || handle === "end") && id && !readOnly) {
      editor.send({ type: "grab", id, end: handle });
      begin("grabbing");
    } else {
      gesture = "maybe";
    }
    // A finger that moves scrolls; it marks with a double tap.
    if (event.pointerType !== "touch" || gesture === "grabbing") scroller.setPointerCapture(event.pointerId);
  };

  const onMove = (event: PointerEvent) => {
    last = { x: event.clientX, y: event.clientY, alt: event.altKey };
    if (gesture === "none") {
      if (hovering === 0 && event.pointerType !== "touch") hovering = requestAnimationFrame(() => hover(event.target));
      return;
    }
    if (gesture === "maybe") {
      if (Math.hypot(last.x - from.x, last.y - from.y) <= slack || readOnly || event.pointerType === "touch") return;
      if (from.label !== null) {
        editor.send({ type: "pull", from: from.label });
        begin("pulling");
      } else if (from.unit >= 0 && clicks.count === 1) {
        if (editor.passing.pull) editor.send({ type: "cancel" });
        editor.send({ type: "press", at: from.unit });
        begin("marking");
      } else return;
    }
    follow();
  };

  const onUp = (event: PointerEvent) => {
    const ended = gesture;
    if (ended === "marking" || ended === "grabbing" || ended === "pulling") follow();
    finish();
    if (ended === "marking") editor.send({ type: "release" });
    if (ended === "grabbing") editor.send({ type: "drop" });
    if (ended === "pulling") editor.send({ type: "letGo" });
    if (ended === "maybe") click(event);
  };

  const onCancel = () => {
    if (gesture !== "none" && gesture !== "maybe") editor.send({ type: "cancel" });
    finish();
  };

  const click = (event: PointerEvent) => {
    const unit = from.unit;
    const { selected, pull } = editor.passing;
    const found = spanAt(document.elementFromPoint(from.x, from.y), from.x, from.y);
    if (pull) {
      if (found) editor.send({ type: "select", ids: [found] });
      else editor.send({ type: "cancel" });
      return;
    }
    const toggles = event.ctrlKey || event.metaKey;
    if (clicks.count > 1 && !readOnly && unit >= 0) {
      const stretch = clicks.count === 2 ? (model.at(layout.characterAt(from.x, from.y) ?? -1, false) ?? null) : model.sentence(unit);
      if (!stretch) return;
      editor.send({ type: "mark", stretch, more: true });
      clearTimeout(settling);
      settling = setTimeout(() => editor.send({ type: "settle" }), againMs);
      return;
    }
    if (event.shiftKey && unit >= 0 && !readOnly) {
      const { place } = editor.passing;
      if (selected.size === 1) editor.send({ type: "stretchTo", at: unit, fine: event.altKey });
      else {
        const stretch = model.snap({ start: Math.min(place, unit), end: Math.max(place, unit) }, event.altKey || editor.passing.fine);
        if (stretch) editor.send({ type: "mark", stretch });
      }
      return;
    }
    if (!found) {
      if (unit >= 0 && !toggles) editor.send({ type: "place", at: unit });
      return;
    }
    // Clicking again goes from the innermost span to those around it.
    const character = from.label === null ? layout.characterAt(from.x, from.y) : null;
    const around = character === null ? [found] : seenAround(character);
    const [only] = [...selected];
    const at = selected.size === 1 && only !== undefined ? around.indexOf(only) : -1;
    editor.send({ type: "select", ids: [around[(at + 1) % around.length] ?? found], how: toggles ? "toggle" : "only" });
  };

  const hover = (target: EventTarget | null) => {
    hovering = 0;
    if (gesture !== "none") return;
    const { pull, hovered } = editor.passing;
    const id = target instanceof Node && scroller.contains(target) ? spanAt(target, last.x, last.y) : null;
    if (id !== hovered) editor.send({ type: "hover", id });
    if (pull && !pull.asks) editor.send({ type: "pullTo", id });
  };
  const onLeave = () => {
    if (gesture === "none" && editor.passing.hovered !== null) editor.send({ type: "hover", id: null });
  };
  // The browser's own selection would lie over what is marked.
  const onMouseDown = (event: MouseEvent) => {
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest("button, a, input"))) return;
    event.preventDefault();
    scroller.focus({ preventScroll: true });
  };

  const on = <K extends keyof HTMLElementEventMap>(type: K, call: (event: HTMLElementEventMap[K]) => void) => {
    scroller.addEventListener(type, call);
    return () => scroller.removeEventListener(type, call);
  };
  // The browser knows nothing of what is taken here, so it is told what to copy.
  const onCopy = (event: ClipboardEvent) => {
    const { range } = editor.passing;
    if (!range || !event.clipboardData || !getSelection()?.isCollapsed) return;
    event.clipboardData.setData("text/plain", model.slice(range));
    event.preventDefault();
  };
  document.addEventListener("copy", onCopy);
  const leave = [
    () => document.removeEventListener("copy", onCopy),
    on("pointerdown", onDown),
    on("pointermove", onMove),
    on("pointerup", onUp),
    on("pointercancel", onCancel),
    on("pointerleave", onLeave),
    on("mousedown", onMouseDown),
  ];
  return () => {
    for (const each of leave) each();
    cancelAnimationFrame(scrolling);
    cancelAnimationFrame(hovering);
    clearTimeout(settling);
  };
}

import { asJson, classesFor } from "../objects/records";
import type { Opening, Workbench } from "../task";
import { textCommands } from "./commands";
import { MarkingSurface } from "./MarkingSurface";
import { shortened, spanOf } from "./spans";
import { openText } from "./textEditor";
import { TextSurface } from "./TextSurface";
import { ScrollTogether } from "./together";
import type { TextView } from "./view/TextView";

/** A text to read, and to mark where there are classes for stretches of text. */
export function open(opening: Opening): Workbench {
  const { ontology, item, readOnly = false } = opening;
  performance.mark("text.open");
  const { editor, model } = openText(opening);
  const together = opening.shared?.take(() => new ScrollTogether()) ?? null;
  const scroller: { current: HTMLDivElement | null } = { current: null };
  if (classesFor(ontology, "span").length === 0) {
    return {
      editor,
      commands: () => [],
      surface: () => <TextSurface text={item.text} scroller={scroller} />,
      page: (pages) => scroller.current?.scrollBy({ top: pages * scroller.current.clientHeight * 0.85 }),
    };
  }
  let shown: TextView | null = null;
  const onView = (view: TextView | null) => {
    shown = view;
  };
  return {
    editor,
    commands: () => [],
    // The arrows and Space walk through the text, whoever else wants them.
    gestures: () => textCommands(editor, model, ontology, { lineFrom: (by) => shown?.lineFrom(by) ?? null }, readOnly),
    surface: ({ title }) => (
      <MarkingSurface
        title={title}
        editor={editor}
        model={model}
        ontology={ontology}
        readOnly={readOnly}
        looks={opening.looks ?? null}
        together={together}
        onView={onView}
      />
    ),
    placeAt: ({ x, y }) => {
      const unit = shown?.layer.layout.characterAt(x, y) ?? null;
      const word = unit === null ? null : model.at(unit, false);
      return word && { span: { start: model.points.fromUnit(word.start), end: model.points.fromUnit(word.end) } };
    },
    wordsOf: (object) => {
      const span = spanOf(model, asJson(object));
      return span ? shortened(model.slice(span)) : "";
    },
    page: (pages) => shown?.page(pages),
  };
}

import { useCommands } from "../commands";
import { t } from "../messages";

export interface ListKeys {
  count: number;
  /** How many stand beside each other; 1 in a table. */
  columns: number;
  fitting: () => number;
  active: number;
  move: (to: number, extend: boolean) => void;
  open: () => void;
  select: (() => void) | null;
  selectAll: () => void;
  preview: () => void;
  layout: () => void;
  filter: () => void;
  /** True if there was something to shut. */
  escape: () => void;
  canEscape: boolean;
}

/** A place with keys of its own has the focus: a slider, or something that lies over the list. */
const elsewhere = () =>
  document.activeElement?.closest("[role=dialog], [role=menu], input[type=range]") !== null && document.activeElement !== null;

/** Everything that a list does by key: moving, opening, selecting, previewing. */
export function useListKeys(list: ListKeys): void {
  const { columns, active, count } = list;
  const last = count - 1;
  const to = (index: number) => Math.min(last, Math.max(0, index));
  // The first press begins at the first row, whichever way it goes.
  const by = (step: number) => (active < 0 ? 0 : to(active + step));
  const command = (id: string, title: string, keys: string[], run: () => void, when = true) => ({
    id: `list.${id}`,
    title,
    group: t("lists.group"),
    keys,
    scope: "page",
    quiet: true,
    when: () => when && !elsewhere(),
    run,
  });
  const some = count > 0;
  const tiles = columns > 1;
  const page = () => list.fitting() * columns;
  useCommands([
    command("down", t("lists.down"), ["Down", "J"], () => list.move(by(columns), false), some),
    command("up", t("lists.up"), ["Up", "K"], () => list.move(by(-columns), false), some),
    command("left", t("lists.left"), ["Left"], () => list.move(by(-1), false), some && tiles),
    command("right", t("lists.right"), ["Right"], () => list.move(by(1), false), some && tiles),
    command("pageDown", t("lists.pageDown"), ["PageDown"], () => list.move(by(page()), false), some),
    command("pageUp", t("lists.pageUp"), ["PageUp"], () => list.move(by(-page()), false), some),
    command("first", t("lists.first"), ["Home"], () => list.move(0, false), some),
    command("last", t("lists.last"), ["End"], () => list.move(last, false), some),
    command("open", t("lists.open"), ["Enter"], list.open, some && active >= 0),
    command("preview", t("lists.togglePreview"), ["Space", "P"], list.preview, some),
    { ...command("layout", t("lists.toggleLayout"), ["V"], list.layout), quiet: false },
    { ...command("filter", t("lists.focusFilter"), ["F", "/"], list.filter), quiet: false },
    command("escape", t("lists.escape"), ["Escape"], list.escape, list.canEscape),
    ...(list.select
      ? [
          command("select", t("lists.select"), ["X", "Shift+Space"], list.select, some && active >= 0),
          command("extendDown", t("lists.extendDown"), ["Shift+Down", "Shift+J"], () => list.move(by(columns), true), some),
          command("extendUp", t("lists.extendUp"), ["Shift+Up", "Shift+K"], () => list.move(by(-columns), true), some),
          command("selectAll", t("lists.selectThese"), ["Mod+A"], list.selectAll, some),
        ]
      : []),
  ]);
}

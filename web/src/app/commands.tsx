import { createContext, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { resolve, type Command, type Remapping } from "@/editor/commands";
import { spell } from "@/editor/keys";
import { usePreference } from "./preference";

interface Commands {
  /** Everything that can be done now, the page's own last. */
  all: () => readonly Command[];
  register: (commands: () => readonly Command[]) => () => void;
  remapping: Remapping;
  remap: (next: Remapping) => void;
}

const Context = createContext<Commands | null>(null);

export function CommandProvider({ children }: { children: ReactNode }) {
  const [sources] = useState(() => new Set<() => readonly Command[]>());
  const [remapping, remap] = usePreference<Remapping>("keys", {});

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const keys = event.isComposing || event.defaultPrevented ? null : spell(event);
      if (!keys || belongsToTarget(event.target, keys)) return;
      const commands = [...sources].flatMap((source) => source());
      const open = document.querySelector("dialog[open]") !== null;
      const command = resolve(open ? commands.filter(({ scope }) => scope === "overlay") : commands, keys, remapping, isText(event.target));
      if (!command) return;
      event.preventDefault();
      command.run();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [sources, remapping]);

  const value = useMemo<Commands>(
    () => ({
      all: () => [...sources].flatMap((source) => source()),
      register: (source) => {
        sources.add(source);
        return () => sources.delete(source);
      },
      remapping,
      remap,
    }),
    [sources, remapping, remap],
  );
  return <Context value={value}>{children}</Context>;
}

export function useCommandCenter(): Commands {
  const center = useContext(Context);
  if (!center) throw new Error("CommandProvider is missing");
  return center;
}

/** Makes commands available for as long as the component is there. */
export function useCommands(commands: readonly Command[]): void {
  const { register } = useCommandCenter();
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  useEffect(() => register(() => latest.current), [register]);
}

/** The key that runs a command now, for showing on its button. */
export function useKey(id: string, standard: string): string {
  const { remapping } = useCommandCenter();
  return remapping[id]?.[0] ?? standard;
}

function isText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "range", "file"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

/** Enter and Space on a button or link press it; arrows move a slider. */
function belongsToTarget(target: EventTarget | null, keys: string): boolean {
  if (target instanceof HTMLInputElement && target.type === "range") return /^(Left|Right|Up|Down|Home|End|PageUp|PageDown)$/.test(keys);
  return (
    (keys === "Enter" || keys === "Space") &&
    target instanceof Element &&
    target.closest("button, a, summary, input[type=checkbox]") !== null
  );
}

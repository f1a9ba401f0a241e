import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { resolve, type Command, type Remapping } from "@/editor/commands";
import { spell } from "@/editor/keys";
import { readPreference, writePreference } from "./preference";

interface Commands {
  /** Everything that can be done now, the page's own last. */
  all: () => readonly Command[];
  register: (commands: () => readonly Command[]) => () => void;
  remapping: Remapping;
  remap: (next: Remapping) => void;
  /** Whose keys they are: a browser is shared, hands are not. */
  belong: (to: string) => void;
}

const keysPlace = (person: string) => `groundwork.keys.${person}`;

const Context = createContext<Commands | null>(null);

export function CommandProvider({ children }: { children: ReactNode }) {
  const [sources] = useState(() => new Set<() => readonly Command[]>());
  const [person, setPerson] = useState("");
  const [remapping, setRemapping] = useState<Remapping>({});

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

  const belong = useCallback((to: string) => {
    setPerson(to);
    setRemapping(readPreference<Remapping>(keysPlace(to), {}));
  }, []);
  const value = useMemo<Commands>(
    () => ({
      all: () => [...sources].flatMap((source) => source()),
      register: (source) => {
        sources.add(source);
        return () => sources.delete(source);
      },
      remapping,
      remap: (next) => {
        setRemapping(next);
        writePreference(keysPlace(person), next);
      },
      belong,
    }),
    [sources, remapping, person, belong],
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

function isText(target: EventTarget | null): boolean | "own" {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && ["checkbox", "radio", "button", "range", "file"].includes(target.type)) return false;
  const written = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
  if (!written && !target.isContentEditable) return false;
  return target.closest("[data-answer]") ? "own" : true;
}

/** Enter and Space on a button or link press it; arrows move a slider; Tab leads on from wherever somebody went with it. */
function belongsToTarget(target: EventTarget | null, keys: string): boolean {
  if (keys === "Tab" || keys === "Shift+Tab") {
    return target instanceof Element && target !== document.body && target.closest("[data-surface]") === null;
  }
  if (target instanceof HTMLInputElement && target.type === "range") return /^(Left|Right|Up|Down|Home|End|PageUp|PageDown)$/.test(keys);
  return (
    (keys === "Enter" || keys === "Space") &&
    target instanceof Element &&
    target.closest("button, a, summary, input[type=checkbox]") !== null
  );
}

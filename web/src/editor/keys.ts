/** A key press as the browser tells it; no DOM type, so that tests need no browser. */
export interface KeyPress {
  readonly key: string;
  readonly code?: string;
  readonly ctrlKey?: boolean;
  readonly metaKey?: boolean;
  readonly altKey?: boolean;
  readonly shiftKey?: boolean;
}

const names: Readonly<Record<string, string>> = {
  " ": "Space",
  Esc: "Escape",
  ArrowUp: "Up",
  ArrowDown: "Down",
  ArrowLeft: "Left",
  ArrowRight: "Right",
};
const modifiers = new Set(["Control", "Meta", "Alt", "Shift", "AltGraph", "CapsLock", "Dead"]);

/**
 * One spelling per press: `Mod+Shift+Z`, `1`, `Shift+1`, `?`. Mod is Ctrl, or Command on a Mac. Shift is named for letters,
 * digits and named keys only: `?` already says how it is typed. Digits come from the key's place, so that they work on
 * layouts where the digit row needs Shift, and so do letters where the layout has others (or Alt types a sign): commands
 * are spelled in Latin letters, and who labels Russian text has a Russian keyboard.
 */
export function spell(press: KeyPress): string | null {
  if (modifiers.has(press.key)) return null;
  const digit = /^Digit(\d)$/.exec(press.code ?? "")?.[1];
  const place = /^Key([A-Z])$/.exec(press.code ?? "")?.[1];
  const mod = press.ctrlKey === true || press.metaKey === true;
  const foreign =
    press.key.length === 1 &&
    (press.altKey === true ? !/[a-z]/i.test(press.key) : /^\p{L}$/u.test(press.key) && !/^\p{Script=Latin}$/u.test(press.key));
  const typed = digit !== undefined && !press.altKey ? digit : place !== undefined && foreign ? place : press.key;
  const base = names[typed] ?? (typed.length === 1 ? typed.toUpperCase() : typed);
  const named = base.length > 1 || /^[\p{L}\d]$/u.test(base);
  return [mod && "Mod", press.altKey === true && "Alt", press.shiftKey === true && named && "Shift", base].filter(Boolean).join("+");
}

/** Whether a press would write a character into a text field. */
export function writes(keys: string): boolean {
  return !keys.startsWith("Mod+") && !/^(Escape|F\d+|Alt\+.*)$/.test(keys);
}

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
 * One spelling per press: `Mod+Shift+Z`, `1`, `?`. Mod is Ctrl, or Command on a Mac. Shift is
 * named for letters and named keys only: `?` already says how it is typed. Digits come from the
 * key's place, so that they work on layouts where the digit row needs Shift.
 */
export function spell(press: KeyPress): string | null {
  if (modifiers.has(press.key)) return null;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(press.code ?? "")?.[1];
  const mod = press.ctrlKey === true || press.metaKey === true;
  const plainDigit = digit !== undefined && !press.shiftKey && !press.altKey;
  const typed = plainDigit ? digit : press.key;
  const base = names[typed] ?? (typed.length === 1 ? typed.toUpperCase() : typed);
  const named = base.length > 1 || /^\p{L}$/u.test(base);
  return [mod && "Mod", press.altKey === true && "Alt", press.shiftKey === true && named && "Shift", base].filter(Boolean).join("+");
}

/** Whether a press would write a character into a text field. */
export function writes(keys: string): boolean {
  return !keys.startsWith("Mod+") && !/^(Escape|F\d+|Alt\+.*)$/.test(keys);
}

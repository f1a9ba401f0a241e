/** Something a person can do, as data: keyboard, palette, menus and the help sheet all read it. */
export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  /** Default keys, each spelled as `spell` does. */
  readonly keys: readonly string[];
  /** Commands of one scope are active together, so their keys may not clash. */
  readonly scope: string;
  /** Also active while a text field has the focus; with `own`, while one of the task itself has it, whose letters the editor keeps. */
  readonly inText?: boolean | "own";
  readonly when?: () => boolean;
  /** Its keys belong to the content, such as an option's, and can't be changed by a person. */
  readonly fixed?: boolean;
  /** Stays out of the palette, for instance the digit of one option. */
  readonly quiet?: boolean;
  readonly run: () => void;
}

/** A person's own keys, by command. */
export type Remapping = Readonly<Record<string, readonly string[]>>;

export function keysOf(command: Command, remapping: Remapping): readonly string[] {
  return remapping[command.id] ?? command.keys;
}

export function isActive(command: Command): boolean {
  return command.when ? command.when() : true;
}

/** The command that a press runs; later commands win over earlier ones, as an overlay does over its page. */
export function resolve(commands: readonly Command[], keys: string, remapping: Remapping, inText: boolean | "own"): Command | undefined {
  const heard = ({ inText: also }: Command) => inText === false || also === true || (also === "own" && inText === "own");
  return commands.findLast((command) => heard(command) && keysOf(command, remapping).includes(keys) && isActive(command));
}

export interface Clash {
  readonly keys: string;
  readonly scope: string;
  readonly ids: readonly string[];
}

/** Keys that two commands of one scope both claim. */
export function clashes(commands: readonly Command[], remapping: Remapping = {}): Clash[] {
  const claims = new Map<string, { scope: string; keys: string; ids: string[] }>();
  for (const command of commands) {
    for (const keys of keysOf(command, remapping)) {
      const place = `${command.scope} ${keys}`;
      const claim = claims.get(place) ?? { scope: command.scope, keys, ids: [] };
      if (!claim.ids.includes(command.id)) claim.ids.push(command.id);
      claims.set(place, claim);
    }
  }
  return [...claims.values()].filter(({ ids }) => ids.length > 1);
}

/** Scopes whose keys come before all others, and only while something is going on. */
const passing = new Set(["overlay", "gesture"]);

/** The command whose key somebody would take away, or be shadowed by, if another one got it too. */
export function rivalOf(commands: readonly Command[], id: string, keys: string, remapping: Remapping): Command | undefined {
  return commands.find((other) => other.id !== id && !passing.has(other.scope) && keysOf(other, remapping).includes(keys));
}

import type { Hand, Input, ToolState } from "./tool";

/** A tool among others, which hears only the inputs that it has handlers for. */
export interface Part<S> {
  readonly name: string;
  readonly open?: boolean;
  enter?(hand: Hand<S>): void;
  leave?(hand: Hand<S>): void;
  otherwise?(input: never, hand: Hand<S>): Part<S> | undefined;
  /** Leaves an input that it could handle to the others, for now. */
  takes?(input: never, hand: Hand<S>): boolean;
  readonly on: object;
}

type Handler<S> = ((input: Input, hand: Hand<S>) => Part<S> | undefined) | undefined;

const takes = <S>(part: Part<S>, input: Input, hand: Hand<S>): boolean =>
  handlerOf(part, input.type) !== undefined && (part.takes?.(input as never, hand) ?? true);

const handlerOf = <S>(part: Part<S>, type: string): Handler<S> => (part.on as Readonly<Record<string, Handler<S>>>)[type];

/**
 * Several tools at once, such as the questions and the canvas of one task. An input goes to the first one that takes
 * it; the others hear `settle` before, so that what somebody was writing becomes a step of its own.
 */
export function beside<I extends Input, S>(parts: readonly Part<S>[]): ToolState<I, S> {
  const step = (at: number, input: Input, hand: Hand<S>, into: Part<S>[]) => {
    const part = into[at];
    const next = part && handlerOf(part, input.type)?.(input, hand);
    if (!part || !next || next === part) return;
    part.leave?.(hand);
    into[at] = next;
    next.enter?.(hand);
  };
  return {
    name: parts.map(({ name }) => name).join(" "),
    open: parts.some(({ open }) => open),
    on: {},
    otherwise: (input, hand) => {
      const after = [...parts];
      if (input.type === "settle") {
        for (const at of parts.keys()) step(at, input, hand, after);
      } else {
        const taker = parts.findIndex((part) => takes(part, input, hand));
        if (taker < 0) return undefined;
        for (const at of parts.keys()) if (at !== taker) step(at, { type: "settle" }, hand, after);
        step(taker, input, hand, after);
      }
      return after.every((part, at) => part === parts[at]) ? undefined : beside<I, S>(after);
    },
  };
}

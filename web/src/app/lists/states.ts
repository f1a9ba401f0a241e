import type { TaskState } from "@/api/types";
import type { Tone } from "@/ui/Badge";

export const taskStates: readonly TaskState[] = ["completed", "in_review", "disputed", "answered", "leased", "available", "cancelled"];

export const stateTones: Readonly<Record<TaskState, Tone>> = {
  completed: "good",
  in_review: "review",
  disputed: "bad",
  answered: "accent",
  leased: "warn",
  available: "neutral",
  cancelled: "neutral",
};

export const stateColors: Readonly<Record<TaskState, string>> = {
  completed: "var(--good)",
  in_review: "var(--review)",
  disputed: "var(--bad)",
  answered: "var(--accent)",
  leased: "var(--warn)",
  available: "var(--line-strong)",
  cancelled: "var(--line)",
};

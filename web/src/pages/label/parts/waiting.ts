import type { TaskSession } from "./TaskSession";

/** Nobody else can do what somebody put off. */
const most = 5;

/** Tasks that wait with what was done in them, while another one is on the screen. */
export class WaitingTasks {
  /** What was in hand when its member looked back; the last one is taken up first. */
  readonly #aside: TaskSession[] = [];
  /** What they put off: the first one is taken up first, and only when nothing else is left. */
  readonly #later: TaskSession[] = [];

  get all(): readonly TaskSession[] {
    return [...this.#aside, ...this.#later];
  }

  get putOff(): number {
    return this.#later.length;
  }

  setAside(task: TaskSession): void {
    this.#aside.push(task);
  }

  lastAside(): TaskSession | undefined {
    return this.#aside.pop();
  }

  /** Puts one off, unless there are enough. */
  later(task: TaskSession): boolean {
    if (this.#later.length >= most) return false;
    this.#later.push(task);
    return true;
  }

  firstPutOff(): TaskSession | undefined {
    return this.#later.shift();
  }

  take(id: string): TaskSession | null {
    for (const tasks of [this.#aside, this.#later]) {
      const at = tasks.findIndex((task) => task.id === id);
      if (at >= 0) return tasks.splice(at, 1)[0] ?? null;
    }
    return null;
  }
}

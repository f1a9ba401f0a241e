/** Whether changes are told as they happen, so that looking again and again is only for safety. */
let told = false;

export const setTold = (now: boolean): void => {
  told = now;
};

const seldomMs = 60_000;

/** How often to look again: as often as asked, but seldom while changes are told. */
export const every = (ms: number): number => (told ? Math.max(ms, seldomMs) : ms);

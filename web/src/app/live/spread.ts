/** Some part of a time, another one for each tab: so that not all of them ask at the same moment. */
export function someOf(ms: number): number {
  const [n = 0] = globalThis.crypto.getRandomValues(new Uint16Array(1));
  return (ms * n) / 0x10000;
}

const day = String.raw`\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?`;
const period = new RegExp(`^(${day}(/${day})?)?$`);

/** A year, a month or a day, or a span of them, as far as can be told while it is typed. */
export function isPeriod(text: string): boolean {
  return period.test(text.trim());
}

import { expect, test } from "vitest";
import { localTime, sayDeadline } from "./deadline";

const now = Date.UTC(2026, 10, 22, 12);
const hour = 3_600_000;

test("a deadline is said by how near it is", () => {
  expect(sayDeadline(now + 50 * hour, now)).toMatch(/^due in 2 days, /);
  expect(sayDeadline(now + 25 * hour, now)).toMatch(/^due in 1 day, /);
  expect(sayDeadline(now + hour, now)).toMatch(/^due within a day, /);
  expect(sayDeadline(now - 1, now)).toMatch(/^overdue since /);
});

test("a field's time comes back as the same moment", () => {
  expect(new Date(localTime(now)).getTime()).toBe(now);
});

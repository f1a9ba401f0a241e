import { expect, it } from "vitest";
import { rank } from "../rank";
import { en } from "./en";
import { formatAgo, formatBytes, formatDuration, t } from ".";

it("fills holes, groups numbers and chooses the plural", () => {
  expect(t("label.task", { n: 1204 })).toBe("Task 1,204");
  expect(t("work.today", { n: 1 })).toBe("1 answer today");
  expect(t("work.today", { n: 0 })).toBe("0 answers today");
  expect(t("help.clash", { keys: "P", title: "{n}" })).toContain("{n}");
});

it("has no empty text and no hole in only one of two plurals", () => {
  const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  for (const message of Object.values<string | { one: string; other: string }>(en)) {
    if (typeof message === "string") expect(message.trim()).not.toBe("");
    else expect(holes(message.one)).toEqual(holes(message.other));
  }
});

it("tells times as people do", () => {
  expect(formatAgo(1_000, 2_000)).toBe("just now");
  expect(formatAgo(0, 5 * 60_000)).toMatch(/^5 min/);
  expect([formatDuration(8_400), formatDuration(720_000), formatDuration(11_100_000)]).toEqual(["8 s", "12 min", "3 h 05"]);
});

it("tells sizes in units that people read", () => {
  expect([0, 1, 812, 1_000, 1_240_000, 999_400, 999_900, 5_000_000_000_000_000].map(formatBytes)).toEqual([
    "0 bytes",
    "1 byte",
    "812 bytes",
    "1 kB",
    "1.24 MB",
    "999 kB",
    "1 MB",
    "5,000 TB",
  ]);
});

it("ranks what starts a word before what is inside one", () => {
  const entries = ["Pause", "Go to Data", "Update"].map((title) => ({ title, group: "" }));
  expect(rank(entries, "da").map(({ title }) => title)).toEqual(["Go to Data", "Update"]);
  expect(rank(entries, "to go")).toHaveLength(1);
  expect(rank(entries, "zzz")).toEqual([]);
});

import { describe, expect, it } from "vitest";
import { checkQuestions, follows, nameFrom, question, renamed, templates } from "./questions";

describe("the question builder", () => {
  it("offers templates that can be asked as they are", () => {
    for (const { id, questions } of templates)
      expect([id, checkQuestions(questions)]).toEqual([id, id === "blank" ? checkQuestions(questions) : []]);
    expect(checkQuestions(templates.at(-1)!.questions)).toHaveLength(2);
  });

  it("makes names from words of any script", () => {
    expect(nameFrom("Wie dringend ist es?", "question_1", [])).toBe("wie_dringend_ist_es");
    expect(nameFrom("Été à Paris", "q", [])).toBe("ete_a_paris");
    expect(nameFrom("السؤال", "question_2", [])).toBe("question_2");
    expect(nameFrom("Topic", "q", ["topic", "topic_2"])).toBe("topic_3");
    expect(nameFrom("5 stars", "q", [])).toBe("stars");
    expect(follows("topic_3", "Topic", "q")).toBe(true);
    expect(follows("mine", "Topic", "q")).toBe(false);
  });

  it("keeps conditions right over renames and says when they can't hold", () => {
    const rename = (name: string, chosen?: string) => (chosen === undefined ? (name === "a" ? "b" : name) : chosen === "x" ? "y" : chosen);
    expect(renamed({ all: [{ question: "a", is: ["x", "z"] }, { not: { question: "c", answered: true } }] }, rename)).toEqual({
      all: [{ question: "b", is: ["y", "z"] }, { not: { question: "c", answered: true } }],
    });
    const later = [question("one", "One", "rating", { when: { question: "two", answered: true } }), question("two", "Two", "rating")];
    expect(checkQuestions(later)).toHaveLength(1);
    expect(
      checkQuestions([question("two", "Two", "rating"), question("one", "One", "text", { when: { question: "two", is: ["6"] } })]),
    ).toHaveLength(1);
  });
});

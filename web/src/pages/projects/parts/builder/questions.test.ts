import { describe, expect, it } from "vitest";
import { checkOntology, labelClass, withClasses } from "./classes";
import { checkQuestions, follows, nameFrom, question, renamed } from "./questions";
import { templates } from "./templates";

describe("the question builder", () => {
  it("offers templates that can be asked as they are", () => {
    for (const { id, ontology } of templates) if (id !== "blank") expect([id, checkOntology(ontology)]).toEqual([id, []]);
    expect(checkOntology(templates.at(-1)!.ontology)).toHaveLength(2);
  });

  it("says what keeps classes from being used", () => {
    const one = labelClass("car", "Car", ["box"], { hotkey: "j" });
    const faulty = (...classes: (typeof one)[]) => checkOntology({ version: 1, classes, relations: [], questions: [] });
    expect(faulty(one)).toEqual([]);
    expect(faulty()).toHaveLength(1);
    expect(faulty(one, { ...one, name: "van" })).toHaveLength(2);
    expect(faulty({ ...one, hotkey: "B" })).toHaveLength(1);
    expect(faulty({ ...one, geometry: [], title: " " })).toHaveLength(2);
    expect(faulty(one, { ...one, hotkey: null })).toHaveLength(2);
    expect(faulty({ ...one, attributes: [question("a", "", "flag")] })).toHaveLength(1);
  });

  it("lets relations follow their classes", () => {
    const classes = [labelClass("a", "A", ["span"]), labelClass("b", "B", ["span"])];
    const before = { version: 1 as const, classes, relations: [{ name: "r", title: "r", from: ["a"], to: ["a", "b"] }], questions: [] };
    const renamedTo = withClasses(before, [labelClass("x", "X", ["span"]), classes[1]!], { from: "a", to: "x" });
    expect(renamedTo.relations[0]).toMatchObject({ from: ["x"], to: ["x", "b"] });
    expect(withClasses(before, [classes[1]!]).relations[0]).toMatchObject({ from: [], to: ["b"] });
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
    const rename = {
      question: (name: string) => (name === "a" ? "b" : name),
      option: (_: string, chosen: string) => (chosen === "gone" ? null : chosen === "x" ? "y" : chosen),
    };
    expect(renamed({ all: [{ question: "a", is: ["x", "gone", "z"] }, { not: { question: "c", answered: true } }] }, rename)).toEqual({
      all: [{ question: "b", is: ["y", "z"] }, { not: { question: "c", answered: true } }],
    });
    const empty = { question: "two", is: [] };
    expect(checkQuestions([question("two", "Two", "rating"), question("one", "One", "text", { when: empty })])).toHaveLength(1);
    const later = [question("one", "One", "rating", { when: { question: "two", answered: true } }), question("two", "Two", "rating")];
    expect(checkQuestions(later)).toHaveLength(1);
    expect(
      checkQuestions([question("two", "Two", "rating"), question("one", "One", "text", { when: { question: "two", is: ["6"] } })]),
    ).toHaveLength(1);
  });
});

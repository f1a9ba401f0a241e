import type { Ontology } from "@/api/types";
import { labelClass, relationType } from "./classes";
import { option, question } from "./questions";

/** A way to begin: an ontology and instructions that can be used as they are. */
export interface Template {
  readonly id: "sentiment" | "topic" | "rating" | "moderation" | "entities" | "imageClass" | "boxes" | "outlines" | "freeText" | "blank";
  /** What it is for; null for anything. */
  readonly modality: "text" | "image" | null;
  readonly ontology: Ontology;
  readonly instructions: string;
}

const asks = (...questions: Ontology["questions"]): Ontology => ({ version: 1, classes: [], relations: [], questions });

export const templates: readonly Template[] = [
  {
    id: "sentiment",
    modality: "text",
    ontology: asks(
      question("sentiment", "How does the writer feel?", "choice", {
        options: [option("positive", "Positive"), option("neutral", "Neutral"), option("negative", "Negative")],
      }),
    ),
    instructions:
      "Judge the **whole text**, not single words.\n\n- *Neutral* is for facts without a feeling.\n- If praise and complaint are mixed, take the stronger one.",
  },
  {
    id: "topic",
    modality: "text",
    ontology: asks(
      question("topic", "What is it about?", "choice", {
        options: [
          option("billing", "Billing"),
          option("delivery", "Delivery"),
          option("product", "Product"),
          option("other", "Something else"),
        ],
      }),
      question("urgency", "How urgent is it?", "rating", {
        help: "1 can wait, 5 can’t.",
        when: { question: "topic", is: ["billing", "delivery", "product"] },
      }),
      question("note", "What is it instead?", "text", { when: { question: "topic", is: ["other"] }, max: 300 }),
    ),
    instructions: "Answer for the writer’s **main concern**. If two weigh the same, take the one that is named first.",
  },
  {
    id: "rating",
    modality: "text",
    ontology: asks(
      question("quality", "How good is this text?", "rating", { help: "1 is unusable, 5 is excellent." }),
      question("reason", "Why?", "text", { max: 500 }),
    ),
    instructions: "Rate what is written, not whether you agree with it.",
  },
  {
    id: "moderation",
    modality: "text",
    ontology: asks(
      question("allowed", "May this be published?", "choice", {
        options: [option("yes", "Yes"), option("no", "No"), option("unsure", "Not sure")],
      }),
      question("problems", "What is wrong with it?", "multichoice", {
        options: [
          option("insult", "Insult"),
          option("hate", "Hate"),
          option("private", "Private details"),
          option("spam", "Advertising"),
          option("other", "Something else"),
        ],
        when: { question: "allowed", is: ["no", "unsure"] },
      }),
    ),
    instructions: "Say *Not sure* rather than guess; a second person will look at it.",
  },
  {
    id: "entities",
    modality: "text",
    ontology: {
      version: 1,
      classes: [
        labelClass("person", "Person", ["span"]),
        labelClass("organisation", "Organisation", ["span"]),
        labelClass("place", "Place", ["span"]),
        labelClass("date", "Date", ["span"]),
      ],
      relations: [
        relationType("works_for", "works for", ["person"], ["organisation"]),
        relationType("located_in", "is in", ["person", "organisation", "place"], ["place"]),
      ],
      questions: [],
    },
    instructions:
      "Mark every **name** with its class, and nothing around it: no articles, no titles, no commas.\n\n- Mark each mention, also if a name comes again.\n- Draw a relation only if the text says it.\n\nExample: in “Dr Ada Lovelace of London” mark *Ada Lovelace* and *London*.",
  },
  {
    id: "imageClass",
    modality: "image",
    ontology: asks(
      question("scene", "What does the picture show?", "choice", {
        options: [option("indoors", "Indoors"), option("street", "Street"), option("nature", "Nature"), option("other", "Something else")],
      }),
      question("usable", "Can it be used?", "choice", {
        options: [option("yes", "Yes"), option("blurred", "No, it is blurred"), option("dark", "No, it is too dark")],
      }),
    ),
    instructions: "Answer for the **whole picture**. If two answers fit, take what fills more of it.",
  },
  {
    id: "boxes",
    modality: "image",
    ontology: {
      version: 1,
      classes: [
        labelClass("person", "Person", ["box"]),
        labelClass("vehicle", "Vehicle", ["box"], {
          attributes: [
            question("kind", "Kind", "choice", {
              required: false,
              options: [option("car", "Car"), option("lorry", "Lorry"), option("bus", "Bus"), option("bicycle", "Bicycle")],
            }),
            question("occluded", "Partly hidden", "flag"),
          ],
        }),
        labelClass("animal", "Animal", ["box"]),
      ],
      relations: [],
      questions: [],
    },
    instructions:
      "Draw a box around **each** thing, as tight as it goes, also around what is partly hidden: then only around what can be seen.\n\n- Leave out what is smaller than about 10 pixels.\n- A crowd gets a box for each person who can be told apart.",
  },
  {
    id: "outlines",
    modality: "image",
    ontology: {
      version: 1,
      classes: [
        labelClass("building", "Building", ["polygon", "box"]),
        labelClass("road", "Road", ["polygon", "polyline"]),
        labelClass("vegetation", "Vegetation", ["polygon", "ellipse"]),
        labelClass("landmark", "Landmark", ["points"]),
      ],
      relations: [],
      questions: [],
    },
    instructions:
      "Follow the **outline** closely: more corners where it bends, few where it is straight.\n\n- Cut out holes such as courtyards.\n- Where things touch, let their outlines meet.",
  },
  {
    id: "freeText",
    modality: null,
    ontology: asks(
      question("description", "Describe it in one or two sentences", "text", { required: true, max: 1000 }),
      question("sure", "How sure are you?", "rating", { required: false, help: "1 is a guess, 5 is certain." }),
    ),
    instructions: "Write for somebody who **hasn’t seen it**. Say what is there, not what it may mean.",
  },
  {
    id: "blank",
    modality: null,
    ontology: asks(question("question_1", "", "choice", { options: [option("option_1", ""), option("option_2", "")] })),
    instructions: "",
  },
];

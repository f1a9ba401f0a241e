import type { Ontology } from "@/api/types";
import { objectColor } from "@/ui/classColor";

/** The colours of classes as a canvas understands them: variables of the theme are looked up in the page. */
export class Colors {
  readonly #ontology: Ontology;
  readonly #probe: HTMLElement;
  readonly #known = new Map<string, string>();

  constructor(ontology: Ontology, place: HTMLElement) {
    this.#ontology = ontology;
    this.#probe = document.createElement("span");
    this.#probe.hidden = true;
    place.append(this.#probe);
  }

  of(name: string): string {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    this.#probe.style.color = objectColor(this.#ontology.classes, name);
    const color = getComputedStyle(this.#probe).color;
    this.#known.set(name, color);
    return color;
  }

  /** The theme is another. */
  forget(): void {
    this.#known.clear();
  }
}

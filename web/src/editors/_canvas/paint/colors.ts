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
    return this.#known.get(name) ?? this.#find(name, objectColor(this.#ontology.classes, name));
  }

  /** Any colour of the page, such as a variable of the theme. */
  css(value: string): string {
    const key = `css ${value}`;
    return this.#known.get(key) ?? this.#find(key, value);
  }

  #find(key: string, value: string): string {
    this.#probe.style.color = value;
    const color = getComputedStyle(this.#probe).color;
    this.#known.set(key, color);
    return color;
  }

  /** The theme is another. */
  forget(): void {
    this.#known.clear();
  }
}

// When to draw: once a frame at most, and only while somebody can see it.

export class Painter {
  readonly #draw: () => void;
  #isAsked = false;

  constructor(draw: () => void) {
    this.#draw = draw;
    document.addEventListener("visibilitychange", () => this.ask());
  }

  /** Something is new. What is asked for while hidden is drawn on return. */
  ask(): void {
    if (this.#isAsked || document.visibilityState === "hidden") return;
    this.#isAsked = true;
    requestAnimationFrame(() => {
      this.#isAsked = false;
      this.#draw();
    });
  }
}

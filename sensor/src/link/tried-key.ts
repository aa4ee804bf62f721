// The key that the latest try showed. When it is refused and another stands in its place by now, it was rotated
// meanwhile: that is no reason to wait.
export class TriedKey {
  readonly #read: () => string;
  #tried: string | undefined;

  constructor(read: () => string) {
    this.#read = read;
  }

  /** For the next try. Throws what reading throws. */
  next(): string {
    this.#tried = this.#read();
    return this.#tried;
  }

  isReplaced(): boolean {
    try {
      return this.#tried !== undefined && this.#read() !== this.#tried;
    } catch {
      // It is just being replaced: the next try finds out.
      return false;
    }
  }
}

// Pieces of a program that are remembered while it passes, by their place in its memory.

/** Grows with what passes, until it is as long as it may be or the text that ends it was seen. */
export class GoPassingBytes {
  readonly #address: number;
  readonly #bytesMax: number;
  readonly #end: Buffer | undefined;
  #bytes = Buffer.alloc(0);
  isOpen = true;

  constructor(address: number, bytesMax: number, end?: Buffer) {
    this.#address = address;
    this.#bytesMax = bytesMax;
    this.#end = end;
  }

  /** A piece of the program that begins at the address. */
  take(address: number, piece: Buffer): void {
    const known = this.#bytes.length;
    const from = this.#address + known - address;
    if (!this.isOpen || from < 0 || from >= piece.length) return;
    const added = piece.subarray(from, from + this.#bytesMax - known);
    this.#bytes = Buffer.concat([this.#bytes, added]);
    const searchedFrom = Math.max(0, known - (this.#end?.length ?? 0));
    const hasEnded = this.#end !== undefined && this.#bytes.includes(this.#end, searchedFrom);
    this.isOpen = !hasEnded && this.#bytes.length < this.#bytesMax;
  }

  at(address: number, length: number): Buffer | undefined {
    const from = address - this.#address;
    const isWithin = from >= 0 && from + length <= this.#bytes.length;
    return isWithin ? this.#bytes.subarray(from, from + length) : undefined;
  }
}

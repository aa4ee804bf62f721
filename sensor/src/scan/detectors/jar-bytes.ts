// The bytes of a zip archive as its reader asks for them: all of them, or only those that were kept while a large
// archive passed.

export interface JarBytes {
  readonly length: number;
  /** Undefined where the archive ends before, or where something in between was not kept. */
  slice(start: number, end: number): Buffer | undefined;
  /** As much of the end as is there in one piece. */
  tail(bytesMax: number): Buffer;
  /** An archive that lies in this one as it is. Undefined when it goes on behind the end. */
  part(start: number, end: number): JarBytes | undefined;
}

export function wholeJar(archive: Buffer): JarBytes {
  const isWithin = (start: number, end: number) =>
    start >= 0 && start <= end && end <= archive.length;
  return {
    length: archive.length,
    slice: (start, end) => (isWithin(start, end) ? archive.subarray(start, end) : undefined),
    tail: (bytesMax) => archive.subarray(Math.max(0, archive.length - bytesMax)),
    part: (start, end) =>
      isWithin(start, end) ? wholeJar(archive.subarray(start, end)) : undefined,
  };
}

export interface KeptPiece {
  /** From the start of the archive. */
  readonly start: number;
  readonly bytes: Buffer;
}

/** `pieces` in their order, without overlaps. */
export function sparseJar(pieces: readonly KeptPiece[], from: number, to: number): JarBytes {
  const slice = (start: number, end: number): Buffer | undefined => {
    if (start < 0 || start > end || from + end > to) return undefined;
    const parts: Buffer[] = [];
    let at = from + start;
    for (let index = pieceAt(pieces, at); at < from + end; index += 1) {
      const piece = pieces[index];
      if (piece === undefined || piece.start > at) return undefined;
      const part = piece.bytes.subarray(at - piece.start, from + end - piece.start);
      if (part.length === 0) return undefined;
      parts.push(part);
      at += part.length;
    }
    return parts.length === 1 ? parts[0] : Buffer.concat(parts);
  };
  return {
    length: to - from,
    slice,
    tail: (bytesMax) => {
      const lowest = Math.max(from, to - bytesMax);
      let start = to;
      for (let index = pieceAt(pieces, to - 1); index >= 0 && start > lowest; index -= 1) {
        const piece = pieces[index];
        if (piece === undefined || piece.start + piece.bytes.length < start) break;
        start = Math.max(piece.start, lowest);
      }
      return slice(start - from, to - from) ?? Buffer.alloc(0);
    },
    part: (start, end) =>
      start < 0 || start > end || from + end > to
        ? undefined
        : sparseJar(pieces, from + start, from + end),
  };
}

/** The last piece that begins at the place or before it. */
function pieceAt(pieces: readonly KeptPiece[], place: number): number {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.start ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

// Looks for Go build information in an executable that passes by. It holds the head of the file, and then only what
// follows the magic, and of Go programs what old build information may point to; a file that is no executable is let
// go after its first bytes.
import type { FileReading, FileStream } from './detector.ts';
import {
  type GoBuildInfo,
  goBuildInfoAlignment,
  goBuildInfoMagic,
  readGoBuildInfo,
} from './go-build-info.ts';
import { type GoData, goData } from './go-modules.ts';
import { GoPointedTexts } from './go-pointed-texts.ts';
import { headBytesMax, programSegments } from './program-segments.ts';
import { isExecutableStart } from './program-start.ts';

/** In the note that tools know a Go program by, and at the start of its code. */
const goMarks = ['\x04\0\0\0Go\0\0', '\0\0\0\x04Go\0\0', 'Go build ID: "'].map((text) =>
  Buffer.from(text, 'latin1'),
);

/** The true one comes first in its segment; others are constants of programs that read Go programs. */
const candidatesMax = 8;

interface Candidate {
  chunks: Buffer[];
  bytes: number;
  bytesNeeded: number;
}

export class GoStream implements FileStream<GoData> {
  #head: Buffer[] = [];
  #headBytes = 0;
  #isStarted = false;
  #segments: ReturnType<typeof programSegments> = [];
  #texts: GoPointedTexts | undefined;
  #offset = 0;
  /** The start of an aligned piece of a segment, less than the magic. */
  #rest = Buffer.alloc(0);
  #candidates: Candidate[] = [];
  #candidatesSeen = 0;
  #outcome: FileReading<GoData> = { kind: 'nothing' };
  #isDone = false;

  push(chunk: Buffer): boolean {
    if (this.#isDone) return false;
    if (this.#isStarted) this.#feed(chunk);
    else this.#gatherHead(chunk);
    return !this.#isDone;
  }

  end(): FileReading<GoData> {
    if (!this.#isStarted && !this.#isDone) this.#start();
    return this.#outcome.kind === 'nothing'
      ? (this.#texts?.reading() ?? this.#outcome)
      : this.#outcome;
  }

  #gatherHead(chunk: Buffer): void {
    if (this.#headBytes === 0 && chunk.length >= 4 && !isExecutableStart(chunk)) {
      this.#isDone = true;
      return;
    }
    this.#head.push(Buffer.from(chunk.subarray(0, headBytesMax)));
    this.#headBytes += Math.min(chunk.length, headBytesMax);
    const first = this.#headBytes >= 4 ? Buffer.concat(this.#head) : undefined;
    if (first === undefined) return;
    this.#head = [first];
    if (!isExecutableStart(first)) this.#isDone = true;
    else if (this.#headBytes >= headBytesMax) {
      this.#start();
      this.#feed(chunk.subarray(headBytesMax));
    }
  }

  #start(): void {
    const head = Buffer.concat(this.#head);
    this.#head = [];
    this.#isStarted = true;
    this.#segments = programSegments(head);
    if (goMarks.some((mark) => head.includes(mark))) this.#texts = new GoPointedTexts();
    else this.#segments = this.#segments.filter((one) => one.isWritable);
    this.#feed(head);
  }

  #feed(chunk: Buffer): void {
    const start = this.#offset;
    this.#offset += chunk.length;
    for (const candidate of this.#candidates) this.#continue(candidate, chunk);
    for (const segment of this.#segments) {
      const from = Math.max(segment.offset, start);
      const to = Math.min(segment.offset + segment.bytes, this.#offset);
      if (from >= to || this.#isDone) continue;
      const found = chunk.subarray(from - start, to - start);
      const address = segment.address + (from - segment.offset);
      if (segment.isWritable) {
        if (from === segment.offset) this.#rest = Buffer.alloc(0);
        const piece = this.#rest.length === 0 ? found : Buffer.concat([this.#rest, found]);
        this.#search(piece, address - this.#rest.length, chunk.subarray(to - start));
      }
      this.#texts?.push(address, found);
    }
    this.#isDone ||= this.#segments.length === 0 || this.#isBeyondData();
  }

  #isBeyondData(): boolean {
    const isBeyond = this.#segments.every((one) => one.offset + one.bytes <= this.#offset);
    return isBeyond && this.#candidates.length === 0;
  }

  /** What an aligned block begins is never cut, because the rest of a block is kept for the next piece. */
  #search(piece: Buffer, address: number, following: Buffer): void {
    const isAligned = (at: number) => (address + at) % goBuildInfoAlignment === 0;
    for (let at = piece.indexOf(goBuildInfoMagic); at !== -1; ) {
      if (isAligned(at)) this.#open([piece.subarray(at), following]);
      if (this.#isDone) return;
      at = piece.indexOf(goBuildInfoMagic, at + 1);
    }
    const restBytes = (address + piece.length) % goBuildInfoAlignment;
    const kept = Math.min(restBytes, piece.length);
    // A whole magic was found above already.
    this.#rest =
      kept >= goBuildInfoMagic.length
        ? Buffer.alloc(0)
        : Buffer.from(piece.subarray(piece.length - kept));
  }

  #open(chunks: readonly Buffer[]): void {
    this.#candidatesSeen += 1;
    if (this.#candidatesSeen > candidatesMax) return;
    const candidate: Candidate = { chunks: [], bytes: 0, bytesNeeded: 0 };
    this.#candidates = [...this.#candidates, candidate];
    this.#continue(candidate, Buffer.concat(chunks));
  }

  #continue(candidate: Candidate, chunk: Buffer): void {
    candidate.chunks.push(Buffer.from(chunk));
    candidate.bytes += chunk.length;
    if (candidate.bytes < candidate.bytesNeeded) return;
    const bytes = Buffer.concat(candidate.chunks);
    candidate.chunks = [bytes];
    const reading = readGoBuildInfo(bytes);
    if (reading.kind === 'more') candidate.bytesNeeded = reading.bytesNeeded;
    else this.#settle(candidate, reading);
  }

  #settle(candidate: Candidate, reading: Exclude<GoBuildInfo, { kind: 'more' }>): void {
    this.#candidates = this.#candidates.filter((one) => one !== candidate);
    if (reading.kind === 'info') {
      this.#outcome = goData(reading.goVersion, reading.modules);
      this.#candidates = [];
      this.#isDone = true;
    } else if (reading.kind === 'pointers') {
      // A program that is none of Go has no texts that could be meant.
      this.#texts?.pointAt(reading);
    }
  }
}

// A file that several detectors look into at once while it passes. Each gets every piece until it has seen enough;
// the first that finds something keeps the file. Watchers see it too and keep nothing of it.
import type { Detector, FileReading, FileStream } from './detectors/detector.ts';
import type { BodyStream } from './tar-reader.ts';

export interface StreamedDetector {
  readonly name: string;
  readonly stream: FileStream<unknown>;
}

type OnReading = (detector: string, reading: FileReading<unknown>) => void;

export class StreamedFile implements BodyStream {
  readonly #readers: readonly StreamedDetector[];
  readonly #onReading: OnReading;
  readonly #watchers: readonly BodyStream[];
  #reading: readonly StreamedDetector[];
  #watching: readonly BodyStream[];

  constructor(
    readers: readonly StreamedDetector[],
    onReading: OnReading,
    watchers: readonly BodyStream[] = [],
  ) {
    this.#readers = readers;
    this.#reading = readers;
    this.#onReading = onReading;
    this.#watchers = watchers;
    this.#watching = watchers;
  }

  push(chunk: Buffer): boolean {
    this.#reading = this.#reading.filter(({ stream }) => stream.push(chunk));
    this.#watching = this.#watching.filter((watcher) => watcher.push(chunk));
    return this.#reading.length > 0 || this.#watching.length > 0;
  }

  end(): void {
    let isKept = false;
    for (const { name, stream } of this.#readers) {
      const reading = stream.end();
      if (reading.kind === 'data' && isKept) continue;
      isKept ||= reading.kind === 'data';
      this.#onReading(name, reading);
    }
    for (const watcher of this.#watchers) watcher.end();
  }
}

/** A file of which the first piece tells who wants to see it, if anybody does. */
export class FileByStart implements BodyStream {
  readonly #open: (start: Buffer) => BodyStream | undefined;
  #file: BodyStream | undefined;
  #isOpen = false;

  constructor(open: (start: Buffer) => BodyStream | undefined) {
    this.#open = open;
  }

  push(chunk: Buffer): boolean {
    if (!this.#isOpen) this.#openWith(chunk);
    return this.#file?.push(chunk) ?? false;
  }

  end(): void {
    // An empty file has no first piece.
    if (!this.#isOpen) this.#openWith(Buffer.alloc(0));
    this.#file?.end();
  }

  #openWith(start: Buffer): void {
    this.#isOpen = true;
    this.#file = this.#open(start);
  }
}

export function streamsOf(
  detectors: readonly Detector[],
  path: string,
  sizeBytes: number,
): readonly StreamedDetector[] {
  return detectors.flatMap(({ name, stream }) => {
    const opened = stream?.(path, sizeBytes);
    return opened === undefined ? [] : [{ name, stream: opened }];
  });
}

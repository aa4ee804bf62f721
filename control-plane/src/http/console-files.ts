// The files of the built web console, all in memory: an address is looked up, never turned into a path, so nothing
// beside them can be asked for.

export interface ConsoleFile {
  readonly contentType: string;
  readonly body: Uint8Array;
  /** Absent where it would not be smaller. */
  readonly gzipped?: Uint8Array;
  /** Of the content, quoted, for If-None-Match. */
  readonly etag: string;
  /** Its name holds a hash of its content: whoever has it never asks again. */
  readonly isHashed: boolean;
}

export interface ConsoleFiles {
  /** What every page of the console begins with. */
  readonly page: ConsoleFile;
  /** `path` begins with a slash. */
  file(path: string): ConsoleFile | undefined;
}

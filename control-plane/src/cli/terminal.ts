// Where commands write: results to standard output, everything for people to standard error.

export interface Terminal {
  print(text: string): void;
  error(text: string): void;
  /** Whether a person may be watching standard error. */
  readonly isInteractive: boolean;
}

export const processTerminal: Terminal = {
  print: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
  isInteractive: process.stderr.isTTY === true,
};

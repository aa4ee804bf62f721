// One line of progress: rewritten in place on a terminal, written once per change elsewhere.

export interface ProgressLine {
  readonly say: (text: string) => void;
  readonly clear: () => void;
}

interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export function createProgressLine(output: Output): ProgressLine {
  if (output.isTTY !== true) {
    return { say: (text) => output.write(`${text}\n`), clear: () => undefined };
  }
  const erase = '\r\u001b[2K';
  return {
    say: (text) => output.write(`${erase}${text}`),
    clear: () => output.write(erase),
  };
}

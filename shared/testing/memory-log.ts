// A log that keeps its lines, so that a test can say what was written and, above all, what was not.
import { inspect } from 'node:util';
import type { Log, LogFields } from '../src/ports.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  /** Those of the line, of its log and of the logs above; the nearest wins. */
  readonly fields: LogFields;
}

type Listener = (line: LogLine) => void;

export class MemoryLog implements Log {
  /** Children write here too. */
  readonly lines: LogLine[];
  readonly #fields: LogFields;
  readonly #listeners: Set<Listener>;

  constructor(parent?: MemoryLog, fields: LogFields = {}) {
    this.lines = parent ? parent.lines : [];
    this.#listeners = parent ? parent.#listeners : new Set();
    this.#fields = parent ? { ...parent.#fields, ...fields } : fields;
  }

  debug(message: string, fields?: LogFields): void {
    this.#write('debug', message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#write('info', message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#write('warn', message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#write('error', message, fields);
  }

  child(fields: LogFields): MemoryLog {
    return new MemoryLog(this, fields);
  }

  /** The lines with exactly this message. */
  linesOf(message: string): readonly LogLine[] {
    return this.lines.filter((line) => line.message === message);
  }

  /** Resolves with the first line of this message, written already or still to come. */
  waitFor(message: string): Promise<LogLine> {
    const written = this.lines.find((line) => line.message === message);
    if (written) return Promise.resolve(written);
    return new Promise((resolve) => {
      const listener: Listener = (line) => {
        if (line.message !== message) return;
        this.#listeners.delete(listener);
        resolve(line);
      };
      this.#listeners.add(listener);
    });
  }

  /** All that was logged, to the last nested cause and property, to search for what must not be there. */
  text(): string {
    return this.lines
      .map((line) => `${line.level} ${line.message} ${inspectWhole(line.fields)}`)
      .join('\n');
  }

  #write(level: LogLevel, message: string, fields: LogFields = {}): void {
    const line: LogLine = { level, message, fields: { ...this.#fields, ...fields } };
    this.lines.push(line);
    for (const listener of this.#listeners) listener(line);
  }
}

function inspectWhole(value: unknown): string {
  return inspect(value, {
    depth: Number.POSITIVE_INFINITY,
    maxArrayLength: Number.POSITIVE_INFINITY,
    maxStringLength: Number.POSITIVE_INFINITY,
    breakLength: Number.POSITIVE_INFINITY,
  });
}

// One of the two programs as a process of its own, started the way an operator starts it, its log read line by line.
import { type ChildProcess, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { within } from './within.ts';

const root = resolve(import.meta.dirname, '../..');

export interface ProgramOptions {
  /** `control-plane` or `sensor`. */
  readonly name: 'control-plane' | 'sensor';
  readonly args: readonly string[];
  /** All HARBORGUARD_* it sees; those of the caller's own environment are taken away. */
  readonly environment: Readonly<Record<string, string>>;
  /** Log lines are kept for questions; the oldest are dropped beyond this. */
  readonly linesMax?: number;
}

export interface LogLine {
  readonly msg?: string;
  readonly [field: string]: unknown;
}

export interface Program {
  readonly pid: number;
  readonly lines: readonly LogLine[];
  /** Everything it wrote to standard error, to look for what must not be there. */
  text(): string;
  /** The first line with this message, past or to come. Rejects when the program ends before, or says nothing of it. */
  waitForLine(message: string): Promise<LogLine>;
  exited: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, then waits for the end. One that does not end is killed, and its test fails. */
  stop(): Promise<void>;
}

/** They end what would wait for ever, below the limit of a test; no program takes so long, however busy its machine. */
const lineMsMax = 200_000;
const stopMsMax = 150_000;

export function startProgram(options: ProgramOptions): Program {
  const entry = join(root, options.name, 'src/main.ts');
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', entry, ...options.args],
    { env: environmentFor(options.environment), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  child.stdout?.resume();
  const book = new LineBook(options.linesMax ?? 20_000);
  const exited = new Promise<number | null>((settle) => {
    child.once('close', (code) => {
      book.end(`${options.name} ended with ${code}`);
      settle(code);
    });
  });
  if (child.stderr !== null) {
    createInterface({ input: child.stderr }).on('line', (line) => book.add(line));
  }
  return programOf(child, book, exited);
}

function programOf(child: ChildProcess, book: LineBook, exited: Promise<number | null>): Program {
  return {
    pid: child.pid ?? 0,
    lines: book.lines,
    text: () => book.text(),
    waitForLine: (message) => book.waitFor(message),
    exited,
    kill: (signal) => child.kill(signal),
    stop: async () => {
      child.kill('SIGTERM');
      try {
        await within(stopMsMax, 'the end of a program asked to stop', exited);
      } finally {
        child.kill('SIGKILL');
      }
    },
  };
}

/** A clean environment: the caller's own HARBORGUARD_* and npm variables must not leak into a test. */
function environmentFor(own: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(?:HARBORGUARD_|OTEL_|npm_)/.test(name),
  );
  return { ...Object.fromEntries(inherited), ...own };
}

class LineBook {
  readonly lines: LogLine[] = [];
  readonly #raw: string[] = [];
  readonly #max: number;
  readonly #waiting = new Set<{
    message: string;
    found: (line: LogLine) => void;
    failed: (error: Error) => void;
  }>();
  #ended: string | undefined;

  constructor(max: number) {
    this.#max = max;
  }

  add(text: string): void {
    this.#raw.push(text);
    const line = parseLine(text);
    this.lines.push(line);
    if (this.lines.length > this.#max) {
      this.lines.shift();
      this.#raw.shift();
    }
    for (const waiter of this.#waiting) {
      if (waiter.message !== line.msg) continue;
      this.#waiting.delete(waiter);
      waiter.found(line);
    }
  }

  end(reason: string): void {
    this.#ended = reason;
    for (const waiter of this.#waiting) waiter.failed(this.#failure(waiter.message));
    this.#waiting.clear();
  }

  waitFor(message: string): Promise<LogLine> {
    const known = this.lines.find((line) => line.msg === message);
    if (known !== undefined) return Promise.resolve(known);
    if (this.#ended !== undefined) return Promise.reject(this.#failure(message));
    return new Promise((found, failed) => {
      const late = setTimeout(() => failed(this.#late(message)), lineMsMax);
      this.#waiting.add({
        message,
        found: (line) => {
          clearTimeout(late);
          found(line);
        },
        failed: (error) => {
          clearTimeout(late);
          failed(error);
        },
      });
    });
  }

  text(): string {
    return this.#raw.join('\n');
  }

  #failure(message: string): Error {
    return new Error(`${this.#ended} before it said "${message}":\n${this.#last()}`);
  }

  #late(message: string): Error {
    return new Error(`"${message}" was not said within ${lineMsMax} ms:\n${this.#last()}`);
  }

  #last(): string {
    return this.#raw.slice(-20).join('\n');
  }
}

function parseLine(text: string): LogLine {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as LogLine) : { msg: text };
  } catch {
    return { msg: text };
  }
}

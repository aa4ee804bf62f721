// A line that a program has yet to say, though it may have said the same before.
import { setTimeout as wait } from 'node:timers/promises';
import type { LogLine, Program } from '../support/program.ts';

const pollMs = 50;

/** Resolves with the first line of this message that comes after the call. To be bounded by the caller. */
export async function nextLine(program: Program, message: string): Promise<LogLine> {
  const known = program.lines.length;
  let hasEnded = false;
  void program.exited.then(() => {
    hasEnded = true;
  });
  for (;;) {
    const line = program.lines.slice(known).find(({ msg }) => msg === message);
    if (line !== undefined) return line;
    if (hasEnded) throw new Error(`the program ended before it said "${message}" again`);
    await wait(pollMs);
  }
}

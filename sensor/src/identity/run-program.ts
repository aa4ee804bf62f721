// Runs a program to its end with a text on its input and its output bounded in time and size. No shell, and nothing but its own
// name as arguments of the caller's choosing; what it says on its error output is not kept, since it may hold a secret.
import { spawn } from 'node:child_process';
import type { Clock } from '@harborguard/shared/ports.ts';

export interface ProgramRun {
  readonly path: string;
  readonly programArguments: readonly string[];
  readonly input: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  readonly outputBytesMax: number;
  /** Aborted: the program is killed and counts as broken. */
  readonly signal?: AbortSignal;
}

export type ProgramEnd =
  | { readonly kind: 'ended'; readonly exitCode: number; readonly output: Buffer }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'output-too-long' }
  /** By a signal, or it could not be started: the reason is a name such as SIGKILL or EACCES. */
  | { readonly kind: 'broken'; readonly reason: string };

export function runProgram(run: ProgramRun, clock: Clock): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    const child = spawn(run.path, run.programArguments, {
      env: run.environment,
      stdio: ['pipe', 'pipe', 'ignore'],
      // Leads a group, so that what it started ends with it.
      detached: true,
    });
    const end = (how: ProgramEnd) => {
      timer.cancel();
      run.signal?.removeEventListener('abort', abort);
      child.stdout.destroy();
      child.stdin.destroy();
      resolve(how);
    };
    const cut = (how: ProgramEnd) => {
      killGroup(child.pid);
      end(how);
    };
    const abort = () => cut({ kind: 'broken', reason: 'ABORTED' });
    run.signal?.addEventListener('abort', abort);
    const timer = clock.setTimer(run.timeoutMs, () => cut({ kind: 'timed-out' }));
    const chunks: Buffer[] = [];
    let length = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > run.outputBytesMax) return cut({ kind: 'output-too-long' });
      chunks.push(chunk);
    });
    child.on('error', (error) => end({ kind: 'broken', reason: reasonOf(error) }));
    child.on('close', (exitCode, signal) => {
      if (exitCode === null) return end({ kind: 'broken', reason: signal ?? 'unknown' });
      end({ kind: 'ended', exitCode, output: Buffer.concat(chunks) });
    });
    // A program that ends without reading its input is judged by its answer.
    child.stdin.on('error', () => undefined);
    child.stdin.end(run.input);
  });
}

function killGroup(processId: number | undefined): void {
  if (processId === undefined) return;
  try {
    process.kill(-processId, 'SIGKILL');
  } catch {
    // It has ended by itself in the meantime.
  }
}

function reasonOf(error: Error): string {
  return 'code' in error ? String(error.code) : 'unknown';
}

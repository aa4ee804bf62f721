// Runs an advisory update as a process of its own: it reads gigabytes and computes for minutes, while this one answers.
import { spawn } from 'node:child_process';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import {
  knownErrorCode,
  type RunUpdate,
  type UpdateResult,
} from '../domain/advisories/advisory-updates.ts';

export interface UpdateProcess {
  /** The entry point of this program. */
  readonly entry: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** One line of JSON, or the lines of an error. */
const outputCharactersMax = 64 * 1024;

export function createUpdateRun({ entry, environment }: UpdateProcess): RunUpdate {
  return async (signal) => {
    const { code, out, error } = await run(
      [entry, 'advisories', 'update', '--json'],
      environment,
      signal,
    );
    const result = code === 0 ? resultOf(out) : undefined;
    if (result !== undefined) return result;
    throw new HarborError(codeOf(error) ?? 'INTERNAL_ERROR', {
      details: { exitCode: code ?? 'killed' },
    });
  };
}

function run(
  args: readonly string[],
  environment: UpdateProcess['environment'],
  signal: AbortSignal,
): Promise<{ readonly code: number | null; readonly out: string; readonly error: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      env: childEnvironment(environment),
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    });
    const texts = { out: '', error: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      texts.out = `${texts.out}${chunk.toString()}`.slice(-outputCharactersMax);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      texts.error = `${texts.error}${chunk.toString()}`.slice(-outputCharactersMax);
      process.stderr.write(chunk);
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...texts }));
  });
}

function resultOf(out: string): UpdateResult | undefined {
  try {
    return JSON.parse(out.trim().split('\n').at(-1) ?? '') as UpdateResult;
  } catch {
    return undefined;
  }
}

/** What the import needs, and nothing that only the server does. */
function childEnvironment(environment: UpdateProcess['environment']): Record<string, string> {
  const needed =
    /^(?!HARBORGUARD_)|^HARBORGUARD_(?:DATA_DIR|LOG_LEVEL|ADVISORIES_.*|EPSS_.*|KEV_.*)$/;
  return Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && needed.test(entry[0]),
    ),
  );
}

/** `CODE: what it means (details)`, as every command ends. */
function codeOf(text: string) {
  const codes = [...text.matchAll(/^([A-Z][A-Z_]+): /gm)].map((match) => match[1] ?? '');
  return knownErrorCode(codes.at(-1) ?? '');
}

// The demo as a person starts it, with its JSON document read back.
import { resolve } from 'node:path';
import { type CommandResult, runCommand } from './run-command.ts';

const entry = resolve(import.meta.dirname, '../demo/main.ts');

export interface DemoImageRow {
  readonly repository: string;
  readonly tag: string;
  readonly platform: string | null;
  readonly digest: string;
  readonly indexDigest?: string;
  readonly state: string;
  readonly packages: number;
  readonly findings: Readonly<Record<'critical' | 'high' | 'medium' | 'low' | 'unknown', number>>;
}

export interface DemoDocument {
  readonly registry: {
    readonly url: string;
    readonly provider: string;
    readonly status: string;
    readonly health: number | null;
    readonly repositories: number;
    readonly tags: number;
  };
  readonly images: readonly DemoImageRow[];
  readonly seconds: number;
}

export async function runDemo(
  args: readonly string[],
): Promise<CommandResult & { readonly document: DemoDocument | undefined }> {
  const result = await runCommand(process.execPath, [entry, '--once', '--json', ...args]);
  const text = result.stdout.trim();
  const document = text === '' ? undefined : (JSON.parse(text) as DemoDocument);
  return { ...result, document };
}

export function findingsOf(image: DemoImageRow): number {
  return Object.values(image.findings).reduce((sum, count) => sum + count, 0);
}

// Reads docs/identity.md: what it tells people to write, so that the tests do exactly that and the page cannot rot.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import type { Values } from '../../charts/helm.ts';
import { shellWords } from './shell-words.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/identity.md'), 'utf8');

export interface GuideSection {
  readonly title: string;
  /** Of the chart. */
  readonly values: Values;
  /** The first JSON document: a trust policy or a registries file. */
  readonly json: unknown;
  /** The words of the first command that begins like this. */
  command(...first: readonly string[]): readonly string[];
  /** What `doctor` says where it is not content: the words in code quotes of one row each. */
  readonly failures: readonly (readonly string[])[];
}

export function guideSection(title: string): GuideSection {
  const [, text = ''] = page.split(`\n## ${title}\n`);
  if (text === '') throw new Error(`docs/identity.md has no section ${title}`);
  const section = text.split('\n## ')[0] ?? '';
  const commands = blocks(section, 'sh').flatMap(shellCommands);
  return {
    title,
    values: parse(blocks(section, 'yaml')[0] ?? '{}') as Values,
    json: JSON.parse(blocks(section, 'json')[0] ?? 'null'),
    command(...first) {
      const found = commands.find((words) => first.every((word, at) => words[at] === word));
      if (found === undefined) throw new Error(`${title} has no command ${first.join(' ')}`);
      return found;
    },
    failures: failureRows(section),
  };
}

/** `--subject` -> what follows it. */
export function optionOf(words: readonly string[], name: string): string {
  const value = words[words.indexOf(name) + 1];
  if (!words.includes(name) || value === undefined) throw new Error(`the command has no ${name}`);
  return value;
}

function blocks(section: string, language: string): readonly string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm');
  return [...section.matchAll(fence)].map((match) => match[1] ?? '');
}

function shellCommands(block: string): readonly (readonly string[])[] {
  return shellWords(block).filter((words) => words.length > 0);
}

function failureRows(section: string): readonly (readonly string[])[] {
  const [, table = ''] = section.split('| it says | because | first check |\n');
  return table
    .split('\n')
    .slice(1)
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map((one) => one[1] ?? ''),
    );
}

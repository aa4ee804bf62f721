// Command line tools that list tags and look up digests: a process for every question, as many at once as serve them best,
// and each told to fetch nothing but what is asked.

import { availableParallelism } from 'node:os';
import { findPeer } from '../support/find-peer.ts';
import { mustRun } from '../support/run-command.ts';
import { absentPeer, type BenchContext, type PeerFigure, peer } from './bench.ts';

interface Question {
  readonly host: string;
  readonly repositories: readonly string[];
  /** In each of them. */
  readonly tags: number;
}

/** While some wait for an answer, others start up. */
export const processesAtOnce = availableParallelism() * 2;

interface Tool {
  readonly list: (repository: string) => readonly string[];
  readonly digest: (repository: string, tag: string) => readonly string[];
}

function toolsAt(host: string): Readonly<Record<string, Tool>> {
  return {
    skopeo: {
      list: (name) => ['list-tags', '--tls-verify=false', `docker://${host}/${name}`],
      digest: (name, tag) => [
        // Without it every question lists all tags once more.
        ...['inspect', '--tls-verify=false', '--no-tags', '--format', '{{.Digest}}'],
        `docker://${host}/${name}:${tag}`,
      ],
    },
    regctl: {
      list: (name) => ['--host', `reg=${host},tls=disabled`, 'tag', 'ls', `${host}/${name}`],
      digest: (name, tag) => [
        ...['--host', `reg=${host},tls=disabled`, 'image', 'digest', `${host}/${name}:${tag}`],
      ],
    },
    crane: {
      list: (name) => ['ls', '--insecure', `${host}/${name}`],
      digest: (name, tag) => ['digest', '--insecure', `${host}/${name}:${tag}`],
    },
  };
}

async function inParallel<Item>(
  items: readonly Item[],
  run: (item: Item) => Promise<unknown>,
): Promise<void> {
  const rest = items.values();
  const worker = async () => {
    for (const item of rest) await run(item);
  };
  await Promise.all(Array.from({ length: processesAtOnce }, worker));
}

/** Tags per second, digests and all. The tags are `1.0`, `1.1` and so on. */
export async function toolFigures(
  { say }: BenchContext,
  { host, repositories, tags }: Question,
): Promise<readonly PeerFigure[]> {
  const figures: PeerFigure[] = [];
  for (const [name, tool] of Object.entries(toolsAt(host))) {
    const program = findPeer(name);
    if (program === undefined) {
      figures.push(absentPeer(name));
      continue;
    }
    say(`asking with ${name}`);
    const startedAt = performance.now();
    await inParallel(repositories, (repository) => mustRun(program, tool.list(repository)));
    const questions = repositories.flatMap((repository) =>
      Array.from({ length: tags }, (_, tag) => tool.digest(repository, `1.${tag}`)),
    );
    await inParallel(questions, (args) => mustRun(program, args));
    const seconds = (performance.now() - startedAt) / 1000;
    figures.push(peer(name, (repositories.length * tags) / seconds));
  }
  return figures;
}

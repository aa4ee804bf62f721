// Files of one layer whose permissions are worth knowing: those that run with the rights of their owner, and parts of
// the system that everybody may change. Only what a header says; no file is read for it.
import type { LayerPermission } from './layer-facts.ts';
import { parentPath } from './layer-path.ts';
import type { TarEntry } from './tar-reader.ts';

const setIdBits = 0o6000;
const anyExecute = 0o111;
const writableByAll = 0o002;
const systemFolder = /^(?:usr|bin|sbin|lib(?:32|64|x32)?|etc|boot)\//;

/** A system has some dozen; `chmod -R 777` on all of it needs no list. */
const keptPerRuleMax = 200;

type Rule = LayerPermission['rule'];

export class PermissionCollector {
  readonly #kept = new Map<string, LayerPermission>();
  readonly #folders = new Set<string>();
  readonly #counts = new Map<Rule, number>();

  add(path: string, { mode, userId, groupId }: TarEntry): void {
    const rule = ruleOf(path, mode);
    if (rule === undefined) return;
    const count = (this.#counts.get(rule) ?? 0) + 1;
    this.#counts.set(rule, count);
    if (count > keptPerRuleMax) return;
    this.#kept.set(path, { rule, path, mode, owner: `${userId}:${groupId}` });
    for (let folder = parentPath(path); folder !== ''; folder = parentPath(folder)) {
      this.#folders.add(folder);
    }
  }

  /** Another entry of the same layer takes the place of the path and of all below it. */
  forget(path: string): void {
    this.#kept.delete(path);
    if (!this.#folders.has(path)) return;
    for (const kept of this.#kept.keys()) if (kept.startsWith(`${path}/`)) this.#kept.delete(kept);
  }

  /** What lies in a folder of the same name stays. */
  replacedByFolder(path: string): void {
    this.#kept.delete(path);
  }

  permissions(): readonly LayerPermission[] {
    return [...this.#kept.values()];
  }

  omitted(): Readonly<Partial<Record<Rule, number>>> {
    const beyond = [...this.#counts].filter(([, count]) => count > keptPerRuleMax);
    return Object.fromEntries(beyond.map(([rule, count]) => [rule, count - keptPerRuleMax]));
  }
}

/** Without a right to run it, the bit means nothing (setgid without it once stood for mandatory locks). */
function ruleOf(path: string, mode: number): Rule | undefined {
  if ((mode & setIdBits) !== 0 && (mode & anyExecute) !== 0) return 'setuid-file';
  const isOpen = (mode & writableByAll) !== 0 && systemFolder.test(path);
  return isOpen ? 'world-writable-file' : undefined;
}

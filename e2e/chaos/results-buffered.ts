// What a sensor has found and could not deliver yet, read from its outbox while it works.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { eventually } from '../support/eventually.ts';
import type { ChaosWorld } from './chaos-world.ts';
import { countOf } from './find-disorder.ts';

/** Waits until there is something; how much there is. */
export function resultsBuffered({ stateFolder }: ChaosWorld): Promise<number> {
  return eventually('a result that nobody takes', () => {
    const outbox = new DatabaseSync(join(stateFolder, 'outbox.sqlite'), {
      ...{ readOnly: true, timeout: 30_000 },
    });
    try {
      const messages = countOf(outbox, 'select count(*) n from message');
      return messages > 0 ? messages : undefined;
    } finally {
      outbox.close();
    }
  });
}

// An outbox in a folder of its own that goes with the test. For tests only.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Clock, Log, Random } from '@harborguard/shared/ports.ts';
import { OutboxStore } from '../../store/outbox-store.ts';
import { Outbox } from '../outbox.ts';
import type { OutboxLimits } from '../outbox-limits.ts';

export interface TestOutboxOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly random: Random;
  readonly limits?: Partial<OutboxLimits>;
}

export function openTestOutbox(t: TestContext, options: TestOutboxOptions): Outbox {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-outbox-'));
  const store = new OutboxStore({ ...options, path: join(folder, 'outbox.sqlite') });
  t.after(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });
  return new Outbox({ ...options, store });
}

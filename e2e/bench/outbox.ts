// How many results a second the sensor's outbox takes, each on disk before it counts, and gives up again when acked.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Log } from '@harborguard/shared/ports.ts';
import type { LogMessage } from '@harborguard/shared/protocol/log-messages.ts';
import { systemClock } from '@harborguard/shared/runtime/system-clock.ts';
import { systemRandom } from '@harborguard/shared/runtime/system-random.ts';
import { Outbox } from '../../sensor/src/outbox/outbox.ts';
import { OutboxStore } from '../../sensor/src/store/outbox-store.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type Bench, type BenchContext, benchRow, inTurns, peer } from './bench.ts';

const messagesDefault = 20_000;
/** A commit for each is slow; a tenth of the messages tells as much. */
const singlesShare = 0.1;
/** As many jobs as report at once on a busy sensor. */
const writers = 64;
const batch = { messages: 256, bytes: 4 * 1024 * 1024 };

const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
};

export const outbox: Bench = {
  name: 'outbox',
  about: 'messages appended durably, read and acked per second',
  run: async (context) => {
    const count = context.size ?? messagesDefault;
    const perSecond = await inTurns(context.rounds, {
      ours: () => throughOutbox(context, count),
      commits: () => Promise.resolve(oneCommitEach(context, Math.ceil(count * singlesShare))),
    });
    return [
      benchRow({
        bench: 'outbox',
        measure: `messages of a sync, ${writers} writers, appended durably, read in order and acked (${count})`,
        unit: 'messages/s',
        ours: perSecond.ours,
        peers: [peer('SQLite, a durable commit for each', perSecond.commits)],
      }),
    ];
  },
};

async function throughOutbox(context: BenchContext, count: number): Promise<number> {
  const system = { clock: systemClock, random: systemRandom, log: silentLog };
  const path = join(temporaryFolder(context), 'outbox.sqlite');
  const store = new OutboxStore({ ...system, path });
  const box = new Outbox({ ...system, store });
  const startedAt = performance.now();
  let next = 0;
  const write = async () => {
    while (next < count) {
      next += 1;
      await box.appendDurably(message(next));
    }
  };
  const writing = Promise.all(Array.from({ length: writers }, write));
  const unsubscribe = box.subscribe(() => ackAll(box));
  await writing;
  ackAll(box);
  box.flush();
  const seconds = (performance.now() - startedAt) / 1000;
  unsubscribe();
  if (box.stats().messages !== 0) throw new Error('the outbox is not empty');
  store.close();
  return count / seconds;
}

/** What the link does, without the network: read from the last ack on, then ack. */
function ackAll(box: Outbox): void {
  for (;;) {
    const last = box.read(box.ackedUpTo + 1, batch).at(-1);
    if (last === undefined) return;
    box.ackUpTo(last.seq);
  }
}

function oneCommitEach(context: BenchContext, count: number): number {
  const db = new DatabaseSync(join(temporaryFolder(context), 'peer.sqlite'));
  db.exec('pragma journal_mode = wal; pragma synchronous = full');
  db.exec('create table message (seq integer primary key, body text)');
  const insert = db.prepare('insert into message (body) values (?)');
  const startedAt = performance.now();
  for (let index = 0; index < count; index += 1) insert.run(JSON.stringify(message(index)));
  const seconds = (performance.now() - startedAt) / 1000;
  db.close();
  return count / seconds;
}

function message(index: number): LogMessage {
  return {
    type: 'tags.seen',
    jobId: '01890000-0000-7000-8000-000000000001',
    attempt: 1,
    registryId: '01890000-0000-7000-8000-000000000002',
    repository: `team/service-${index}`,
    tags: Array.from({ length: 10 }, (_, tag) => ({
      name: `1.${tag}`,
      digest: `sha256:${String(index * 10 + tag).padStart(64, '0')}`,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      sizeBytes: 1_000,
    })),
  };
}

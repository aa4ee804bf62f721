// A second writer on a database, in a thread of its own: it raises two settings in one transaction, over and over, so
// that a copy taken in the middle shows. For tests only.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import BetterSqlite3 from 'better-sqlite3';

export interface BusyWriter {
  /** Resolves with how many transactions it committed. */
  stop(): Promise<number>;
}

export function startBusyWriter(path: string): Promise<BusyWriter> {
  const shared = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL(import.meta.url), { workerData: { path, shared } });
  const ended = new Promise<number>((resolve, reject) => {
    worker.on('message', (message) => typeof message === 'number' && resolve(message));
    worker.on('error', reject);
  });
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.on('message', (message) => {
      if (message !== 'writing') return;
      resolve({
        stop: () => {
          Atomics.store(shared, 0, 1);
          return ended;
        },
      });
    });
  });
}

function write({ path, shared }: { readonly path: string; readonly shared: Int32Array }): void {
  const sqlite = new BetterSqlite3(path, { timeout: 5000 });
  const put = sqlite.prepare('INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)');
  const filler = 'x'.repeat(20_000);
  const both = sqlite.transaction((count: number) => {
    put.run('busy-a', String(count));
    put.run(`filler-${count % 200}`, filler);
    put.run('busy-b', String(count));
  });
  let count = 0;
  while (Atomics.load(shared, 0) === 0) {
    count += 1;
    both(count);
    if (count === 50) parentPort?.postMessage('writing');
  }
  sqlite.close();
  parentPort?.postMessage(count);
}

if (!isMainThread) write(workerData);

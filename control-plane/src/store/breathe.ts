// A turn for everybody else between two pieces of a long read: the embedded database answers in the thread that serves.
import { setImmediate } from 'node:timers/promises';

export async function breathe(): Promise<void> {
  await setImmediate();
}

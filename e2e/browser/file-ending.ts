// What lasts as long as the tests of a file: it ends after the last of them, the newest first. `after` within `before`
// would end it with `before` itself.
import { after } from 'node:test';
import type { Ending } from '../support/temporary-folder.ts';

export function fileEnding(): Ending {
  const works: (() => unknown)[] = [];
  after(async () => {
    for (const work of works.toReversed()) await work();
  });
  return { after: (work) => void works.push(work) };
}

// A time in words, with the exact one for whoever points at it.

import { now } from '../time/browser-clock.ts';
import { absoluteWords, relativeWords } from '../time/relative-words.ts';
import { useNow } from '../time/use-now.ts';

export function RelativeTime({ at }: { readonly at: string }) {
  useNow();
  const time = Date.parse(at);
  return (
    <time className="nowrap" dateTime={at} title={absoluteWords(time)}>
      {relativeWords(time, now())}
    </time>
  );
}

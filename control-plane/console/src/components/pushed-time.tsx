// When what a tag shows was pushed. Where the registry does not say, since when it is here, in words that say so.
import { RelativeTime } from './relative-time.tsx';

export function PushedTime({
  tag: { pushedAt, movedAt },
}: {
  readonly tag: { readonly pushedAt: string | null; readonly movedAt: string };
}) {
  if (pushedAt !== null) return <RelativeTime at={pushedAt} />;
  return (
    <span className="nowrap muted" title="The registry does not tell when it was pushed.">
      here since <RelativeTime at={movedAt} />
    </span>
  );
}

// How many images each verdict has, each the way to them.
import { Link } from '@tanstack/react-router';
import { useOperation } from '../../api/use-operation.ts';

const verdicts = [
  ['block', 'Blocked'],
  ['warn', 'Warned'],
  ['unknown', 'Not judged for want of facts'],
  ['pass', 'Passed'],
] as const;

export function VerdictFigures() {
  return (
    <ul className="grid-4" aria-label="Images by verdict">
      {verdicts.map(([verdict, words]) => (
        <VerdictFigure key={verdict} verdict={verdict} words={words} />
      ))}
    </ul>
  );
}

function VerdictFigure({
  verdict,
  words,
}: {
  readonly verdict: (typeof verdicts)[number][0];
  readonly words: string;
}) {
  const images = useOperation('GET /api/images', { query: { verdict, limit: 1 } });
  return (
    <li className="panel">
      <Link to="/images" search={{ verdict }} className="panel-body stack-tight">
        <span className="small muted">{words}</span>
        <b className="figure-value">
          {images.data?.meta.total.toLocaleString('en') ?? (images.isError ? '–' : '…')}
        </b>
      </Link>
    </li>
  );
}

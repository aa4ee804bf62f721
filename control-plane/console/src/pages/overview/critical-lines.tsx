// Critical findings: those that are new since the last visit first, then all that are open.
import type { DataOf } from '@harborguard/client/operation-types.ts';
import { counted } from '../../components/counted.ts';
import { RelativeTime } from '../../components/relative-time.tsx';
import { AttentionLine } from './attention-line.tsx';
import type { News } from './use-new-criticals.ts';
import { useFixableCriticals, useOldestCritical } from './use-open-criticals.ts';

export function CriticalLines({
  findings: { open },
  news,
}: {
  readonly findings: DataOf<'GET /api/overview'>['findings'];
  readonly news: News | null;
}) {
  return (
    <>
      {news === null ? null : (
        <li>
          <AttentionLine
            tone="critical"
            action="Show what is new"
            to="/findings"
            search={{ by: 'place', severity: 'critical', firstSeenFrom: news.since }}
          >
            <b>{counted(news.count, 'new critical finding')}</b>{' '}
            <span className="muted">
              · since your last visit, <RelativeTime at={news.since} />
              {news.places.length === 0 ? null : (
                <>
                  , in <span className="name">{news.places.join(', ')}</span>
                  {news.isMore ? ' and more' : ''}
                </>
              )}
            </span>
          </AttentionLine>
        </li>
      )}
      {open.critical === 0 ? null : (
        <li>
          <AttentionLine
            tone="critical"
            action="Review"
            to="/findings"
            search={{ severity: 'critical' }}
          >
            <b>
              {open.critical.toLocaleString('en')} critical{' '}
              {open.critical === 1 ? 'finding is' : 'findings are'} open
            </b>{' '}
            <span className="muted">
              · <WhatToDo />
            </span>
          </AttentionLine>
        </li>
      )}
    </>
  );
}

/** How many a newer version ends, one of these as it is done and where, and since when the first has been waiting. */
function WhatToDo() {
  const fixable = useFixableCriticals().data;
  const oldest = useOldestCritical().data?.data[0];
  if (fixable === undefined) return 'how many have a fix could not be read';
  const [example] = fixable.data;
  const { total } = fixable.meta;
  return (
    <>
      {example === undefined ? (
        'none has a fix yet'
      ) : (
        <>
          {total.toLocaleString('en')} {total === 1 ? 'has' : 'have'} a fix, such as{' '}
          <span className="mono">
            {example.packageName} {example.packageVersion} → {example.fixedIn}
          </span>{' '}
          in{' '}
          <span className="name">
            {example.repository}:{example.tag}
          </span>
        </>
      )}
      {oldest === undefined ? null : (
        <>
          ; the oldest was first seen <RelativeTime at={oldest.firstSeenAt} />
        </>
      )}
    </>
  );
}

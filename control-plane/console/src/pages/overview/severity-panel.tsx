// Open findings by severity, on one scale.

import type { DataOf } from '@harborguard/client/operation-types.ts';
import { Link } from '@tanstack/react-router';
import { counted } from '../../components/counted.ts';
import { Panel } from '../../components/panel.tsx';
import { severities } from '../../components/severity.ts';
import { SeverityBadge } from '../../components/severity-badge.tsx';

type Findings = DataOf<'GET /api/overview'>['findings'];

export function SeverityPanel({ findings }: { readonly findings: Findings }) {
  const most = Math.max(1, ...severities.map((severity) => findings.open[severity]));
  return (
    <Panel
      title="By severity"
      note={
        <>
          <Link className="quiet-link" to="/findings">
            {counted(findings.advisories, 'advisory', 'advisories')}
          </Link>{' '}
          in{' '}
          <Link className="quiet-link" to="/images" search={{ sort: 'severity:desc' }}>
            {counted(findings.affectedTags, 'tag')}
          </Link>
        </>
      }
      flush
    >
      <ul className="severity-rows">
        {severities.map((severity) => (
          <li key={severity}>
            <Link className="severity-row" to="/findings" search={{ by: 'place', severity }}>
              <SeverityBadge severity={severity} />
              <svg
                className="severity-bar"
                viewBox="0 0 100 8"
                preserveAspectRatio="none"
                aria-hidden="true"
              >
                <rect className="track" width="100" height="8" />
                <rect
                  data-fill={severity}
                  width={(findings.open[severity] / most) * 100}
                  height="8"
                />
              </svg>
              <span className="number">{findings.open[severity].toLocaleString('en')}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

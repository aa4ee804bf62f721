// Who rated a finding, and how high: `9.8, CVSS 3.1`, `rated by Debian`.
export function ratingWords({
  score,
  severityOrigin,
}: {
  readonly score?: number;
  readonly severityOrigin: string;
}): string {
  if (severityOrigin === 'none') return 'nobody rated it';
  const [scale = '', ...via] = severityOrigin.split(' via ');
  const version = /^CVSS:(.+)$/.exec(scale)?.[1];
  const by = version === undefined ? `rated by ${scale}` : `CVSS ${version}`;
  const from = via.length === 0 ? '' : `, of ${via.join(' via ')}`;
  return `${score === undefined ? '' : `${score.toFixed(1)}, `}${by}${from}`;
}

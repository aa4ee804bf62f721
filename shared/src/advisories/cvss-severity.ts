// From a CVSS vector of version 2, 3.0, 3.1 or 4.0 to a score and a level. A vector that is not one gives nothing.
import cvss from 'ae-cvss-calculator';
import type { Severity, SeverityLevel } from './advisory-row.ts';

// Real vectors are below 200 characters with every optional metric.
const vectorCharactersMax = 512;

interface ScoredVector {
  isBaseFullyDefined(): boolean;
  calculateScores(): { readonly overall: number };
}

export function cvssSeverity(vector: string): Severity | undefined {
  if (vector.length > vectorCharactersMax) return undefined;
  const version = cvssVersionOf(vector);
  if (version === undefined) return undefined;
  const score = scoreOf(version, vector);
  if (score === undefined) return undefined;
  return { level: levelOfScore(score), score, vector, origin: `CVSS:${version}` };
}

/** The bands of CVSS 3 and 4, used for version 2 as well; 0.0 means no impact at all. */
function levelOfScore(score: number): SeverityLevel {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'negligible';
}

type CvssVersion = '2.0' | '3.0' | '3.1' | '4.0';

function cvssVersionOf(vector: string): CvssVersion | undefined {
  const version = /^CVSS:(3\.0|3\.1|4\.0)\//.exec(vector)?.[1];
  if (version === '3.0' || version === '3.1' || version === '4.0') return version;
  return /^\(?AV:[LAN]\/AC:[HML]\/Au:[MSN]\//.test(vector) ? '2.0' : undefined;
}

function scoreOf(version: CvssVersion, vector: string): number | undefined {
  const parsed = parseVector(version, vector);
  if (parsed?.isBaseFullyDefined() !== true) return undefined;
  const score = parsed.calculateScores().overall;
  return Number.isFinite(score) && score >= 0 && score <= 10 ? score : undefined;
}

/** The library throws at metrics it does not know. */
function parseVector(version: CvssVersion, vector: string): ScoredVector | undefined {
  try {
    if (version === '4.0') return new cvss.Cvss4P0(vector);
    if (version === '3.1') return new cvss.Cvss3P1(vector);
    if (version === '3.0') return new cvss.Cvss3P0(vector);
    return new cvss.Cvss2(vector.replace(/^\(|\)$/g, ''));
  } catch {
    return undefined;
  }
}

// Reads the two feeds that say more of a CVE than an advisory does: the scores of EPSS (FIRST) and the catalog of known
// exploited vulnerabilities, KEV (CISA).
// https://www.first.org/epss/data_stats · https://www.cisa.gov/known-exploited-vulnerabilities-catalog
import { gunzipSync } from 'node:zlib';
import type { AdvisoryDescription } from '@harborguard/shared/advisories/advisory-query.ts';
import { asArray, asObject, asText, asTimeMs } from '@harborguard/shared/advisories/json-fields.ts';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';

type Feeds = NonNullable<AdvisoryDescription['feeds']>;

export type CveSignals =
  | {
      readonly kind: 'epss';
      readonly rows: readonly (readonly [cve: string, epss: number, percentile: number])[];
      readonly facts: NonNullable<Feeds['epss']>;
    }
  | {
      readonly kind: 'kev';
      readonly rows: readonly (readonly [
        cve: string,
        addedAt: string,
        dueAt: string | undefined,
      ])[];
      readonly facts: NonNullable<Feeds['kev']>;
    };

export type FeedKind = CveSignals['kind'];

/** Some 300,000 CVEs in 12 MB of text; ten times that is a century of CVEs. */
const feedBytesMax = 256 * 1024 * 1024;
const rowsMax = 5_000_000;
const cvePattern = /^CVE-[0-9]{4}-[0-9]{4,19}$/;
const dayPattern = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

/** Editors and shells of Windows put it before the text; a reader of JSON takes it for a mistake. */
const byteOrderMark = '\ufeff';

/** Throws FEED_INVALID. A row that is not understood is left out; a feed without a single good one is none. */
export function readSignalFeed(kind: FeedKind, bytes: Buffer): CveSignals {
  const written = unpacked(kind, bytes).toString('utf8');
  const text = written.startsWith(byteOrderMark) ? written.slice(byteOrderMark.length) : written;
  return kind === 'epss' ? readEpss(text) : readKev(text);
}

function unpacked(kind: FeedKind, bytes: Buffer): Buffer {
  if (bytes.byteLength < 2 || bytes.readUInt16BE(0) !== 0x1f8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: feedBytesMax });
  } catch (cause) {
    throw invalidFeed(kind, 'not-gzip', cause);
  }
}

/** `#model_version:v2025.03.14,score_date:2026-11-20T00:00:00+0000`, then `cve,epss,percentile`. */
function readEpss(text: string): CveSignals {
  const [comment = '', head = '', ...lines] = text.split('\n');
  const model = /model_version:([^,\s]+)/.exec(comment)?.[1];
  const scoredAtMs = asTimeMs(/score_date:([^,\s]+)/.exec(comment)?.[1]?.replace(/\+0000$/, 'Z'));
  if (model === undefined || scoredAtMs === undefined) throw invalidFeed('epss', 'no-comment-line');
  if (!/^cve,epss,percentile\s*$/.test(head)) throw invalidFeed('epss', 'no-head');
  const rows: [string, number, number][] = [];
  for (const line of lines) {
    const [cve = '', epss = '', percentile = ''] = line.trim().split(',');
    const row: [string, number, number] = [cve, share(epss), share(percentile)];
    if (cvePattern.test(cve) && row.every((value) => !Number.isNaN(value))) rows.push(row);
    if (rows.length > rowsMax) throw invalidFeed('epss', 'too-many-rows');
  }
  if (rows.length === 0) throw invalidFeed('epss', 'no-rows');
  return { kind: 'epss', rows, facts: { model, scoredAtMs, records: rows.length } };
}

function share(text: string): number {
  const value = Number(text);
  return text !== '' && value >= 0 && value <= 1 ? value : Number.NaN;
}

function readKev(text: string): CveSignals {
  const catalog = asObject(parsed(text));
  const version = asText(catalog?.['catalogVersion'], 64);
  const releasedAtMs = asTimeMs(catalog?.['dateReleased']);
  if (version === undefined || releasedAtMs === undefined) throw invalidFeed('kev', 'no-catalog');
  const entries = asArray(catalog?.['vulnerabilities']).map(asObject);
  if (entries.length > rowsMax) throw invalidFeed('kev', 'too-many-rows');
  const rows: [string, string, string | undefined][] = [];
  for (const entry of entries) {
    const cve = asText(entry?.['cveID'], 64) ?? '';
    const addedAt = dayOf(entry?.['dateAdded']);
    if (cvePattern.test(cve) && addedAt !== undefined) {
      rows.push([cve, addedAt, dayOf(entry?.['dueDate'])]);
    }
  }
  if (rows.length === 0) throw invalidFeed('kev', 'no-rows');
  return { kind: 'kev', rows, facts: { version, releasedAtMs, records: rows.length } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw invalidFeed('kev', 'not-json', cause);
  }
}

function dayOf(value: unknown): string | undefined {
  const day = asText(value, 10);
  return day !== undefined && dayPattern.test(day) ? day : undefined;
}

export function invalidFeed(feed: FeedKind, reason: string, cause?: unknown): HarborError {
  return new HarborError('ADVISORY_FEED_INVALID', { details: { feed, reason }, cause });
}

// Fetches EPSS and KEV where they are configured and have changed. A feed that cannot be had keeps what it said before:
// advisories do not wait for it.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AdvisoryDescription } from '@harborguard/shared/advisories/advisory-query.ts';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import { type DownloadStore, validatorsOf } from './download-store.ts';
import type { ImportContext } from './import-context.ts';
import { futureToleranceMs } from './import-limits.ts';
import type { SourceProgress } from './read-progress.ts';
import { type CveSignals, type FeedKind, invalidFeed, readSignalFeed } from './signal-feed.ts';

/** Each a URL, a file, or a folder that holds the file under its published name. */
export interface FeedSources {
  readonly epss?: string | undefined;
  readonly kev?: string | undefined;
}

export interface OpenFeeds {
  /** Of the feeds that are news. */
  readonly signals: readonly CveSignals[];
  readonly progress: readonly (readonly [name: string, progress: SourceProgress])[];
  /** Feeds that could not be read. */
  readonly failures: readonly FeedFailure[];
}

export interface FeedFailure {
  readonly feed: FeedKind;
  /** Of a feed that is none, what is wrong with it; of one that could not be had, the code of its error. */
  readonly reason: string;
}

export interface FeedParts {
  readonly context: ImportContext;
  readonly store: DownloadStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly progress: ReadonlyMap<string, SourceProgress> | undefined;
  /** What the file in use knows from feeds. */
  readonly before: KnownFeeds | undefined;
  /** Takes a feed that says far less than before. */
  readonly force: boolean;
}

type KnownFeeds = NonNullable<AdvisoryDescription['feeds']>;

/** Both feeds only grow; one that lost this much was cut on its way, and would take warnings away. */
const keptShareMin = 0.5;

const publishedNames: Readonly<Record<FeedKind, RegExp>> = {
  epss: /^epss_scores-.*\.csv(?:\.gz)?$/,
  kev: /^known_exploited_vulnerabilities\.json$/,
};

/** The scores of a day are 2 MB, unpacked 12. */
const fileBytesMax = 256 * 1024 * 1024;

export async function openFeeds(sources: FeedSources, parts: FeedParts): Promise<OpenFeeds> {
  const signals: CveSignals[] = [];
  const progress: [string, SourceProgress][] = [];
  const failures: FeedFailure[] = [];
  for (const feed of ['epss', 'kev'] as const) {
    const source = sources[feed];
    if (source === undefined) continue;
    try {
      const name = `feed:${feed}`;
      const opened = await openFeed(feed, source, parts, parts.progress?.get(name));
      if (opened === undefined) continue;
      const believableUntilMs = parts.clock.now() + futureToleranceMs;
      refuseDatedAhead(opened.signals, believableUntilMs);
      if (!parts.force) refuseWorse(opened.signals, parts.before, believableUntilMs);
      signals.push(opened.signals);
      progress.push([name, opened.progress]);
    } catch (error) {
      parts.context.throwIfStopped();
      parts.log.warn('advisory feed not read', { feed, error });
      failures.push({ feed, reason: reasonOf(error) });
    }
  }
  return { signals, progress, failures };
}

function reasonOf(error: unknown): string {
  if (!isHarborError(error)) return 'INTERNAL_ERROR';
  const { reason } = error.details;
  return error.code === 'ADVISORY_FEED_INVALID' && typeof reason === 'string' ? reason : error.code;
}

async function openFeed(
  feed: FeedKind,
  source: string,
  { context, store }: FeedParts,
  known: SourceProgress | undefined,
) {
  if (/^https?:/i.test(source)) {
    const downloaded = await store.file(source, context, known?.archive);
    if (downloaded.kind === 'unchanged') return undefined;
    try {
      const signals = readSignalFeed(feed, await readFile(downloaded.path));
      return { signals, progress: { archive: validatorsOf(downloaded) } };
    } catch (error) {
      await store.forget(source);
      throw error;
    }
  }
  const path = await pathOf(feed, source);
  const { size, mtimeMs } = await stat(path);
  const signature = `${path}:${size}:${mtimeMs}`;
  if (known?.signature === signature) return undefined;
  if (size > fileBytesMax) throw invalidFeed(feed, 'too-large');
  context.spend(size);
  return { signals: readSignalFeed(feed, await readFile(path)), progress: { signature } };
}

/** Even when forced: once taken, every later feed of a true date would be older than it. */
function refuseDatedAhead({ kind, facts }: CveSignals, believableUntilMs: number): void {
  if (publishedAt(facts) > believableUntilMs) throw invalidFeed(kind, 'dated-ahead');
}

/** A feed older than the one in use comes from a mirror that lags; unless it is the one in use whose date cannot be. */
function refuseWorse(
  signals: CveSignals,
  before: KnownFeeds | undefined,
  believableUntilMs: number,
): void {
  const { kind, facts } = signals;
  const known = before?.[kind];
  if (known === undefined) return;
  if (facts.records < known.records * keptShareMin) throw invalidFeed(kind, 'shrunk');
  const knownAtMs = publishedAt(known);
  if (knownAtMs <= believableUntilMs && publishedAt(facts) < knownAtMs) {
    throw invalidFeed(kind, 'older-than-before');
  }
}

function publishedAt(facts: CveSignals['facts']): number {
  return 'scoredAtMs' in facts ? facts.scoredAtMs : facts.releasedAtMs;
}

/** In a folder the newest by name: the scores of each day have a file of their own. */
async function pathOf(feed: FeedKind, source: string): Promise<string> {
  const facts = await stat(source);
  if (!facts.isDirectory()) return source;
  const names = (await readdir(source)).filter((name) => publishedNames[feed].test(name));
  const newest = names.toSorted().at(-1);
  if (newest === undefined) throw invalidFeed(feed, 'not-in-folder');
  return join(source, newest);
}

// From what is known about a new registry to the five steps somebody waits for.

import type { DataOf, RowOf } from '@harborguard/client/operation-types.ts';
import { errorRow, isErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { counted } from '../../components/counted.ts';
import { progressWords } from '../../components/progress-words.ts';
import { totalOf } from '../../components/severity.ts';

export interface LiveFacts {
  readonly registry: DataOf<'GET /api/registries/{id}'>;
  readonly sensors: DataOf<'GET /api/registries/{id}/sensor-status'>;
  readonly sync: RowOf<'GET /api/jobs'> | undefined;
  readonly images: number;
  readonly waiting: number;
  readonly findings: DataOf<'GET /api/findings/summary'>;
  /** When the API told all this, in milliseconds. */
  readonly askedAt: number;
}

export interface LiveStep {
  readonly title: string;
  readonly words: string;
  readonly state: 'done' | 'running' | 'idle' | 'failed';
  readonly at?: string | undefined;
  /** From 0 to 1. */
  readonly share?: number | undefined;
}

export function liveSteps(
  method: 'cloud' | 'sensor',
  facts: LiveFacts | undefined,
): readonly LiveStep[] {
  return [heartbeat(method, facts), firstSync(facts), scanning(facts), firstFindings(facts)];
}

/** The sensor whose heartbeat came in. */
export function onlineSensor(facts: LiveFacts | undefined) {
  return facts?.sensors.sensors.find(({ state }) => state === 'online');
}

function heartbeat(method: 'cloud' | 'sensor', facts: LiveFacts | undefined): LiveStep {
  const title = method === 'sensor' ? 'First heartbeat' : 'A sensor of this server';
  const sensor = onlineSensor(facts);
  if (sensor === undefined) {
    const words =
      method === 'sensor'
        ? 'Waiting for the first heartbeat. It comes within seconds of the start.'
        : 'Waiting for it to answer.';
    return { title, words, state: 'running' };
  }
  const words = `${sensor.name}, version ${sensor.version}, ${sensor.platform}`;
  return { title, words, state: 'done', at: sensor.lastHeartbeatAt };
}

function firstSync(facts: LiveFacts | undefined): LiveStep {
  const title = 'First sync';
  const { registry, sync, askedAt = 0 } = facts ?? {};
  if (registry !== undefined && registry.lastSyncAt !== null) {
    const last = registry.recentSyncs.at(-1);
    if (last?.outcome === 'failed') return failed(title, last.code);
    const words = `${counted(last?.repositories ?? 0, 'repository', 'repositories')}, ${counted(last?.tags ?? 0, 'tag')}`;
    return { title, words, state: 'done', at: registry.lastSyncAt };
  }
  const failure = registry?.recentSyncs.at(-1);
  if (failure?.outcome === 'failed') return failed(title, failure.code);
  if (sync === undefined || sync.state === 'queued')
    return { title, words: 'Begins with the heartbeat.', state: 'idle' };
  const { progress } = sync;
  if (progress === undefined)
    return { title, words: 'The registry is asked what it holds.', state: 'running' };
  return {
    title,
    words: progressWords(progress, askedAt - Date.parse(sync.startedAt ?? '')),
    state: 'running',
    share: progress.total === undefined ? undefined : progress.done / Math.max(1, progress.total),
  };
}

function scanning(facts: LiveFacts | undefined): LiveStep {
  const title = 'Scanning';
  if (facts === undefined || facts.images === 0) {
    return { title, words: 'Every image is read once, the newest first.', state: 'idle' };
  }
  const scanned = facts.images - facts.waiting;
  const words = `${scanned.toLocaleString('en')} of ${counted(facts.images, 'image')} found so far`;
  const isDone = facts.waiting === 0 && facts.registry.lastSyncAt !== null;
  return { title, words, state: isDone ? 'done' : 'running', share: scanned / facts.images };
}

function firstFindings(facts: LiveFacts | undefined): LiveStep {
  const title = 'First findings';
  const total = facts === undefined ? 0 : totalOf(facts.findings.open);
  if (facts !== undefined && total > 0) {
    const { critical, high } = facts.findings.open;
    return { title, words: `${total} open, ${critical} critical, ${high} high`, state: 'done' };
  }
  if (
    facts !== undefined &&
    facts.images > 0 &&
    facts.waiting === 0 &&
    facts.registry.lastSyncAt !== null
  ) {
    return { title, words: 'Nothing found in what was scanned.', state: 'done' };
  }
  return { title, words: 'Usually within a minute of the first scan.', state: 'idle' };
}

function failed(title: string, code: string | undefined): LiveStep {
  const row = isErrorCode(code) ? errorRow(code) : undefined;
  const words =
    row === undefined ? 'It failed.' : `${row.meaning} (${code}) First check: ${row.firstCheck}`;
  return { title, words, state: 'failed' };
}

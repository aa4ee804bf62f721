// A blob as one stream from its first byte to its last, over as many connections as it takes. Each try begins at the
// registry, so that an address of a storage host that has run out is simply replaced. The bytes are not verified.

import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import { pullScope } from '@harborguard/shared/registry/pull-scope.ts';
import { headerLine } from '@harborguard/shared/registry/registry-exchange.ts';
import type { StreamedResponse } from '../http/transmit.ts';
import { wait } from '../http/wait.ts';
import { type DistributionClient, type Subject, subjectDetails } from './distribution-client.ts';

/** Tries in a row that bring not one new byte. */
const fruitlessTriesMax = 4;
/** A connection that breaks more often for one blob will not carry the others either. */
const resumesMax = 100;
const resumeDelayMs = 1000;

export interface BlobQuestion {
  readonly client: DistributionClient;
  readonly clock: Clock;
  readonly repository: string;
  readonly digest: string;
  readonly signal: AbortSignal;
}

export async function* readBlob(question: BlobQuestion): AsyncGenerator<Uint8Array> {
  const transfer: Transfer = { receivedBytes: 0, totalBytes: undefined };
  let fruitlessTries = 0;
  for (let resumes = 0; ; resumes += 1) {
    const before = transfer.receivedBytes;
    try {
      yield* part(question, transfer);
      return;
    } catch (error) {
      question.signal.throwIfAborted();
      fruitlessTries = transfer.receivedBytes > before ? 0 : fruitlessTries + 1;
      const lost = fruitlessTries >= fruitlessTriesMax || resumes >= resumesMax;
      if (lost || !isResumable(error)) throw error;
    }
    if (fruitlessTries > 0) {
      await wait(question.clock, resumeDelayMs * fruitlessTries, question.signal);
    }
  }
}

interface Transfer {
  receivedBytes: number;
  /** Once the registry has said it. */
  totalBytes: number | undefined;
}

async function* part(question: BlobQuestion, transfer: Transfer): AsyncGenerator<Uint8Array> {
  const response = await ask(question, transfer.receivedBytes);
  if (isComplete(response, transfer)) return response.discard();
  if (response.status !== 200 && response.status !== 206) throw await refusal(question, response);
  const start = startOf(question, response);
  if (start > transfer.receivedBytes) {
    response.discard();
    throw invalid(question, 'the range begins too late');
  }
  transfer.totalBytes ??= totalOf(response, start);
  // A registry that ignores Range begins anew: what is known already is passed over.
  let skipBytes = transfer.receivedBytes - start;
  for await (const chunk of response.body) {
    const fresh = chunk.subarray(Math.min(skipBytes, chunk.byteLength));
    skipBytes -= chunk.byteLength - fresh.byteLength;
    transfer.receivedBytes += fresh.byteLength;
    if (fresh.byteLength > 0) yield fresh;
  }
  if (transfer.totalBytes !== undefined && transfer.receivedBytes < transfer.totalBytes) {
    throw new HarborError('REGISTRY_UNREACHABLE', {
      details: { ...subjectDetails(subjectOf(question)), reason: 'the blob ended early' },
    });
  }
}

function ask({ client, repository, digest, signal }: BlobQuestion, offset: number) {
  return client.stream(`/v2/${repository}/blobs/${digest}`, {
    scope: pullScope(repository),
    headers: offset === 0 ? {} : { range: `bytes=${offset}-` },
    signal,
  });
}

/** Cut exactly at its end: the range asked for is empty. */
function isComplete(response: StreamedResponse, { receivedBytes, totalBytes }: Transfer): boolean {
  return response.status === 416 && receivedBytes > 0 && receivedBytes === totalBytes;
}

function startOf(question: BlobQuestion, response: StreamedResponse): number {
  if (response.status === 200) return 0;
  const range = headerLine(response.headers, 'content-range') ?? '';
  const start = /^bytes ([0-9]{1,15})-/.exec(range)?.[1];
  if (start !== undefined) return Number(start);
  response.discard();
  throw invalid(question, 'a partial answer without its range');
}

function totalOf(response: StreamedResponse, start: number): number | undefined {
  const length = headerLine(response.headers, 'content-length') ?? '';
  return /^[0-9]{1,15}$/.test(length) ? start + Number(length) : undefined;
}

/** Broken connections, and a storage host that no longer takes its address. Statuses have been retried already. */
function isResumable(error: unknown): boolean {
  if (!isHarborError(error)) return false;
  return brokenCodes.includes(error.code) || error.details['storageHost'] !== undefined;
}

const brokenCodes: readonly string[] = [
  'REGISTRY_UNREACHABLE',
  'REGISTRY_TIMEOUT',
  'REGISTRY_NAME_UNRESOLVED',
];

async function refusal(question: BlobQuestion, response: StreamedResponse): Promise<HarborError> {
  const { client, signal } = question;
  const { host } = new URL(response.url);
  const error = await client.refusalOfStream(response, subjectOf(question), signal);
  if (new URL(response.url).origin === new URL(client.registryUrl).origin) return error;
  // The registry has let us pass; a denial or a loss beyond it is the storage's, and may be an address run out.
  const denied = response.status === 401 || response.status === 403 || response.status === 400;
  if (!denied) return error;
  return new HarborError('PULL_DENIED', {
    details: { ...subjectDetails(subjectOf(question)), status: response.status, storageHost: host },
  });
}

function invalid(question: BlobQuestion, reason: string): HarborError {
  const details = { ...subjectDetails(subjectOf(question)), reason };
  return new HarborError('REGISTRY_RESPONSE_INVALID', { details });
}

function subjectOf({ repository, digest }: BlobQuestion): Subject {
  return { resource: 'blob', repository, reference: digest };
}

// The scan job: one digest to one inventory, one index to its members, or the word that it is no image. A reference by tag (somebody asked for an
// image no sync has seen) is resolved first and reported, so that the control plane knows what the name stands for.
import { parseDigest } from '@harborguard/shared/oci/parse-digest.ts';
import type { ScanPayload, ScanResult } from '@harborguard/shared/protocol/jobs.ts';
import { cleanText } from '@harborguard/shared/text/clean-text.ts';
import type { ExternalScans } from '../external/external-scans.ts';
import type { ScanImageOptions } from '../scan/scan-image.ts';
import type { ScanOutcome } from '../scan/scan-outcome.ts';
import type { ScanProgress } from '../scan/scan-progress.ts';
import type { JobContext } from './job-context.ts';
import { reportReferrers, reportTagAttachments } from './report-attachments.ts';

type ScanQuestion = Pick<
  ScanImageOptions,
  'provider' | 'repository' | 'reference' | 'signal' | 'onProgress'
>;

/** `scope` separates what is known of layers; see RegistryTarget. */
export type Scan = (question: ScanQuestion, scope: string) => Promise<ScanOutcome>;

const nothingRead: ScanProgress = {
  ...{ layersDone: 0, layersRead: 0, layersTotal: 0 },
  ...{ bytesDone: 0, bytesTotal: 0 },
};

export async function runScan(
  payload: ScanPayload,
  context: JobContext,
  scan: Scan,
  external?: Pick<ExternalScans, 'scan'>,
): Promise<ScanResult> {
  const startedAt = context.clock.monotonicMs();
  if (payload.attachmentTag !== undefined) {
    await reportTagAttachments(payload, payload.attachmentTag, context);
    return {
      ...{ kind: 'scan', digest: payload.reference, state: 'attachment', layers: 0, bytes: 0 },
      durationMs: Math.round(context.clock.monotonicMs() - startedAt),
    };
  }
  let latest = nothingRead;
  const question: ScanQuestion = {
    provider: context.provider,
    repository: payload.repository,
    reference: await digestOf(payload, context),
    signal: context.signal,
    onProgress: (progress) => {
      if (progress.layersRead > latest.layersRead) context.advanced();
      latest = progress;
      context.progress('layers', progress.layersDone, progress.layersTotal);
    },
  };
  const outcome = await scan(question, payload.registry.cacheScope ?? '');
  await report(payload, context, outcome);
  const what = whatItIs(outcome);
  const { digest } = what;
  await reportReferrers(payload, digest, context);
  if (external !== undefined && outcome.kind === 'inventory') {
    await reportExternal(payload, digest, context, external);
  }
  return {
    kind: 'scan',
    ...what,
    layers: latest.layersTotal,
    bytes: latest.bytesTotal,
    durationMs: Math.round(context.clock.monotonicMs() - startedAt),
  };
}

/** After our own inventory is safe: another program's trouble costs nothing of it. */
async function reportExternal(
  payload: ScanPayload,
  digest: string,
  context: JobContext,
  external: Pick<ExternalScans, 'scan'>,
): Promise<void> {
  const { repository } = payload;
  const { provider, signal } = context;
  context.progress('external scanners', 0);
  const reports = await external.scan({ provider, repository, digest, signal });
  await context.report({
    type: 'image.external',
    ...context.job,
    registryId: payload.registry.registryId,
    ...{ repository, digest },
    reports: [...reports],
  });
}

function whatItIs(outcome: ScanOutcome): Pick<ScanResult, 'digest' | 'state' | 'artifactType'> {
  switch (outcome.kind) {
    case 'index':
      return { digest: outcome.digest, state: 'index' };
    case 'artifact':
      return {
        digest: outcome.digest,
        state: 'artifact',
        artifactType: cleanText(outcome.artifactType, 255),
      };
    case 'inventory':
      return { digest: outcome.inventory.imageDigest, state: outcome.inventory.state };
  }
}

async function digestOf(payload: ScanPayload, context: JobContext): Promise<string> {
  const { repository, reference, registry } = payload;
  if (parseDigest(reference).kind === 'digest') return reference;
  const { signal } = context;
  const { digest, mediaType, sizeBytes } = await context.provider.resolve(repository, reference, {
    signal,
  });
  await context.report({
    type: 'tags.seen',
    ...context.job,
    registryId: registry.registryId,
    repository,
    tags: [{ name: reference, digest, mediaType, sizeBytes }],
  });
  return digest;
}

async function report(
  payload: ScanPayload,
  context: JobContext,
  outcome: ScanOutcome,
): Promise<void> {
  // The result says it all.
  if (outcome.kind === 'artifact') return;
  const place = {
    ...context.job,
    registryId: payload.registry.registryId,
    repository: payload.repository,
  };
  if (outcome.kind === 'inventory') {
    await context.report({ type: 'image.inventory', ...place, inventory: outcome.inventory });
    return;
  }
  const { digest, mediaType, members } = outcome;
  await context.report({
    type: 'image.index',
    ...place,
    digest,
    mediaType,
    members: members.map((member) => ({ ...member })),
  });
}

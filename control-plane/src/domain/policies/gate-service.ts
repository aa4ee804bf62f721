// The answer to "may this image go on?": the reference is resolved to what is known, and judged now, not looked up.

import type { AdvisoryDescription } from '@harborguard/shared/advisories/advisory-query.ts';
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import {
  type PolicyVerdict,
  type VerdictKind,
  worstVerdict,
} from '@harborguard/shared/policy/judge-image.ts';
import type { ScanDepth } from '@harborguard/shared/policy/judged-image.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import { platformKey } from '../findings/platform-key.ts';
import type { SeverityCounts } from '../inventory/image-queries.ts';
import type { JobService } from '../jobs/job-service.ts';
import { findScanTarget, type ScanTarget } from '../registries/find-scan-target.ts';
import type { Registry } from '../registries/registry-store.ts';
import type { Stores, UnitOfWork } from '../unit-of-work.ts';
import { currentRules, feedsOf, judgeSubjects } from './judge-subjects.ts';
import type { VerdictSubject } from './verdict-store.ts';

export interface GateQuestion {
  readonly image: string;
  /** `linux/amd64`; absent: the worst of all. */
  readonly platform?: string;
  /** Ask for a scan where nothing can be said without one. */
  readonly mayScan: boolean;
  /** Those the caller may see. */
  readonly registries: readonly Registry[];
}

export interface GateImage {
  readonly tag?: string;
  readonly platform: string;
  readonly digest: string;
  readonly verdict: PolicyVerdict;
  readonly findings: SeverityCounts;
  readonly scan: ScanDepth;
  readonly uncovered: readonly string[];
}

export interface GateAdvisories {
  readonly state: 'current' | 'stale' | 'missing';
  readonly description: AdvisoryDescription | undefined;
}

export interface GateAnswer {
  readonly outcome: 'judged' | 'not-known' | 'not-scanned';
  readonly verdict: VerdictKind;
  readonly sentence: string;
  readonly code?: 'IMAGE_NOT_KNOWN' | 'IMAGE_NOT_INDEXED';
  readonly exitCode: 0 | 1 | 3;
  readonly image: string;
  readonly registryId?: string;
  readonly repository?: string;
  readonly images: readonly GateImage[];
  readonly advisories: GateAdvisories;
  readonly scanId?: string;
}

export interface GateService {
  /** Throws REFERENCE_INVALID. */
  ask(orgId: string, question: GateQuestion): Promise<GateAnswer>;
}

export interface GateDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly jobs: Pick<JobService, 'requestScan'>;
  readonly advisories: () => GateAdvisories;
}

export function createGateService(dependencies: GateDependencies): GateService {
  return {
    ask: async (orgId, question) => {
      const target = targetOf(question);
      const images = target === undefined ? [] : await judge(dependencies, orgId, target, question);
      const answer = {
        ...conclusion(images),
        image: question.image,
        ...(target === undefined || images.length === 0
          ? {}
          : { registryId: target.registryId, repository: target.repository }),
        images,
        advisories: dependencies.advisories(),
      };
      if (!question.mayScan || target === undefined || answer.outcome === 'judged') return answer;
      const started = await dependencies.jobs.requestScan(orgId, {
        ...target,
        trigger: 'interactive',
      });
      return { ...answer, scanId: started.jobId };
    },
  };
}

/** A registry the caller may not see and one that is not there are the same to them. */
function targetOf({ image, registries }: GateQuestion): ScanTarget | undefined {
  try {
    return findScanTarget(image, registries);
  } catch (error) {
    if (isHarborError(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

async function judge(
  { unitOfWork, clock, advisories }: GateDependencies,
  orgId: string,
  target: ScanTarget,
  { platform }: GateQuestion,
): Promise<readonly GateImage[]> {
  return await unitOfWork.read(orgId, async (stores) => {
    const all = await subjectsAt(stores, target);
    const wanted = platform === undefined ? undefined : platformText(platform);
    const subjects = all.filter((one) => wanted === undefined || one.platform === wanted);
    const now = clock.now();
    const rules = await currentRules(stores, feedsOf(advisories().description), now);
    const verdicts = await judgeSubjects(stores, subjects, rules, now);
    return subjects.flatMap((subject, index) => {
      const verdict = verdicts[index];
      return verdict === undefined ? [] : [gateImage(subject, verdict)];
    });
  });
}

/** A digest is judged as every tag that shows it: by whichever name, it is the same image that runs. */
async function subjectsAt(
  { verdicts }: Stores,
  { registryId, repository, reference }: ScanTarget,
): Promise<readonly VerdictSubject[]> {
  const place = { registryId, repository };
  const tagged = await verdicts.subjects(await verdicts.tagsAt(place, reference));
  if (tagged.length > 0 || !reference.includes(':')) return tagged;
  return await verdicts.untaggedSubjects(place, reference);
}

function platformText(text: string): string {
  const [os = '', architecture = '', variant] = text.split('/', 3);
  const parts = { os, architecture, ...(variant === undefined ? {} : { variant }) };
  const platform = platformKey(parts);
  if (platform !== undefined) return platform;
  throw new HarborError('VALIDATION_FAILED', {
    details: { field: 'platform', rule: 'must be OS/ARCHITECTURE' },
  });
}

function gateImage(subject: VerdictSubject, verdict: PolicyVerdict): GateImage {
  const { tag, platform, digest, counts, scan, uncovered } = subject;
  return {
    ...(tag === undefined ? {} : { tag }),
    ...{ platform, digest, verdict, findings: counts, scan, uncovered },
  };
}

function conclusion(
  images: readonly GateImage[],
): Pick<GateAnswer, 'outcome' | 'verdict' | 'sentence' | 'code' | 'exitCode'> {
  if (images.length === 0) {
    const sentence = 'The verdict is not known: no connected registry is known to hold this image.';
    const code = 'IMAGE_NOT_KNOWN';
    return { outcome: 'not-known', verdict: 'unknown', sentence, code, exitCode: 3 };
  }
  const kinds = images.map(({ verdict }) => verdict.kind);
  // What blocks, blocks; else a part that nobody has looked at is more than a warning about another.
  const worst = worstVerdict(kinds);
  const kind = worst !== 'block' && kinds.includes('unknown') ? 'unknown' : worst;
  const decisive = images.find(({ verdict }) => verdict.kind === kind);
  const sentence = decisive?.verdict.sentence ?? '';
  if (kind === 'unknown') {
    const code = 'IMAGE_NOT_INDEXED';
    return { outcome: 'not-scanned', verdict: kind, sentence, code, exitCode: 3 };
  }
  return { outcome: 'judged', verdict: kind, sentence, exitCode: kind === 'block' ? 1 : 0 };
}

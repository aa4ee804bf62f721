// How much scans may take from a registry in an hour where nobody says it: all there is, except on Docker Hub, which
// counts pulls and shares its limit among everything behind one address.
// https://docs.docker.com/docker-hub/usage/pulls/
import type { Provider, PullBudget } from '../protocol/registry-target.ts';
import { detectProvider } from './detect-provider.ts';

/** What a person sets; null: no limit. */
export interface PullLimits {
  readonly pullsPerHour: number | null;
  readonly bytesPerHour: number | null;
}

export interface BudgetedRegistry {
  readonly url: string;
  readonly provider: Provider;
  readonly hasCredential: boolean;
  readonly pullLimits: PullLimits | undefined;
}

/** Strangers have 100 in six hours for each address; builds and machines behind it want theirs too. */
const hubPullsAnonymous = 10;
/** The smallest account has 200 in six hours. Paid ones have no limit: the operator lifts it. */
const hubPullsWithAccount = 20;

/** Empty: no limit. */
export function pullBudgetOf(registry: BudgetedRegistry): PullBudget {
  const limits = registry.pullLimits ?? defaultLimits(registry);
  return {
    ...(limits.pullsPerHour === null ? {} : { pullsPerHour: limits.pullsPerHour }),
    ...(limits.bytesPerHour === null ? {} : { bytesPerHour: limits.bytesPerHour }),
  };
}

/** What each of so many sensors may take: together no more than the registry allows, but each at least one. */
export function budgetShare(budget: PullBudget, sensors: number): PullBudget {
  const share = (limit: number): number => Math.max(1, Math.floor(limit / Math.max(1, sensors)));
  const { pullsPerHour, bytesPerHour } = budget;
  return {
    ...(pullsPerHour === undefined ? {} : { pullsPerHour: share(pullsPerHour) }),
    ...(bytesPerHour === undefined ? {} : { bytesPerHour: share(bytesPerHour) }),
  };
}

function defaultLimits({ url, provider, hasCredential }: BudgetedRegistry): PullLimits {
  // A mirror of one's own counts nothing.
  const isHub = provider === 'DOCKER_HUB' && detectProvider(new URL(url).host) === 'DOCKER_HUB';
  const pullsPerHour = hasCredential ? hubPullsWithAccount : hubPullsAnonymous;
  return { pullsPerHour: isHub ? pullsPerHour : null, bytesPerHour: null };
}

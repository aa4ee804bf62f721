// A probe for somebody who waits to see it: with the product that answers, where the address alone does not tell it.
import type { Clock } from '@harborguard/shared/ports.ts';
import type { Provider } from '@harborguard/shared/protocol/registry-target.ts';
import type { ProbeVerdict, RegistryProvider } from './registry-provider.ts';

/** A handful of small answers; with the probe itself it stays within what a person waits for. */
const identifyTimeoutMs = 4_000;

/** The provider found is in the verdict, with the detail `detectedBy`. */
export async function probeAndIdentify(
  provider: RegistryProvider,
  clock: Clock,
  signal: AbortSignal,
): Promise<ProbeVerdict> {
  const verdict = await provider.probe({ signal });
  if (!verdict.reachable) return verdict;
  const found = await identifyBriefly(provider, clock, signal);
  if (found === undefined) return verdict;
  return { ...verdict, provider: found, details: { ...verdict.details, detectedBy: 'probe' } };
}

/** Undefined also when it takes too long. Throws for an aborted signal only. */
export async function identifyBriefly(
  provider: RegistryProvider,
  clock: Clock,
  signal: AbortSignal,
): Promise<Provider | undefined> {
  const deadline = new AbortController();
  const timer = clock.setTimer(identifyTimeoutMs, () => deadline.abort());
  try {
    const limited = AbortSignal.any([signal, deadline.signal]);
    return await provider.identify?.({ signal: limited });
  } catch (error) {
    signal.throwIfAborted();
    if (deadline.signal.aborted) return undefined;
    throw error;
  } finally {
    timer.cancel();
  }
}

// A body that must keep coming: a server that sends a byte now and then never trips an idle timeout. Only the time
// spent waiting for the network counts, so a slow reader here is not held against the registry.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock } from '@harborguard/shared/ports.ts';

export interface BodyPace {
  readonly windowMs: number;
  readonly bytesPerSecondMin: number;
}

/** A long-distance line shared by all streams of a sensor still gives each several times this. */
export const defaultPace: BodyPace = { windowMs: 60_000, bytesPerSecondMin: 1024 };

export async function* steadyBody(
  body: AsyncIterable<Uint8Array>,
  pace: BodyPace,
  { clock, host }: { readonly clock: Clock; readonly host: string },
): AsyncGenerator<Uint8Array> {
  let waitedMs = 0;
  let receivedBytes = 0;
  let askedAtMs = clock.monotonicMs();
  for await (const chunk of body) {
    waitedMs += clock.monotonicMs() - askedAtMs;
    receivedBytes += chunk.byteLength;
    if (waitedMs >= pace.windowMs) {
      if (receivedBytes < (waitedMs / 1000) * pace.bytesPerSecondMin) throw tooSlow(host);
      waitedMs = 0;
      receivedBytes = 0;
    }
    yield chunk;
    askedAtMs = clock.monotonicMs();
  }
}

function tooSlow(host: string): HarborError {
  return new HarborError('REGISTRY_TIMEOUT', {
    details: { host, reason: 'the body comes too slowly' },
  });
}

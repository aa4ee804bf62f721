// Which registries answered last time a job asked them; carried by heartbeats, kept nowhere else.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { JobResult } from '@harborguard/shared/protocol/jobs.ts';
import type { Heartbeat } from '@harborguard/shared/protocol/sensor-frames.ts';
import type { Execute } from './job-runner.ts';

type Reachability = Heartbeat['registries'][number];

const unreachableCodes: ReadonlySet<string> = new Set<ErrorCode>([
  'REGISTRY_TIMEOUT',
  'REGISTRY_UNREACHABLE',
  'REGISTRY_NAME_UNRESOLVED',
  'TLS_UNTRUSTED',
  'TLS_EXPIRED',
  'TLS_NAME_MISMATCH',
  'TLS_CLIENT_CERTIFICATE_REFUSED',
  'TLS_FAILED',
]);

export class RegistryReachability {
  readonly #known = new Map<string, Reachability>();

  list(): Heartbeat['registries'] {
    return [...this.#known.values()];
  }

  /** Only registries that are still this sensor's are reported. */
  keep(registryIds: readonly string[]): void {
    const kept = new Set(registryIds);
    for (const id of this.#known.keys()) if (!kept.has(id)) this.#known.delete(id);
  }

  watch(execute: Execute): Execute {
    return async (job, signal) => {
      const { registryId } = job.payload.registry;
      try {
        const result = await execute(job, signal);
        this.#note(registryId, codeOf(result));
        return result;
      } catch (error) {
        if (isHarborError(error) && error.code !== 'CANCELLED') this.#note(registryId, error.code);
        throw error;
      }
    };
  }

  #note(registryId: string, code: string | undefined): void {
    const reachable = code === undefined || !unreachableCodes.has(code);
    this.#known.set(registryId, {
      registryId,
      reachable,
      ...(reachable || code === undefined ? {} : { code }),
    });
  }
}

function codeOf(result: JobResult): string | undefined {
  return result.kind === 'probe' && !result.reachable ? result.code : undefined;
}

// Questions to one registry below its /v2/, with refusals turned into codes. What the answers mean is decided by the
// files beside this one: lists, manifests, blobs.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import {
  bodyCodes,
  errorBodyBytesMax,
  type RegistryResource,
  registryErrorCode,
} from '@harborguard/shared/oci/registry-error-code.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import type {
  RegistryRequest,
  RegistryResponse,
} from '@harborguard/shared/registry/registry-exchange.ts';
import { cleanText } from '@harborguard/shared/text/clean-text.ts';
import { readBody } from '../http/read-body.ts';
import { retryAfterMs } from '../http/retry-policy.ts';
import type { StreamedResponse } from '../http/transmit.ts';
import type { AuthorizedOptions, AuthSession } from './auth-session.ts';

/** What a question is about, for codes and for the reader of an error. */
export interface Subject {
  readonly resource: RegistryResource;
  readonly repository?: string;
  /** A tag or a digest. */
  readonly reference?: string;
}

export interface DistributionClientOptions {
  /** Canonical. */
  readonly registryUrl: string;
  readonly session: AuthSession;
  readonly clock: Clock;
}

export class DistributionClient {
  readonly registryUrl: string;
  readonly session: AuthSession;
  readonly #clock: Clock;

  constructor({ registryUrl, session, clock }: DistributionClientOptions) {
    this.registryUrl = registryUrl;
    this.session = session;
    this.#clock = clock;
  }

  /** `path` begins below the registry's address: `/v2/…`. */
  send(
    method: 'GET' | 'HEAD',
    path: string,
    options: AuthorizedOptions & { readonly accept?: string },
  ): Promise<RegistryResponse> {
    return this.session.send(this.#request(method, path, options.accept), options);
  }

  stream(
    path: string,
    options: AuthorizedOptions & { readonly headers?: Readonly<Record<string, string>> },
  ): Promise<StreamedResponse> {
    const request = this.#request('GET', path);
    return this.session.stream({ ...request, headers: options.headers ?? {} }, options);
  }

  /** The error that an answer other than success amounts to. */
  async refusal(
    response: Pick<RegistryResponse, 'status' | 'headers' | 'body' | 'url'>,
    subject: Subject,
    signal: AbortSignal,
  ): Promise<HarborError> {
    const { status, headers, body, url } = response;
    if (status === 401 || status === 403) await this.#confirmAcceptance(subject, signal);
    const code = registryErrorCode(status, body, {
      resource: subject.resource,
      anonymous: await this.session.isAnonymous(signal),
      accepted: this.session.accepted,
    });
    const waitMs = retryAfterMs(headers, this.#clock.now());
    const registryCodes = bodyCodes(body).slice(0, 3).join(', ');
    return new HarborError(code, {
      details: {
        ...subjectDetails(subject),
        host: new URL(url).host,
        status,
        ...(registryCodes === '' ? {} : { registryCode: cleanText(registryCodes, 128) }),
        ...(waitMs === undefined ? {} : { retryAfterSeconds: Math.ceil(waitMs / 1000) }),
      },
    });
  }

  async refusalOfStream(
    response: StreamedResponse,
    subject: Subject,
    signal: AbortSignal,
  ): Promise<HarborError> {
    const limit = {
      limit: errorBodyBytesMax,
      code: 'RESPONSE_TOO_LARGE',
      url: response.url,
    } as const;
    // The status alone is enough; the body only says more.
    const body = await readBody(response.body, limit).catch(() => new Uint8Array());
    signal.throwIfAborted();
    return this.refusal({ ...response, body }, subject, signal);
  }

  /**
   * A denial means "wrong credential" or "right credential, not for this"; `/v2/` tells which. Asked only when
   * nothing has succeeded yet, as in a scan that begins with a manifest.
   */
  async #confirmAcceptance(subject: Subject, signal: AbortSignal): Promise<void> {
    if (this.session.accepted || subject.resource === 'ping') return;
    try {
      await this.send('GET', '/v2/', { signal, attemptsMax: 1, bodyBytesMax: errorBodyBytesMax });
    } catch {
      // The denial is what gets reported, not this.
      signal.throwIfAborted();
    }
  }

  #request(method: 'GET' | 'HEAD', path: string, accept?: string): RegistryRequest {
    return {
      method,
      url: `${this.registryUrl}${path}`,
      ...(accept === undefined ? {} : { headers: { accept } }),
    };
  }
}

export function subjectDetails(subject: Subject): Record<string, string> {
  return {
    resource: subject.resource,
    ...(subject.repository === undefined ? {} : { repository: subject.repository }),
    ...(subject.reference === undefined ? {} : { reference: subject.reference }),
  };
}

// The transport under the AWS clients, in place of their own: theirs knows neither proxy nor private authorities.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { ResponseHeaders } from '@harborguard/shared/registry/registry-exchange.ts';
import type { CloudSend } from './cloud-send.ts';

/** What the clients hand over, as far as it is used. */
interface AwsRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface AwsResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** Set by the transport itself, to the same values. */
const ownHeaders: readonly string[] = ['host', 'content-length', 'user-agent', 'authorization'];

export function createAwsRequestHandler(send: CloudSend, signal: AbortSignal) {
  return {
    async handle(request: AwsRequest): Promise<{ response: AwsResponse }> {
      const { authorization } = request.headers;
      const answer = await send(
        {
          method: 'POST',
          url: urlOf(request),
          headers: withoutOwn(request.headers),
          body: textOf(request.body),
          ...(authorization === undefined ? {} : { authorization }),
        },
        { signal },
      );
      const { status, headers, body } = answer;
      return { response: { statusCode: status, headers: flattened(headers), body } };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
}

/** All questions asked here are forms or documents, sent once and never on to another place by a redirect. */
function urlOf({ method, protocol, hostname, port, path }: AwsRequest): string {
  if (method !== 'POST') {
    throw new HarborError('IDENTITY_REFUSED', {
      details: { host: hostname, reason: 'this way of signing in is not supported' },
    });
  }
  return `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`;
}

function withoutOwn(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !ownHeaders.includes(name.toLowerCase())),
  );
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : '';
}

function flattened(headers: ResponseHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === 'string' ? value : value.join(', ')]],
    ),
  );
}

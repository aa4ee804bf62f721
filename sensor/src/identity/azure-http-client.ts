// The transport under Microsoft's identity library, in place of its own. Metadata services (they speak http) are asked
// directly, whatever proxies the environment names; Entra is reached as the sensor reaches the world.
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { CloudSend } from './cloud-send.ts';

/** Where there is no such service packets vanish; on a machine in Azure it answers within milliseconds. */
const metadataTimeoutMs = 3000;
/** A token with many groups stays far below. */
const replyBytesMax = 256 * 1024;

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Microsoft's library, imported when it is first needed. */
export type PipelineLibrary = Pick<
  typeof import('@azure/core-rest-pipeline'),
  'createHttpHeaders' | 'createDefaultHttpClient'
>;

export function createAzureHttpClient(library: PipelineLibrary, send?: CloudSend): HttpClient {
  const own = library.createDefaultHttpClient();
  return {
    async sendRequest(request): Promise<PipelineResponse> {
      const isMetadata = request.url.startsWith('http:');
      if (!isMetadata && send === undefined) return await own.sendRequest(request);
      const reply =
        isMetadata || send === undefined
          ? await askMetadata(request)
          : await askEntra(request, send);
      const { status, headers, text } = reply;
      return { request, status, headers: library.createHttpHeaders(headers), bodyAsText: text };
    },
  };
}

async function askEntra(request: PipelineRequest, send: CloudSend): Promise<Reply> {
  const { body, url } = request;
  const answer = await send(
    {
      method: request.method === 'POST' ? 'POST' : 'GET',
      url,
      headers: sentHeaders(request),
      ...(typeof body === 'string' ? { body } : {}),
    },
    { signal: signalOf(request) },
  );
  return { ...answer, headers: flattened(answer.headers), text: decoded(answer.body) };
}

/** The library's own, without those that the transport sets. */
function sentHeaders(request: PipelineRequest): Record<string, string> {
  return Object.fromEntries(
    [...request.headers].filter(
      ([name]) => !['host', 'content-length', 'user-agent', 'accept-encoding'].includes(name),
    ),
  );
}

function signalOf({ abortSignal }: PipelineRequest): AbortSignal {
  const controller = new AbortController();
  abortSignal?.addEventListener('abort', () => controller.abort());
  return controller.signal;
}

function askMetadata(request: PipelineRequest): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const timeout = request.timeout > 0 ? request.timeout : metadataTimeoutMs;
    const outgoing = httpRequest(request.url, {
      method: request.method,
      headers: Object.fromEntries(request.headers),
      timeout,
      // A connection of its own: no agent, so no proxy.
      agent: false,
    });
    outgoing.once('timeout', () => outgoing.destroy(unanswered(request.url)));
    outgoing.once('error', reject);
    outgoing.once('response', (response) => readReply(response).then(resolve, reject));
    outgoing.end(typeof request.body === 'string' ? request.body : undefined);
  });
}

async function readReply(response: IncomingMessage): Promise<Reply> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > replyBytesMax) {
      response.destroy();
      throw new HarborError('RESPONSE_TOO_LARGE', { details: { source: 'azure-identity' } });
    }
    chunks.push(chunk);
  }
  const headers = flattened(response.headers);
  return { status: response.statusCode ?? 0, headers, text: decoded(Buffer.concat(chunks)) };
}

function unanswered(url: string): HarborError {
  return new HarborError('REGISTRY_TIMEOUT', { details: { host: new URL(url).host } });
}

function decoded(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function flattened(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === 'string' ? value : value.join(', ')]],
    ),
  );
}

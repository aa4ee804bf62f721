// Fetches what an advisory import names by URL, through the proxies the environment names. A key goes to the source it is
// for and nowhere else, not even after a redirect.
import { getCACertificates } from 'node:tls';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { type Dispatcher, EnvHttpProxyAgent, request } from 'undici';
import type {
  AdvisoryFetch,
  FetchAnswer,
  FetchOptions,
} from '../domain/advisories/advisory-fetch.ts';

export interface FetchSettings {
  /** HTTP_PROXY and the like, in either spelling. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Authorities trusted besides the system's. */
  readonly caPem?: string | undefined;
  /** For a source that asks for one: another control plane. */
  readonly token?: string | undefined;
  /** Where the token goes: the origin of the source. */
  readonly tokenOrigin?: string | undefined;
}

/** Between two pieces of the body; the import bounds the whole. */
const idleTimeoutMs = 60_000;
const redirectsMax = 5;

export function createAdvisoryFetch(settings: FetchSettings): AdvisoryFetch {
  const dispatcher = createDispatcher(settings);
  return async (url, options) => {
    let target = url;
    for (let redirects = 0; redirects <= redirectsMax; redirects += 1) {
      const answer = await get(target, options, { dispatcher, settings });
      const read = answerOf(answer, options);
      if (read !== undefined) return read;
      await answer.body.dump();
      const location = answer.headers['location'];
      if (answer.statusCode < 300 || answer.statusCode > 399 || typeof location !== 'string') {
        throw refused(target, { status: answer.statusCode });
      }
      target = redirected(target, location);
    }
    throw refused(url, { reason: 'too-many-redirects' });
  };
}

function createDispatcher({ environment, caPem }: FetchSettings): Dispatcher {
  const variable = (name: string) => environment[name.toLowerCase()] ?? environment[name] ?? '';
  const authorities = [...getCACertificates('default'), ...getCACertificates('system')];
  const tls = { ca: [...new Set(authorities), ...(caPem === undefined ? [] : [caPem])] };
  return new EnvHttpProxyAgent({
    httpProxy: variable('HTTP_PROXY'),
    httpsProxy: variable('HTTPS_PROXY'),
    noProxy: variable('NO_PROXY'),
    connect: tls,
    requestTls: tls,
    proxyTls: tls,
  });
}

function answerOf(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  options: FetchOptions,
): FetchAnswer | undefined {
  const isConditional = options.etag !== undefined || options.lastModified !== undefined;
  const kinds = { 200: 'whole', 206: 'partial', 304: 'unchanged' } as const;
  if (statusCode !== 200 && statusCode !== 206 && statusCode !== 304) return undefined;
  if (statusCode === 304 && !isConditional) return undefined;
  if (statusCode === 206 && startOf(headers['content-range']) !== options.from) return undefined;
  const etag = textOf(headers['etag']);
  const lastModified = textOf(headers['last-modified']);
  const bytes = totalOf(statusCode, headers);
  return {
    kind: kinds[statusCode],
    body,
    // A weak one does not promise the same bytes, which is what going on from the middle needs.
    ...(etag === undefined || etag.startsWith('W/') ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
    ...(bytes === undefined ? {} : { bytes }),
  };
}

type Headers = Dispatcher.ResponseData['headers'];

function textOf(value: Headers[string]): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= 1024 ? value : undefined;
}

/** `bytes 100-199/200` */
function startOf(range: Headers[string]): number | undefined {
  const start = /^bytes ([0-9]+)-/.exec(textOf(range) ?? '')?.[1];
  return start === undefined ? undefined : Number(start);
}

function totalOf(status: number, headers: Headers): number | undefined {
  const text =
    status === 206
      ? /\/([0-9]+)$/.exec(textOf(headers['content-range']) ?? '')?.[1]
      : textOf(headers['content-length']);
  const isEncoded = headers['content-encoding'] !== undefined;
  return text === undefined || isEncoded ? undefined : Number(text);
}

async function get(
  url: string,
  { signal, etag, lastModified, from }: FetchOptions,
  { dispatcher, settings }: { readonly dispatcher: Dispatcher; readonly settings: FetchSettings },
) {
  const isContinued = from !== undefined && etag !== undefined;
  const { token, tokenOrigin } = settings;
  const isSource = token !== undefined && URL.parse(url)?.origin === tokenOrigin;
  try {
    return await request(url, {
      dispatcher,
      headersTimeout: idleTimeoutMs,
      bodyTimeout: idleTimeoutMs,
      headers: {
        'user-agent': 'harborguard',
        'accept-encoding': 'identity',
        ...(isContinued ? { range: `bytes=${from}-`, 'if-range': etag } : {}),
        ...(isContinued || etag === undefined ? {} : { 'if-none-match': etag }),
        ...(isContinued || lastModified === undefined ? {} : { 'if-modified-since': lastModified }),
        ...(isSource ? { authorization: `Bearer ${token}` } : {}),
      },
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw refused(url, { reason: 'unreachable' }, error);
  }
}

function redirected(from: string, location: string): string {
  const target = URL.parse(location, from);
  const isDowngrade = target?.protocol !== 'https:' && from.startsWith('https:');
  if (target === null || isDowngrade) throw refused(from, { reason: 'redirect-refused' });
  return target.href;
}

function refused(url: string, details: Record<string, string | number>, cause?: unknown) {
  const target = URL.parse(url);
  return new HarborError('ADVISORIES_UNREACHABLE', {
    details: { host: target?.host ?? '', path: target?.pathname ?? '', ...details },
    cause,
  });
}

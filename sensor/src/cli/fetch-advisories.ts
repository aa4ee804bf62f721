// `--advisories URL`: the file of a control plane, or any exported file on a web server, through this sensor's own proxies
// and authorities. What did not change is not downloaded again, and what cannot be reached is taken from the cache.
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { headerLine } from '@harborguard/shared/registry/registry-exchange.ts';
import type { LocalConfig } from '../config.ts';
import type { System } from '../lifecycle.ts';
import { createRegistryHttp } from '../registry/http/registry-http.ts';
import { createRegistryNetwork } from '../registry-network.ts';
import { sensorVersion } from '../sensor-version.ts';
import { AdvisoryCache } from '../store/advisory-cache.ts';

/** What the server's own address stands for. */
const controlPlanePath = '/api/advisories/file';
/** Somebody is waiting. */
const attemptsMax = 2;

export function isAdvisoryUrl(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/** Throws REFERENCE_INVALID, ADVISORIES_UNREACHABLE, and what an exported file can have. Returns the path of the file. */
export async function fetchAdvisories(
  text: string,
  { plainHttp }: { readonly plainHttp: boolean },
  config: LocalConfig,
  system: System & { readonly signal: AbortSignal },
): Promise<string> {
  const url = parsedUrl(text);
  const cache = new AdvisoryCache(config.cacheFolder, url.href);
  const cached = await cache.find();
  const { settings } = createRegistryNetwork(config, system);
  const target = {
    ...{ url: url.origin, guardAddresses: false, allowedAddresses: [] },
    allowPlainHttp: plainHttp || isLoopback(url),
  };
  const userAgent = `HarborGuard-Sensor/${sensorVersion}`;
  const http = createRegistryHttp(target, { ...system, ...settings, userAgent });
  const { signal, random } = system;
  try {
    const answer = await http.stream(
      {
        method: 'GET',
        url: url.href,
        headers: cached?.etag === undefined ? {} : { 'if-none-match': cached.etag },
        ...(config.advisoriesToken === undefined
          ? {}
          : { authorization: `Bearer ${config.advisoriesToken}` }),
      },
      { signal, attemptsMax },
    );
    if (answer.status === 304 && cached !== undefined) {
      answer.discard();
      return cached.path;
    }
    if (answer.status !== 200) {
      answer.discard();
      throw unreachable(url, { status: answer.status });
    }
    const etag = headerLine(answer.headers, 'etag');
    return await cache.put(answer.body, { etag, unique: random.uuid(), signal });
  } catch (error) {
    if (signal.aborted || cached === undefined || !isAway(error)) throw error;
    const code = isHarborError(error) ? error.code : 'ADVISORIES_UNREACHABLE';
    process.stderr.write(
      `${code}: ${url.host} gave no advisories; those of the last time are used\n`,
    );
    return cached.path;
  } finally {
    await http.close();
  }
}

/** A file that is wrong, and a refusal, are told; a server that is away is not worth a failed build. */
function isAway(error: unknown): boolean {
  if (!isHarborError(error)) return true;
  const { status } = error.details;
  const isRefusal = typeof status === 'number' && status < 500;
  return error.retryable && !isRefusal;
}

function parsedUrl(text: string): URL {
  if (!URL.canParse(text)) throw refused('not a URL');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    throw refused('a URL with a password; use HARBORGUARD_ADVISORIES_TOKEN_FILE');
  }
  url.hash = '';
  if (url.pathname === '/' && url.search === '') url.pathname = controlPlanePath;
  return url;
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.[0-9]+){3}$/.test(hostname);
}

function refused(reason: string): HarborError {
  return new HarborError('REFERENCE_INVALID', { details: { reason } });
}

function unreachable(url: URL, facts: { readonly status: number }): HarborError {
  return new HarborError('ADVISORIES_UNREACHABLE', { details: { host: url.host, ...facts } });
}

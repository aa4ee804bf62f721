// The transport to the public services of clouds: the sensor's own proxies and authorities, and nothing of any registry.
import type { CloudSend } from './identity/cloud-send.ts';
import { createRegistryHttp, type HttpDependencies } from './registry/http/registry-http.ts';

/** A token with the claims of a large company stays far below. */
const answerBytesMax = 1024 * 1024;
/** The sources try again by themselves, and somebody may be waiting. */
const attemptsMax = 2;

const anyService = {
  url: 'https://cloud.invalid',
  allowPlainHttp: false,
  guardAddresses: false,
  allowedAddresses: [],
};

export function createCloudSend(dependencies: HttpDependencies): CloudSend {
  const http = createRegistryHttp(anyService, dependencies);
  return (request, { signal }) =>
    http.send(request, { signal, attemptsMax, bodyBytesMax: answerBytesMax });
}

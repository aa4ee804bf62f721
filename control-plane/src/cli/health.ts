// `control-plane health`: asks the server beside it whether it lives, for health checks of containers that have no
// shell and no other program.
import { get } from 'node:http';
import type { ListenAddress } from '@harborguard/shared/configuration/listen-address.ts';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Command } from './command-context.ts';

/** Docker and Kubernetes ask again soon; a server that takes longer is not well. */
const answerMsMax = 5000;
const everyInterface: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

export const health: Command = async ({ config, terminal, signal }) => {
  const url = healthUrl(config.listen);
  const status = await statusOf(url, AbortSignal.any([signal, AbortSignal.timeout(answerMsMax)]));
  if (status !== 200) throw new HarborError('LINK_UNREACHABLE', { details: { url, status } });
  terminal.print('alive\n');
};

/** A server on every interface is asked over loopback. */
export function healthUrl({ host, port }: ListenAddress): string {
  const asked = everyInterface.has(host) ? (host === '::' ? '::1' : '127.0.0.1') : host;
  return `http://${asked.includes(':') ? `[${asked}]` : asked}:${port}/api/health`;
}

function statusOf(url: string, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error) =>
      reject(
        new HarborError('LINK_UNREACHABLE', {
          details: { url, rule: 'serve must run, and listen where HARBORGUARD_LISTEN says' },
          cause,
        }),
      );
    get(url, { signal, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).on('error', fail);
  });
}

// What an idle link costs the control plane: its memory with many sensors connected, divided by their number.
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { encodeFrame } from '@harborguard/shared/protocol/frame-codec.ts';
import { linkPath, linkSubprotocol } from '@harborguard/shared/protocol/link-limits.ts';
import type { Hello } from '@harborguard/shared/protocol/sensor-frames.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { startControlPlane } from '../support/control-plane.ts';
import { residentBytes } from '../support/process-memory.ts';
import { freePort, temporaryFolder } from '../support/temporary-folder.ts';
import { within } from '../support/within.ts';
import { type Bench, benchRow } from './bench.ts';

const kibibyte = 1024;
const linksDefault = 500;
const openMsMax = 30_000;
/** Handshakes at once; a fleet comes back spread over seconds too. */
const parallel = 20;
const restMs = 10_000;

export const linkIdle: Bench = {
  name: 'link-idle',
  about: 'memory of the control plane for each idle link',
  run: async (context) => {
    const links = context.size ?? linksDefault;
    const folder = temporaryFolder(context);
    const port = await freePort();
    const options = { dataFolder: join(folder, 'data'), port, managedSensor: false };
    const controlPlane = await startControlPlane(options);
    context.after(() => controlPlane.stop());
    const body = { name: 'bench', kind: 'sensor', role: 'viewer', sensorsMax: links };
    const { key } = await controlPlane.api.send<{ key: string }>('POST', '/api-keys', body);
    const random = new SeededRandom('links');
    const sockets: WebSocket[] = [];
    context.after(() => {
      for (const socket of sockets) socket.close();
    });
    // The first link pays for what all share.
    sockets.push(await openLink(controlPlane.url, key, helloOf(random, 0)));
    await wait(restMs);
    const before = residentBytes(controlPlane.program.pid);
    while (sockets.length < links) {
      const count = Math.min(parallel, links - sockets.length);
      const hellos = Array.from({ length: count }, (_, index) =>
        helloOf(random, sockets.length + index),
      );
      const opened = hellos.map((hello) => openLink(controlPlane.url, key, hello));
      sockets.push(...(await Promise.all(opened)));
    }
    await wait(restMs);
    const after = residentBytes(controlPlane.program.pid);
    return [
      benchRow({
        bench: 'link-idle',
        measure: `resident memory of the control plane for each idle link, ${links} links, after ${restMs / 1000} s`,
        unit: 'KiB',
        ours: (after - before) / (links - 1) / kibibyte,
        peers: [],
      }),
    ];
  },
};

function helloOf(random: SeededRandom, index: number): Hello {
  return {
    ...{ kind: 'hello', protocol: { min: 1, max: 1 }, sensorId: random.uuid() },
    ...{ name: `sensor-${index}`, version: '0.0.0', epoch: random.uuid(), instance: random.uuid() },
    ...{ capabilities: ['scan'], lastSeq: 0, jobsHeld: [] },
    ...{ analyzerVersion: 'bench', platform: 'linux/x64' },
  };
}

/** Node's own client takes headers beside the protocols, which the type of the browser's does not know. */
type NodeWebSocket = new (
  url: string,
  options: { readonly protocols: string; readonly headers: Readonly<Record<string, string>> },
) => WebSocket;

/** Resolves with the welcome. */
async function openLink(url: string, key: string, hello: Hello): Promise<WebSocket> {
  const Client = WebSocket as unknown as NodeWebSocket;
  const socket = new Client(`${url.replace('http', 'ws')}${linkPath}`, {
    protocols: linkSubprotocol,
    headers: { authorization: `Bearer ${key}` },
  });
  const welcomed = new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => socket.send(encodeFrame(hello)));
    socket.addEventListener('message', () => resolve(), { once: true });
    socket.addEventListener('error', () => reject(new Error('a link was refused')));
    socket.addEventListener('close', () => reject(new Error('a link was closed')));
  });
  await within(openMsMax, 'the welcome', welcomed);
  return socket;
}

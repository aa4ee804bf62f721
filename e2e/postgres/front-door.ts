// One address before several control planes, as a load balancer is: it leads to the one a test names.
import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net';
import type { Ending } from '../support/temporary-folder.ts';

export interface FrontDoor {
  readonly url: string;
  /** From now on; what leads elsewhere is cut. */
  leadTo(port: number): void;
}

export async function openFrontDoor(ending: Ending, firstPort: number): Promise<FrontDoor> {
  const open = new Set<Socket>();
  let target = firstPort;
  const server = createServer((near) => {
    const far = dial({ port: target, host: '127.0.0.1' });
    near.pipe(far).pipe(near);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cutAll = (): void => {
    for (const socket of open) socket.destroy();
  };
  ending.after(async () => {
    cutAll();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo: (port) => {
      target = port;
      cutAll();
    },
  };
}

// A stretch of network between two programs that a test can cut: connections through it can be made to carry
// nothing more in either direction, without either end being told.
import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net';
import type { Ending } from './temporary-folder.ts';

export interface TcpProxy {
  readonly port: number;
  /** Connections accepted so far. */
  readonly accepted: number;
  /** From now on nothing gets through, on old connections and new ones. Nobody gets a FIN or a reset. */
  cut(): void;
  /** Connections made after this work; those that were cut stay silent. */
  repair(): void;
}

export async function startTcpProxy(ending: Ending, targetPort: number): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  let isCut = false;
  let accepted = 0;
  const server = createServer({ allowHalfOpen: true }, (near) => {
    accepted += 1;
    const far = dial({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true });
    const pair = new Pair(near, far, () => pairs.delete(pair));
    pairs.add(pair);
    if (isCut) pair.silence();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ending.after(async () => {
    for (const pair of pairs) pair.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    port: (server.address() as AddressInfo).port,
    get accepted() {
      return accepted;
    },
    cut: () => {
      isCut = true;
      for (const pair of pairs) pair.silence();
    },
    repair: () => {
      isCut = false;
    },
  };
}

class Pair {
  readonly #sockets: readonly [Socket, Socket];
  #isSilent = false;

  constructor(near: Socket, far: Socket, gone: () => void) {
    this.#sockets = [near, far];
    this.#forward(near, far);
    this.#forward(far, near);
    let open = this.#sockets.length;
    for (const socket of this.#sockets) {
      socket.on('close', () => {
        open -= 1;
        if (open === 0) gone();
      });
    }
  }

  silence(): void {
    this.#isSilent = true;
  }

  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #forward(from: Socket, to: Socket): void {
    // Bytes are still read while silent: a full window would be a sign of its own.
    from.on('data', (bytes) => {
      if (!this.#isSilent) to.write(bytes);
    });
    from.on('end', () => {
      if (!this.#isSilent) to.end();
    });
    from.on('error', () => {
      if (!this.#isSilent) to.destroy();
    });
  }
}

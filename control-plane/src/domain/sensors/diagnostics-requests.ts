// Questions to sensors about themselves that wait for an answer. Memory only: who asked waits no longer than a request.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Random } from '@harborguard/shared/ports.ts';
import {
  type DiagnosticsBody,
  diagnosticsCapability,
} from '@harborguard/shared/protocol/diagnostics.ts';
import type { Diagnostics } from '@harborguard/shared/protocol/sensor-frames.ts';
import type { LiveLinks } from './live-links.ts';
import type { Sensor } from './sensor.ts';

/** It is read from memory; what takes longer is a link that is stuck. */
const answerMsMax = 10_000;

interface Waiting {
  readonly sensorId: string;
  answer(body: DiagnosticsBody): void;
}

export class DiagnosticsRequests {
  readonly #parts: { readonly clock: Clock; readonly random: Random; readonly links: LiveLinks };
  readonly #waiting = new Map<string, Waiting>();

  constructor(parts: {
    readonly clock: Clock;
    readonly random: Random;
    readonly links: LiveLinks;
  }) {
    this.#parts = parts;
  }

  /** Throws SENSOR_OFFLINE, and PROTOCOL_UNSUPPORTED for a sensor of before this question. */
  async ask({ id, capabilities }: Sensor): Promise<DiagnosticsBody> {
    const { clock, random, links } = this.#parts;
    const link = links.get(id);
    if (link === undefined) throw new HarborError('SENSOR_OFFLINE', { details: { sensorId: id } });
    if (!capabilities.includes(diagnosticsCapability)) {
      throw new HarborError('PROTOCOL_UNSUPPORTED', { details: { sensorId: id } });
    }
    const requestId = random.uuid();
    const { promise, resolve, reject } = Promise.withResolvers<DiagnosticsBody>();
    const offline = () => reject(new HarborError('SENSOR_OFFLINE', { details: { sensorId: id } }));
    const timer = clock.setTimer(answerMsMax, offline);
    this.#waiting.set(requestId, { sensorId: id, answer: resolve });
    try {
      if (!link.peer.send({ kind: 'diagnostics.request', requestId })) offline();
      return await promise;
    } finally {
      timer.cancel();
      this.#waiting.delete(requestId);
    }
  }

  /** What nobody asked this sensor for is nothing. */
  take(sensorId: string, { requestId, body }: Diagnostics): void {
    const waiting = this.#waiting.get(requestId);
    if (waiting?.sensorId === sensorId) waiting.answer(body);
  }
}

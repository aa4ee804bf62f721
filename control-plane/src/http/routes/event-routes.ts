// What changed, as it changes: a stream of server-sent events for whoever looks at the console. It says which kinds of
// things changed, never what they are; who wants to know asks, with the rights they have.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Timer } from '@harborguard/shared/ports.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Caller } from '../../domain/keys/caller.ts';
import { type ChangeKind, changeKinds } from '../../domain/live/change-feed.ts';
import { principalOf } from '../access.ts';
import type { LastingAnswers } from '../lasting-answers.ts';
import { guarded } from '../route-schema.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

/** Browsers and proxies close what is silent for a minute; well below that. */
const heartbeatMs = 20_000;
/** Then the browser comes again, so that its session is used and its cookie renewed. */
const streamLifetimeMs = 5 * 60_000;
/** What happens beyond the registries of a limited key is none of its business: it hears a beat, whatever happens. */
const limitedBeatMs = 5_000;
/** Each holds a socket; far above the tabs of a team. */
const streamsMax = 1000;
const streamsOfKeyMax = 50;
/** For the browser, when the stream ends. */
const retryMs = 2_000;
const kindsOfLimited: readonly ChangeKind[] = ['registry', 'sensor', 'job', 'image', 'finding'];

const eventOptions = guarded('viewer', {
  summary: 'What changed, as server-sent events: `changed` with the kinds of things',
  description: `Each event is \`event: changed\` and \`data: {"kinds": [...]}\`, of ${changeKinds.join(', ')}.`,
  tags: ['system'],
  response: {
    200: Type.String({
      description: 'text/event-stream',
      examples: ['event: changed\ndata: {"kinds":["job","image"]}\n\n'],
    }),
  },
});

export function eventRoutes(
  app: ApiServer,
  services: ApiServices,
  lastingAnswers: LastingAnswers,
): void {
  const open = new Map<EventStream, string>();
  app.addHook('preClose', (done) => {
    for (const stream of open.keys()) stream.end();
    done();
  });

  app.get('/api/events', eventOptions, (request, reply) => {
    const caller = principalOf(request);
    const ofKey = [...open.values()].filter((id) => id === caller.actor.id).length;
    if (open.size >= streamsMax || ofKey >= streamsOfKeyMax) {
      void reply.header('retry-after', '30');
      throw new HarborError('RATE_LIMITED');
    }
    reply.hijack();
    const stream = new EventStream(services, caller, { request, reply });
    open.set(stream, caller.actor.id);
    const unwatch = lastingAnswers.watch(caller, () => stream.end());
    stream.onEnd(() => {
      unwatch();
      open.delete(stream);
    });
  });
}

/** One browser that listens. A slow one is owed a set of kinds, not a queue. */
class EventStream {
  readonly #raw: FastifyReply['raw'];
  readonly #running = new Set<Timer>();
  readonly #unsubscribe: () => void;
  readonly #owed = new Set<ChangeKind>();
  #isBlocked = false;
  #ended: (() => void) | undefined;

  constructor(
    { changes, clock }: Pick<ApiServices, 'changes' | 'clock'>,
    caller: Caller,
    { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  ) {
    this.#raw = reply.raw;
    this.#raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
    });
    request.raw.socket.setNoDelay(true);
    this.#raw.on('drain', () => this.#drained());
    this.#raw.once('close', () => this.end());
    const isLimited = caller.registryIds.length > 0;
    this.#unsubscribe = isLimited
      ? () => undefined
      : changes.subscribe(caller.orgId, (kinds) => this.#tell(kinds));
    this.#write(`retry: ${retryMs}\n: hello\n\n`);
    const every = (delayMs: number, run: () => void): void => {
      const timer = clock.setTimer(
        delayMs,
        () => {
          this.#running.delete(timer);
          run();
          if (!this.#raw.writableEnded) every(delayMs, run);
        },
        { background: true },
      );
      this.#running.add(timer);
    };
    every(heartbeatMs, () => this.#write(': still here\n\n'));
    every(streamLifetimeMs, () => this.end());
    if (isLimited) every(limitedBeatMs, () => this.#tell(kindsOfLimited));
  }

  onEnd(ended: () => void): void {
    this.#ended = ended;
  }

  end(): void {
    this.#unsubscribe();
    for (const timer of this.#running) timer.cancel();
    this.#running.clear();
    if (!this.#raw.writableEnded) this.#raw.end();
    this.#ended?.();
  }

  #tell(kinds: readonly ChangeKind[]): void {
    for (const kind of kinds) this.#owed.add(kind);
    if (!this.#isBlocked) this.#pay();
  }

  #pay(): void {
    if (this.#owed.size === 0) return;
    const data = JSON.stringify({ kinds: [...this.#owed] });
    this.#owed.clear();
    this.#write(`event: changed\ndata: ${data}\n\n`);
  }

  #write(text: string): void {
    if (this.#raw.writableEnded || this.#raw.destroyed) return;
    // A heartbeat for somebody who reads nothing would only pile up.
    if (this.#isBlocked) return;
    this.#isBlocked = !this.#raw.write(text);
  }

  #drained(): void {
    this.#isBlocked = false;
    this.#pay();
  }
}

// The route pipelines ask before an image goes on.
import { Type } from 'typebox';
import type { GateAnswer } from '../../domain/policies/gate-service.ts';
import { principalOf } from '../access.ts';
import { callerSignal } from '../caller-signal.ts';
import { candidateRegistries } from '../candidate-registries.ts';
import { dataOf } from '../envelope.ts';
import { guarded } from '../route-schema.ts';
import { FilterText, optional, Uuid } from '../schemas/common.ts';
import { GateSchema, gateView } from '../schemas/verdict.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

/** Less than proxies keep an answer open; whoever waits longer asks again. */
const waitSecondsMax = 50;
const lookAgainMs = 1000;

const gateOptions = guarded('ci', {
  errors: ['NOT_FOUND', 'REFERENCE_INVALID'],
  summary: 'The verdict on an image by its reference, judged now',
  tags: ['policies'] as const,
  querystring: Type.Object(
    {
      image: Type.String({ minLength: 1, maxLength: 600 }),
      registry: Type.Optional(Uuid),
      platform: Type.Optional(FilterText),
      scan: Type.Optional(
        Type.Boolean({ description: 'Ask for a scan when nothing can be said without one.' }),
      ),
      wait: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: waitSecondsMax,
          description: 'Ask for a scan and wait so many seconds for its verdict.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  response: { 200: dataOf(GateSchema), 202: dataOf(GateSchema) },
});

export function gateRoutes(app: ApiServer, services: ApiServices): void {
  const { gate, registries, clock } = services;

  app.get('/api/gate', gateOptions, async (request, reply) => {
    const principal = principalOf(request);
    const { image, platform, scan = false, wait = 0, registry } = request.query;
    const question = {
      image,
      ...optional('platform', platform),
      mayScan: scan || wait > 0,
      registries: await candidateRegistries(registries, principal, registry),
    };
    const first = await gate.ask(principal.orgId, question);
    const signal = callerSignal(reply);
    const deadline = clock.now() + wait * 1000;
    let answer: GateAnswer = first;
    while (answer.outcome !== 'judged' && clock.now() < deadline && !signal.aborted) {
      await new Promise<void>((resolve) => {
        clock.setTimer(lookAgainMs, resolve);
      });
      const again = await gate.ask(principal.orgId, { ...question, mayScan: false });
      answer = { ...again, ...optional('scanId', first.scanId) };
    }
    void reply.code(answer.outcome === 'judged' || answer.scanId === undefined ? 200 : 202);
    return { data: gateView(answer, clock.now()) };
  });
}

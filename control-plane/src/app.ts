// The HTTP application: one Fastify instance with its guard, its envelope and its routes, in the order they stand here.
import swagger from '@fastify/swagger';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { guardRoutes } from './http/access.ts';
import { logAnswers } from './http/access-log.ts';
import { keepAuditTrail } from './http/audit-trail.ts';
import { answerBrokenRequest } from './http/broken-request.ts';
import { tagAnswers } from './http/entity-tags.ts';
import { sendError } from './http/error-answer.ts';
import { keepAnswers, replayAnswers } from './http/idempotency.ts';
import { readJsonBodies } from './http/json-body.ts';
import {
  createLastingAnswers,
  cutLapsedFiles,
  type LastingAnswers,
} from './http/lasting-answers.ts';
import { openApiDocument } from './http/open-api-document.ts';
import { limitAddresses, limitCallers } from './http/rate-limits.ts';
import { measureAnswers } from './http/request-metrics.ts';
import { RequestTraces } from './http/request-traces.ts';
import { declareErrors } from './http/route-error-codes.ts';
import { advisoryRoutes } from './http/routes/advisory-routes.ts';
import { auditRoutes } from './http/routes/audit-routes.ts';
import { compareRoutes } from './http/routes/compare-routes.ts';
import { consoleRoutes } from './http/routes/console-routes.ts';
import { documentRoutes } from './http/routes/document-routes.ts';
import { eventRoutes } from './http/routes/event-routes.ts';
import { exceptionRoutes } from './http/routes/exception-routes.ts';
import { findingRoutes } from './http/routes/finding-routes.ts';
import { gateRoutes } from './http/routes/gate-routes.ts';
import { imageExportRoutes } from './http/routes/image-export-routes.ts';
import { imageRoutes } from './http/routes/image-routes.ts';
import { jobBulkRoutes } from './http/routes/job-bulk-routes.ts';
import { jobRoutes } from './http/routes/job-routes.ts';
import { keyRoutes } from './http/routes/key-routes.ts';
import { listExportRoutes } from './http/routes/list-export-routes.ts';
import { memberRoutes } from './http/routes/member-routes.ts';
import { notificationChannelRoutes } from './http/routes/notification-channel-routes.ts';
import { notificationRuleRoutes } from './http/routes/notification-rule-routes.ts';
import { observationRoutes } from './http/routes/observation-routes.ts';
import { oidcRoutes } from './http/routes/oidc-routes.ts';
import { overviewRoutes } from './http/routes/overview-routes.ts';
import { packageRoutes } from './http/routes/package-routes.ts';
import { policyRoutes } from './http/routes/policy-routes.ts';
import { registryActionRoutes } from './http/routes/registry-action-routes.ts';
import { registryRoutes } from './http/routes/registry-routes.ts';
import { repositoryRoutes } from './http/routes/repository-routes.ts';
import { retentionRoutes } from './http/routes/retention-routes.ts';
import { scheduleRoutes } from './http/routes/schedule-routes.ts';
import { sensorRoutes } from './http/routes/sensor-routes.ts';
import { sessionRoutes } from './http/routes/session-routes.ts';
import { signInRoutes } from './http/routes/sign-in-routes.ts';
import { signerRoutes } from './http/routes/signer-routes.ts';
import { systemRoutes } from './http/routes/system-routes.ts';
import { tokenRoutes } from './http/routes/token-routes.ts';
import { viewRoutes } from './http/routes/view-routes.ts';
import { webhookRoutes } from './http/routes/webhook-routes.ts';
import { webhookSecretRoutes } from './http/routes/webhook-secret-routes.ts';
import { setSecurityHeaders } from './http/security-headers.ts';
import { lazySerializers } from './http/serializer.ts';
import type { ApiServices } from './http/services.ts';
import type { ApiServer, TypeBoxProvider } from './http/type-provider.ts';
import { validatorCompiler } from './http/validator.ts';

/** The largest body is a registry with its CA certificates. */
const bodyBytesMax = 1024 * 1024;
/** To receive a request, not to answer it. */
const requestTimeoutMs = 30_000;
/** A sha512 digest and some room. */
const parameterLengthMax = 200;

export async function buildApp(services: ApiServices): Promise<ApiServer> {
  const { log, random, trustedProxies } = services;
  const traces = new RequestTraces(services.tracer);
  const onError = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    traces.failed(request, error);
    sendError(log, error, { request, reply });
  };
  const app: ApiServer = Fastify({
    logger: false,
    ...(trustedProxies.length === 0 ? {} : { trustProxy: [...trustedProxies] }),
    bodyLimit: bodyBytesMax,
    requestTimeout: requestTimeoutMs,
    routerOptions: { maxParamLength: parameterLengthMax },
    schemaController: { compilersFactory: { buildSerializer: lazySerializers } },
    genReqId: () => random.uuid(),
    frameworkErrors: onError,
    clientErrorHandler: answerBrokenRequest(random),
  }).withTypeProvider<TypeBoxProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setErrorHandler(onError);
  app.setNotFoundHandler((request, reply) => onError(new HarborError('NOT_FOUND'), request, reply));
  declareErrors(app);
  readJsonBodies(app);
  traces.watch(app);
  logAnswers(app, services);
  measureAnswers(app, services.clock, services.operations.meters);
  setSecurityHeaders(app);
  limitAddresses(app, services.clock, services.operations.rateLimits);
  guardRoutes(app, services);
  limitCallers(app, services.clock, services.operations.rateLimits);
  // A replay changes nothing, so it comes before the audit log; what is kept of an answer is no act of its caller.
  replayAnswers(app, services.operations.idempotentAnswers);
  keepAuditTrail(app, services);
  keepAnswers(app, services.operations.idempotentAnswers, log);
  tagAnswers(app);
  const lastingAnswers = createLastingAnswers(services);
  cutLapsedFiles(app, lastingAnswers);
  await app.register(swagger, openApiDocument(services.version));
  addRoutes(app, services, lastingAnswers);
  return app;
}

function addRoutes(app: ApiServer, services: ApiServices, lasting: LastingAnswers): void {
  systemRoutes(app, services);
  overviewRoutes(app, services);
  registryRoutes(app, services);
  registryActionRoutes(app, services);
  scheduleRoutes(app, services);
  repositoryRoutes(app, services);
  packageRoutes(app, services);
  sensorRoutes(app, services);
  imageRoutes(app, services);
  imageExportRoutes(app, services);
  listExportRoutes(app, services);
  compareRoutes(app, services);
  viewRoutes(app, services);
  retentionRoutes(app, services);
  findingRoutes(app, services);
  observationRoutes(app, services);
  advisoryRoutes(app, services);
  jobRoutes(app, services);
  jobBulkRoutes(app, services);
  keyRoutes(app, services);
  signInRoutes(app, services);
  oidcRoutes(app, services);
  sessionRoutes(app, services);
  memberRoutes(app, services);
  tokenRoutes(app, services);
  auditRoutes(app, services);
  signerRoutes(app, services);
  webhookSecretRoutes(app, services);
  webhookRoutes(app, services);
  notificationChannelRoutes(app, services);
  notificationRuleRoutes(app, services);
  eventRoutes(app, services, lasting);
  policyRoutes(app, services);
  exceptionRoutes(app, services);
  gateRoutes(app, services);
  documentRoutes(app);
  consoleRoutes(app, services);
}

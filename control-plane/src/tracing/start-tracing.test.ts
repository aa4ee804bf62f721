import { tracingContract } from '@harborguard/shared/testing/otlp/tracing-contract.ts';
import { startTracing } from './start-tracing.ts';

tracingContract({ startTracing, serviceName: 'harborguard-control-plane' });

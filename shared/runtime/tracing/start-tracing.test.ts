import { tracingContract } from '../../testing/otlp/tracing-contract.ts';
import { startTracing } from './start-tracing.ts';

tracingContract(startTracing);

// The way to Amazon's own API for one registry: signed by Amazon's client, sent by the sensor's own transport, patient
// when asked to slow down. What is asked, the files beside this one decide.
import type { Clock } from '@harborguard/shared/ports.ts';
import { createAwsRequestHandler } from '../../../identity/aws-request-handler.ts';
import type { RegistryHttp } from '../../http/registry-http.ts';
import { wait } from '../../http/wait.ts';
import type { PasswordCredential } from '../exchanged-credentials.ts';
import { awsError, isThrottle } from './aws-error.ts';

/** For tests; Amazon's client knows the addresses of every region. */
export interface EcrEndpoints {
  readonly private?: string;
  readonly public?: string;
}

export interface EcrAccess {
  readonly http: RegistryHttp;
  readonly clock: Clock;
  readonly endpoints: EcrEndpoints;
}

/** The waits before each further try of a throttled question: Amazon refills its buckets by the second. */
const throttleWaitsMs: readonly number[] = [1000, 2000, 4000, 8000];
/** A thousand images with many tags each. */
const answerBytesMax = 16 * 1024 * 1024;

/** What every client of Amazon is made with. One attempt: whether to try again is decided here and by the transport. */
export function clientSettings({ http }: EcrAccess, keys: PasswordCredential, signal: AbortSignal) {
  const { username, password, sessionToken } = keys;
  return {
    credentials: {
      accessKeyId: username,
      secretAccessKey: password,
      ...(sessionToken === undefined ? {} : { sessionToken }),
    },
    maxAttempts: 1,
    requestHandler: createAwsRequestHandler(
      (request, options) => http.send(request, { ...options, bodyBytesMax: answerBytesMax }),
      signal,
    ),
  };
}

/** The answer to one question; `subject` says in errors what was asked. */
export async function askEcr<Answer>(
  { clock }: EcrAccess,
  subject: Readonly<Record<string, string>>,
  question: () => Promise<Answer>,
  signal: AbortSignal,
): Promise<Answer> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await question();
    } catch (error) {
      signal.throwIfAborted();
      const delayMs = isThrottle(error) ? throttleWaitsMs[attempt] : undefined;
      if (delayMs === undefined) throw awsError(error, subject);
      await wait(clock, delayMs, signal);
    }
  }
}

/** Long-term and temporary keys, told from the pair that `docker login` uses by their first letters. */
export function isAccessKey({ username }: PasswordCredential): boolean {
  return /^(?:AKIA|ASIA)[A-Z0-9]{12,124}$/.test(username);
}

// A mail server on the loopback address that keeps what it is given. For tests only.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { SMTPServer } from 'smtp-server';

export interface MailServer {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
}

export interface ReceivedMail {
  readonly isSecure: boolean;
  readonly user: string | undefined;
  readonly from: string;
  readonly to: readonly string[];
  readonly source: string;
}

export interface MailServerOptions {
  readonly tls?: { readonly key: string; readonly cert: string };
  /** TLS from the first byte. */
  readonly isImplicit?: boolean;
  readonly password?: string;
  /** Without it the server offers no STARTTLS. */
  readonly offersTls?: boolean;
  /** Answers to the command RCPT; undefined: accepted. */
  readonly refuse?: (mails: number) => { readonly code: number; readonly text: string } | undefined;
}

export async function startMailServer(
  t: TestContext,
  options: MailServerOptions = {},
): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  let asked = 0;
  const server = new SMTPServer({
    secure: options.isImplicit === true,
    ...(options.tls ?? {}),
    authOptional: options.password === undefined,
    disabledCommands: options.offersTls === false ? ['STARTTLS'] : [],
    logger: false,
    onAuth: (auth, _session, callback) => {
      if (auth.password === options.password) callback(null, { user: auth.username ?? '' });
      else callback(new Error('wrong password'));
    },
    onRcptTo: (_address, _session, callback) => {
      asked += 1;
      const refusal = options.refuse?.(asked);
      if (refusal === undefined) return callback();
      callback(Object.assign(new Error(refusal.text), { responseCode: refusal.code }));
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          isSecure: session.secure,
          user: session.user === undefined ? undefined : String(session.user),
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          source: Buffer.concat(chunks).toString('utf8'),
        });
        callback();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.server.address();
  assert.ok(address !== null && typeof address === 'object');
  return { port: address.port, mails };
}

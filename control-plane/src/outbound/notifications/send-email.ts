// One e-mail by SMTP: to a checked address only, through the proxy that applies, over verified TLS, with a login only over
// TLS.
import { isIP } from 'node:net';
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { createTransport } from 'nodemailer';
import type { ChannelSecret, EmailSettings } from '../../domain/notifications/channel.ts';
import type { SendOutcome } from '../../domain/notifications/channel-sender.ts';
import type { Message } from '../../domain/notifications/message.ts';
import { emailContent } from '../../domain/notifications/messages/email-message.ts';
import { type AddressGuard, checkedAddress } from './guarded-lookup.ts';
import { authorities, isTlsCode } from './post-json.ts';
import { type ProxyFor, tunnelTo } from './tunnel-to.ts';

export interface EmailOptions extends AddressGuard {
  readonly proxyFor: ProxyFor;
}

const connectTimeoutMs = 10_000;
/** Some servers make strangers wait before they greet. */
const greetingTimeoutMs = 20_000;
const silenceTimeoutMs = 30_000;

export async function sendEmail(
  options: EmailOptions,
  settings: EmailSettings,
  secret: ChannelSecret,
  message: Message,
): Promise<SendOutcome> {
  const { host, port, security, username, from, to, caPem } = settings;
  const { served = [] } = message;
  const recipients = to.filter((mailbox) => !served.includes(mailbox));
  if (recipients.length === 0) return { kind: 'sent' };
  const address = await checkedAddress(options, host, port);
  const tunnel = await tunnelTo(options.proxyFor(mailServerUrl(host, port)), address, port);
  const transport = createTransport({
    // The address that was checked; the certificate still has to be that of the name.
    host: address,
    port,
    ...(tunnel === undefined ? {} : { connection: tunnel }),
    secure: security === 'implicit',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: {
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ca: authorities(caPem),
      rejectUnauthorized: true,
    },
    ...(username === undefined ? {} : { auth: { user: username, pass: secret.password ?? '' } }),
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: greetingTimeoutMs,
    socketTimeout: silenceTimeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const sent = await transport.sendMail({
      from,
      to: [...to],
      envelope: { from, to: recipients },
      messageId: `<${message.deliveryId}@harborguard.invalid>`,
      headers: { 'X-HarborGuard-Delivery': message.deliveryId, 'Auto-Submitted': 'auto-generated' },
      ...emailContent(message),
    });
    const refusals = (sent.rejectedErrors ?? []).map(({ responseCode = 0 }) => responseCode);
    // As long as one mailbox may take it later it is tried again.
    const status = refusals.find((one) => one < 500) ?? refusals[0];
    if (status !== undefined) {
      return { ...refusal(status), served: [...served, ...sent.accepted] };
    }
    return { kind: 'sent', status: Number.parseInt(sent.response ?? '', 10) || 250 };
  } catch (error) {
    return failureOf(error, settings);
  } finally {
    transport.close();
    tunnel?.destroy();
  }
}

/** What is tunnelled goes by HTTPS_PROXY and NO_PROXY, whichever protocol is within the tunnel. */
function mailServerUrl(host: string, port: number): URL {
  return new URL(`https://${isIP(host) === 6 ? `[${host}]` : host}:${port}`);
}

interface SmtpError {
  readonly code?: string;
  readonly responseCode?: number;
  readonly cause?: { readonly code?: string };
  readonly message?: string;
}

/** Of the error only its codes are kept: its text may hold what was sent. */
function failureOf(error: unknown, { host, port }: EmailSettings): SendOutcome {
  if (isHarborError(error)) throw error;
  const { code = '', responseCode, message = '', cause } = error as SmtpError;
  const details = { host: `${host}:${port}` };
  const status = responseCode === undefined ? {} : { status: responseCode };
  if (code === 'EAUTH' || code === 'ENOAUTH') {
    return { kind: 'failed', code: 'NOTIFICATION_LOGIN_REFUSED', isPermanent: false, ...status };
  }
  if (
    code === 'ETLS' ||
    isTlsCode(cause?.code ?? '') ||
    /certificate|altnames|wrong version/i.test(message)
  ) {
    throw new HarborError('NOTIFICATION_TLS_FAILED', { details });
  }
  if (responseCode !== undefined && responseCode >= 400) return refusal(responseCode);
  if (code === 'ETIMEDOUT') throw new HarborError('NOTIFICATION_TIMEOUT', { details });
  throw new HarborError('NOTIFICATION_UNREACHABLE', { details });
}

/** 4xx: later perhaps; 5xx: never. https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1 */
function refusal(status: number): Extract<SendOutcome, { kind: 'failed' }> {
  const isPermanent = status >= 500;
  const code = isPermanent ? 'NOTIFICATION_REFUSED' : 'NOTIFICATION_DEFERRED';
  return { kind: 'failed', code, isPermanent, status };
}

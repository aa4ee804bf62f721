// One e-mail by SMTP: to a checked address only, over verified TLS, with a login only over TLS.
import { isIP } from 'node:net';
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { createTransport } from 'nodemailer';
import type { ChannelSecret, EmailSettings } from '../../domain/notifications/channel.ts';
import type { SendOutcome } from '../../domain/notifications/channel-sender.ts';
import type { Message } from '../../domain/notifications/message.ts';
import { emailContent } from '../../domain/notifications/messages/email-message.ts';
import { type AddressGuard, checkedAddress } from './guarded-lookup.ts';
import { authorities, isTlsCode } from './post-json.ts';

const connectTimeoutMs = 10_000;
/** Some servers make strangers wait before they greet. */
const greetingTimeoutMs = 20_000;
const silenceTimeoutMs = 30_000;

export async function sendEmail(
  guard: AddressGuard,
  settings: EmailSettings,
  secret: ChannelSecret,
  message: Message,
): Promise<SendOutcome> {
  const { host, port, security, username, from, to, caPem } = settings;
  const address = await checkedAddress(guard, host, port);
  const transport = createTransport({
    // The address that was checked; the certificate still has to be that of the name.
    host: address,
    port,
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
      messageId: `<${message.deliveryId}@harborguard.invalid>`,
      headers: { 'X-HarborGuard-Delivery': message.deliveryId, 'Auto-Submitted': 'auto-generated' },
      ...emailContent(message),
    });
    return { kind: 'sent', status: Number.parseInt(sent.response ?? '', 10) || 250 };
  } catch (error) {
    return failureOf(error, settings);
  } finally {
    transport.close();
  }
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
  if (responseCode !== undefined && responseCode >= 400) {
    const isPermanent = responseCode >= 500;
    const outcome = isPermanent ? 'NOTIFICATION_REFUSED' : 'NOTIFICATION_DEFERRED';
    return { kind: 'failed', code: outcome, isPermanent, ...status };
  }
  if (code === 'ETIMEDOUT') throw new HarborError('NOTIFICATION_TIMEOUT', { details });
  throw new HarborError('NOTIFICATION_UNREACHABLE', { details });
}

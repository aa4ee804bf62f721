// E-mail against a real mail server on the loopback address.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import {
  type LoopbackCertificates,
  makeLoopbackCertificates,
} from '@harborguard/shared/testing/loopback-certificate.ts';
import type { EmailSettings } from '../../domain/notifications/channel.ts';
import { findingEvent, messageOf } from '../../domain/notifications/testing/sample-events.ts';
import { sendEmail } from './send-email.ts';
import { startMailServer } from './testing/mail-server.ts';

const password = 'canary-smtp-password';
const guard = { allowedAddresses: ['127.0.0.0/8'] };
const message = messageOf([findingEvent()]);

function settings(port: number, changes: Partial<EmailSettings> = {}): EmailSettings {
  return {
    kind: 'email',
    host: 'localhost',
    port,
    security: 'starttls',
    username: 'guard',
    from: 'guard@example.com',
    to: ['a@example.com', 'b@example.com'],
    caPem: undefined,
    ...changes,
  };
}

/** With a resolver of its own: what localhost means differs from machine to machine. */
const local = {
  ...guard,
  lookup: (
    _host: string,
    _options: unknown,
    callback: (e: null, a: { address: string; family: number }[]) => void,
  ) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
} as never as typeof guard;

async function codeOf(sending: Promise<unknown>): Promise<string> {
  try {
    const outcome = await sending;
    return inspect(outcome, { breakLength: Number.POSITIVE_INFINITY });
  } catch (error) {
    assert.ok(isHarborError(error), String(error));
    assert.ok(!inspect(error, { depth: 10 }).includes(password));
    return error.code;
  }
}

async function certificates(t: TestContext): Promise<LoopbackCertificates | undefined> {
  const made = await makeLoopbackCertificates();
  if (made.kind === 'made') return made;
  t.skip(made.reason);
  return undefined;
}

test('an e-mail goes over STARTTLS with a login, as text and HTML, under the id of its delivery', async (t) => {
  const made = await certificates(t);
  if (made === undefined) return;
  const server = await startMailServer(t, { tls: made.server, password });
  const sent = await sendEmail(
    local,
    settings(server.port, { caPem: made.ca }),
    { password },
    message,
  );
  assert.deepEqual(sent, { kind: 'sent', status: 250 });
  const [mail] = server.mails;
  assert.ok(mail);
  assert.deepEqual([mail.isSecure, mail.user, mail.from], [true, 'guard', 'guard@example.com']);
  assert.deepEqual(mail.to, ['a@example.com', 'b@example.com']);
  assert.match(mail.source, new RegExp(`^Message-ID: <${message.deliveryId}@`, 'm'));
  assert.match(mail.source, /^Content-Type: multipart\/alternative/m);
  assert.match(mail.source, /CVE-2026-1/);
  assert.ok(!mail.source.includes(password));
});

test('an e-mail goes over TLS from the first byte', async (t) => {
  const made = await certificates(t);
  if (made === undefined) return;
  const server = await startMailServer(t, { tls: made.server, password, isImplicit: true });
  const given = settings(server.port, { caPem: made.ca, security: 'implicit' });
  assert.deepEqual(await sendEmail(local, given, { password }, message), {
    kind: 'sent',
    status: 250,
  });
  assert.equal(server.mails[0]?.isSecure, true);
});

test('a certificate of another name or authority stops the e-mail before the login', async (t) => {
  const made = await certificates(t);
  if (made === undefined) return;
  for (const [tls, caPem] of [
    [made.wrongName, made.ca],
    [made.expired, made.ca],
    [made.server, undefined],
  ] as const) {
    for (const security of ['starttls', 'implicit'] as const) {
      const isImplicit = security === 'implicit';
      const server = await startMailServer(t, { tls, password, isImplicit });
      const given = settings(server.port, { caPem, security });
      assert.equal(
        await codeOf(sendEmail(local, given, { password }, message)),
        'NOTIFICATION_TLS_FAILED',
      );
      assert.equal(server.mails.length, 0);
    }
  }
});

test('a server without STARTTLS gets neither login nor e-mail', async (t) => {
  const server = await startMailServer(t, { password, offersTls: false });
  const sending = sendEmail(local, settings(server.port), { password }, message);
  assert.equal(await codeOf(sending), 'NOTIFICATION_TLS_FAILED');
  assert.equal(server.mails.length, 0);
});

test('a wrong password is told as such and tried again, since somebody may correct it', async (t) => {
  const made = await certificates(t);
  if (made === undefined) return;
  const server = await startMailServer(t, { tls: made.server, password: 'another' });
  const sending = sendEmail(
    local,
    settings(server.port, { caPem: made.ca }),
    { password },
    message,
  );
  assert.equal(
    await codeOf(sending),
    "{ kind: 'failed', code: 'NOTIFICATION_LOGIN_REFUSED', isPermanent: false, status: 535 }",
  );
});

test('greylisting is temporary, an unknown mailbox is not', async (t) => {
  const open = { security: 'none', username: undefined } as const;
  const grey = await startMailServer(t, {
    offersTls: false,
    refuse: (asked) => (asked <= 2 ? { code: 451, text: 'greylisted' } : undefined),
  });
  const first = await sendEmail(local, settings(grey.port, open), {}, message);
  assert.deepEqual(first, {
    ...{ kind: 'failed', code: 'NOTIFICATION_DEFERRED', isPermanent: false, status: 451 },
  });
  assert.equal((await sendEmail(local, settings(grey.port, open), {}, message)).kind, 'sent');

  const unknown = await startMailServer(t, {
    offersTls: false,
    refuse: () => ({ code: 550, text: 'no such mailbox' }),
  });
  assert.deepEqual(await sendEmail(local, settings(unknown.port, open), {}, message), {
    ...{ kind: 'failed', code: 'NOTIFICATION_REFUSED', isPermanent: true, status: 550 },
  });
});

test('a mail server inside is refused unless the operator allows it, and one that is not there is unreachable', async (t) => {
  const server = await startMailServer(t, { offersTls: false });
  const open = settings(server.port, { security: 'none', username: undefined });
  assert.equal(
    await codeOf(sendEmail({ ...local, allowedAddresses: [] }, open, {}, message)),
    'ADDRESS_REFUSED',
  );
  const nobody = { ...open, port: 1 };
  assert.equal(await codeOf(sendEmail(local, nobody, {}, message)), 'NOTIFICATION_UNREACHABLE');
});

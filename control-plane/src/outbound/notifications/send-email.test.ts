// E-mail against a real mail server on the loopback address.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import {
  type ProxySettings,
  parseNoProxy,
  proxyFor,
} from '@harborguard/shared/registry/proxy-for.ts';
import {
  type LoopbackCertificates,
  makeLoopbackCertificates,
} from '@harborguard/shared/testing/loopback-certificate.ts';
import type { EmailSettings } from '../../domain/notifications/channel.ts';
import { findingEvent, messageOf } from '../../domain/notifications/testing/sample-events.ts';
import { sendEmail } from './send-email.ts';
import { proxyLogin, startConnectProxy } from './testing/connect-proxy.ts';
import { startMailServer } from './testing/mail-server.ts';

const password = 'canary-smtp-password';
const guard = { allowedAddresses: ['127.0.0.0/8'], proxyFor: () => undefined };
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

test('a mailbox that took the e-mail does not get it again when another is tried once more', async (t) => {
  const open = { security: 'none', username: undefined } as const;
  const server = await startMailServer(t, {
    offersTls: false,
    refuse: (asked) => (asked === 2 ? { code: 451, text: 'greylisted' } : undefined),
  });
  const given = settings(server.port, open);
  const first = await sendEmail(local, given, {}, message);
  assert.deepEqual(first, {
    ...{ kind: 'failed', code: 'NOTIFICATION_DEFERRED', isPermanent: false, status: 451 },
    served: ['a@example.com'],
  });
  const again = { ...message, served: ['a@example.com'] };
  assert.equal((await sendEmail(local, given, {}, again)).kind, 'sent');
  assert.deepEqual(
    server.mails.map(({ to }) => to),
    [['a@example.com'], ['b@example.com']],
  );
  assert.match(server.mails[1]?.source ?? '', /^To: a@example\.com, b@example\.com/m);
  const all = { ...message, served: given.to };
  assert.equal((await sendEmail(local, given, {}, all)).kind, 'sent');
  assert.equal(server.mails.length, 2);
});

test('a mailbox that is not there is told although another took the e-mail', async (t) => {
  const server = await startMailServer(t, {
    offersTls: false,
    refuse: (asked) => (asked === 1 ? { code: 550, text: 'no such mailbox' } : undefined),
  });
  const given = settings(server.port, { security: 'none', username: undefined });
  assert.deepEqual(await sendEmail(local, given, {}, message), {
    ...{ kind: 'failed', code: 'NOTIFICATION_REFUSED', isPermanent: true, status: 550 },
    served: ['b@example.com'],
  });
});

for (const security of ['starttls', 'implicit', 'none'] as const) {
  test(`an e-mail goes through a proxy with ${security}, by a tunnel to the checked address`, async (t) => {
    const made = await certificates(t);
    if (made === undefined) return;
    const isOpen = security === 'none';
    const server = await startMailServer(t, {
      ...(isOpen ? { offersTls: false } : { tls: made.server, password }),
      isImplicit: security === 'implicit',
    });
    const proxy = await startConnectProxy(t, server);
    const given = settings(server.port, {
      ...{ security, caPem: made.ca },
      ...(isOpen ? { username: undefined } : {}),
    });
    const options = { ...local, proxyFor: () => proxy.url };
    const sent = await sendEmail(options, given, { password }, message);
    assert.deepEqual(sent, { kind: 'sent', status: 250 });
    assert.deepEqual(proxy.asked, [`127.0.0.1:${server.port} ${proxyLogin}`]);
    assert.equal(server.mails[0]?.isSecure, !isOpen);
  });
}

test('within a tunnel the certificate is verified, and what lacks TLS gets neither login nor e-mail', async (t) => {
  const made = await certificates(t);
  if (made === undefined) return;
  for (const [tls, security, offersTls] of [
    [made.wrongName, 'starttls', true],
    [made.wrongName, 'implicit', true],
    [made.server, 'starttls', false],
  ] as const) {
    const isImplicit = security === 'implicit';
    const server = await startMailServer(t, { tls, password, isImplicit, offersTls });
    const proxy = await startConnectProxy(t, server);
    const given = settings(server.port, { caPem: made.ca, security });
    const sending = sendEmail(
      { ...local, proxyFor: () => proxy.url },
      given,
      { password },
      message,
    );
    assert.equal(await codeOf(sending), 'NOTIFICATION_TLS_FAILED');
    assert.equal(server.mails.length, 0);
  }
});

test('e-mail honours HTTPS_PROXY and NO_PROXY, and says when the proxy refuses or is not there', async (t) => {
  const server = await startMailServer(t, { offersTls: false });
  const given = settings(server.port, {
    ...{ host: 'mail.example.com', security: 'none', username: undefined },
  });
  const proxy = await startConnectProxy(t, { ...server, status: 403 });
  const through = (settingsOfProxy: ProxySettings) =>
    codeOf(
      sendEmail(
        { ...local, proxyFor: (url) => proxyFor(url, settingsOfProxy) },
        given,
        { password },
        message,
      ),
    );
  const httpsProxy = proxy.url;
  assert.equal(await through({ httpsProxy, noProxy: [] }), 'PROXY_REFUSED');
  const nobody = new URL('http://user:canary-smtp-password@127.0.0.1:1');
  assert.equal(await through({ httpsProxy: nobody, noProxy: [] }), 'PROXY_UNREACHABLE');
  const noProxy = parseNoProxy(`.example.com:${server.port}`);
  assert.match(await through({ httpsProxy, noProxy }), /kind: 'sent'/);
  assert.match(await through({ httpProxy: httpsProxy, noProxy: [] }), /kind: 'sent'/);
  assert.equal(proxy.asked.length, 1);
});

// Where a hostile registry would like the sensor to go, and to take its credential: realms, redirects, links.
import assert from 'node:assert/strict';
import type { LookupFunction } from 'node:net';
import { test } from 'node:test';
import { systemClock } from '@harborguard/shared/runtime/system-clock.ts';
import {
  assertNoCanary,
  attack,
  canaryIdentity,
  canaryPassword,
  http,
  type Operation,
  type RawServer,
  startRawServer,
  startSniffer,
  startVictim,
} from './hostile-rig.ts';

/** Every name leads to this machine, as an attacker's names may. */
const lookup: LookupFunction = (_, options, callback) => {
  if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
  else callback(null, '127.0.0.1', 4);
};
const name = 'registry.victim.test';
const json = { 'content-type': 'application/json' };

/** Addresses that look like the registry or its token service, and lead to the attacker. */
function placesOf(evil: RawServer, victim: RawServer): readonly string[] {
  const [e, v] = [evil.port, victim.port];
  return [
    `http://evil.test:${e}/token`,
    `http://EVIL.test.:${e}/token`,
    `https://evil.test:${e}/token`,
    `//evil.test:${e}/token`,
    `http:evil.test:${e}/token`,
    `http:\\\\evil.test:${e}\\token`,
    `http:///evil.test:${e}/token`,
    `http://${name}:${v}@evil.test:${e}/token`,
    `http://${name}%40evil.test:${e}/token`,
    `http://user:password@evil.test:${e}/token`,
    `http://@evil.test:${e}/token`,
    `http://evil.test:${e}\\@${name}:${v}/token`,
    `http://evil.test:${e}/@${name}:${v}/token`,
    `http://evil.test:${e}#@${name}:${v}/token`,
    `http://evil.test:${e}?@${name}:${v}/token`,
    `http://${name}.evil.test:${e}/token`,
    `http://xvictim.test:${e}/token`,
    `https://xvictim.test:${e}/token`,
    `https://${name}.evil.test:${e}/token`,
    `https://${name}:${v}@evil.test:${e}/token`,
    `https://127.0.0.1:${e}/token`,
    `http://victim.test.evil.test:${e}/token`,
    `http://victim-test:${e}/token`,
    `http://registry.vıctim.test:${e}/token`,
    `http://registry。evil。test:${e}/token`,
    `http://xn--registry-victim-xyz.test:${e}/token`,
    `http://localhost:${e}/token`,
    `http://127.0.0.1:${e}/token`,
    `http://127.1:${e}/token`,
    `http://2130706433:${e}/token`,
    `http://0x7f000001:${e}/token`,
    `http://0177.0.0.1:${e}/token`,
    `http://[::ffff:127.0.0.1]:${e}/token`,
    `http://evil.test:${e}/token?service=a%0d%0aAuthorization:%20x`,
    `http://evil.test:${e}/${'a'.repeat(8000)}`,
    `\thttp://evil.test:${e}/token`,
    `ht\ttp://evil.test:${e}/token`,
    `ws://evil.test:${e}/token`,
    `ftp://evil.test:${e}/token`,
    `gopher://evil.test:${e}/token`,
    'file:///etc/passwd',
    'data:application/json,{"token":"x"}',
    'javascript:alert(1)',
    'unix:///var/run/docker.sock',
    'http://',
    'http://[',
    'http://evil.test:99999/',
  ];
}

/** What a header can carry at all. */
const inHeader = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

test('a realm elsewhere hears nothing', { concurrency: 32 }, async (t) => {
  const labels = placesOf(namedServer(1), namedServer(2));
  const runs = labels.flatMap((label, at) =>
    [canaryPassword, canaryIdentity].flatMap((credential) =>
      (['probe', 'tags'] as const).map((operation) =>
        t.test(
          `${operation} with a ${credential.kind} and the realm ${label.slice(0, 80)}`,
          async (t) => {
            const evil = await startSniffer(t);
            const victim = await startRawServer(t, (socket, _, self) => {
              const realm = placesOf(evil, self)[at] ?? '';
              const challenge = inHeader(`Bearer realm="${realm}",service="x",scope="y"`);
              socket.write(http(401, { 'www-authenticate': challenge }));
            });
            const url = `http://${name}:${victim.port}`;

            const code = await attack(
              startVictim(t, url, systemClock, { credential, lookup }),
              operation,
            );

            assert.notEqual(code, 'done');
            assert.equal(evil.connections(), 0);
          },
        ),
      ),
    ),
  );
  await Promise.all(runs);
});

test('two realms in one challenge, and two challenges, lead nowhere else', async (t) => {
  for (const challenge of [
    (evil: string, good: string) => `Bearer realm="${good}",realm="${evil}"`,
    (evil: string, good: string) => `Bearer realm="${evil}",realm="${good}"`,
    (evil: string, good: string) =>
      `Basic realm="x", Bearer realm="${evil}", Bearer realm="${good}"`,
    (evil: string, good: string) => `Bearer realm="${good}\\", Bearer realm=\\"${evil}"`,
    (evil: string) => `Bearer realm=${evil}`,
    (evil: string) => `bEaReR ReAlM = "${evil}"`,
  ]) {
    const evil = await startSniffer(t);
    const victim = await startRawServer(t, (socket, head, self) => {
      if (head.startsWith('GET /token')) return void socket.write(http(403, json, '{}'));
      const good = `http://${name}:${self.port}/token`;
      const text = challenge(`http://evil.test:${evil.port}/token`, good);
      socket.write(http(401, { 'www-authenticate': text }));
    });
    const options = { lookup };

    await attack(startVictim(t, `http://${name}:${victim.port}`, systemClock, options), 'tags');

    assert.equal(evil.connections(), 0);
  }
});

test('a redirect elsewhere takes no credential along', { concurrency: 32 }, async (t) => {
  const labels = placesOf(namedServer(1), namedServer(2));
  const operations: readonly Operation[] = ['probe', 'tags', 'manifest', 'blob'];
  const runs = labels.flatMap((label, at) =>
    operations.map((operation) =>
      t.test(`${operation} redirected to ${label.slice(0, 80)}`, async (t) => {
        const evil = await startSniffer(t);
        const victim = await startRawServer(t, (socket, head, self) => {
          if (!/^authorization:/im.test(head)) {
            return void socket.write(http(401, { 'www-authenticate': 'Basic realm="x"' }));
          }
          const location = inHeader(placesOf(evil, self)[at] ?? '');
          socket.write(http(307, { location }));
        });
        const url = `http://${name}:${victim.port}`;

        await attack(startVictim(t, url, systemClock, { lookup }), operation);

        assertNoCanary('the attacker', evil.requests.join());
      }),
    ),
  );
  await Promise.all(runs);
});

for (const challenge of ['Basic realm="x"', 'Bearer realm="http://evil.test/token"']) {
  for (const operation of ['probe', 'tags', 'manifest', 'blob'] as const) {
    test(`${operation}: a host behind a redirect that asks for ${challenge} gets no answer`, async (t) => {
      const evil = await startRawServer(
        t,
        (socket) => void socket.write(http(401, { 'www-authenticate': challenge })),
      );
      const victim = await startRawServer(
        t,
        (socket) => void socket.write(http(302, { location: `http://evil.test:${evil.port}/` })),
      );
      const url = `http://${name}:${victim.port}`;

      await attack(startVictim(t, url, systemClock, { lookup }), operation);

      assert.ok(evil.requests.length > 0);
      assertNoCanary('the attacker', evil.requests.join());
      assertNoCanary('the registry', victim.requests.join());
    });
  }
}

test('a token service that redirects does not lead the password away', async (t) => {
  for (const credential of [canaryPassword, canaryIdentity]) {
    for (const status of [301, 302, 303, 307, 308]) {
      const evil = await startSniffer(t);
      const victim = await startRawServer(t, (socket, head, self) => {
        const isToken = / \/token/.test(head.split('\r\n', 1)[0] ?? '');
        const realm = `http://${name}:${self.port}/token`;
        socket.write(
          isToken
            ? http(status, { location: `http://evil.test:${evil.port}/token` })
            : http(401, { 'www-authenticate': `Bearer realm="${realm}"` }),
        );
      });
      const options = { credential, lookup };

      await attack(startVictim(t, `http://${name}:${victim.port}`, systemClock, options), 'tags');

      assertNoCanary('the attacker', evil.requests.join());
    }
  }
});

test('a redirect there and back does not bring the credential back', async (t) => {
  const evil = await startRawServer(
    t,
    (socket) =>
      void socket.write(http(302, { location: `http://${name}:${victim.port}/v2/stolen` })),
  );
  const victim = await startRawServer(t, (socket, head) => {
    if (head.includes('/v2/stolen')) return void socket.write(http(200, json, '{}'));
    if (!/^authorization:/im.test(head)) {
      return void socket.write(http(401, { 'www-authenticate': 'Basic realm="x"' }));
    }
    socket.write(http(302, { location: `http://evil.test:${evil.port}/` }));
  });

  await attack(
    startVictim(t, `http://${name}:${victim.port}`, systemClock, { lookup }),
    'manifest',
  );

  const stolen = victim.requests.filter((head) => head.includes('/v2/stolen'));
  assert.ok(stolen.length > 0);
  assertNoCanary('the way back', stolen.join());
  assertNoCanary('the attacker', evil.requests.join());
});

const links: Readonly<Record<string, (evil: RawServer, page: number) => string>> = {
  'another host': ({ port }) => `<http://evil.test:${port}/v2/_catalog?last=x>; rel="next"`,
  'another host without a scheme': ({ port }) => `<//evil.test:${port}/v2/_catalog>; rel="next"`,
  'a user name before another host': ({ port }) =>
    `<http://${name}@evil.test:${port}/v2/_catalog?last=x>; rel="next"`,
  'the same page': () => '</v2/_catalog?n=1000>; rel="next"',
  'two pages in turn': (_, page) => `</v2/_catalog?last=${page % 2}>; rel="next"`,
  'ever longer questions': (_, page) => `</v2/_catalog?last=${'a'.repeat(page)}>; rel="next"`,
  'another list': () => '</v2/admin/secrets?last=x>; rel="next"',
  'a folder above': () => '</../../../v2/_catalog?last=x>; rel="next"',
  nothing: () => '<>; rel="next"',
  'no end of brackets': () => `${'<'.repeat(8000)}>; rel="next"`,
  'no end of parameters': () => `</v2/_catalog>${'; a=b'.repeat(1500)}; rel="next"`,
  'a script': () => '<javascript:alert(1)>; rel="next"',
  'a file': () => '<file:///etc/passwd>; rel="next"',
  'a port of its own': ({ port }) => `<http://${name}:${port}/v2/_catalog?last=x>; rel="next"`,
  'line breaks in escapes': () => '</v2/_catalog?last=%0d%0aX:%20y>; rel="next"',
};

for (const [label, link] of Object.entries(links)) {
  for (const operation of ['repositories', 'tags'] as const) {
    test(`${operation} with a link to ${label} end, and stay with the registry`, async (t) => {
      const evil = await startSniffer(t);
      let page = 0;
      const victim = await startRawServer(t, (socket, head) => {
        const authorized = /^authorization:/im.test(head);
        if (!authorized) return void socket.write(http(401, { 'www-authenticate': 'Basic' }));
        page += 1;
        const forList = (text: string) =>
          operation === 'tags' ? text.replaceAll('/v2/_catalog', '/v2/team/app/tags/list') : text;
        const body = JSON.stringify({ repositories: [`a${page % 7}`], tags: [`a${page % 7}`] });
        socket.write(http(200, { ...json, link: forList(link(evil, page)) }, body));
      });
      const url = `http://${name}:${victim.port}`;

      await attack(startVictim(t, url, systemClock, { lookup }), operation);

      assert.equal(evil.connections(), 0);
      assert.ok(page <= 5001, String(page));
      assert.ok(
        victim.requests.every((head) =>
          /^GET \/v2\/(?:_catalog|team\/app\/tags\/list|) ?/.test(head),
        ),
        victim.requests.at(-1),
      );
    });
  }
}

for (const { label, names } of [
  { label: 'full pages', names: 100_000 },
  { label: 'short pages', names: 1 },
]) {
  test(`a catalog of ${label} without end is cut off`, async (t) => {
    let page = 0;
    const victim = await startRawServer(t, (socket) => {
      page += 1;
      const repositories = Array.from({ length: names }, (_, at) => `team/app-${page}-${at}`);
      const link = `</v2/_catalog?last=${page}>; rel="next"`;
      socket.write(http(200, { ...json, link }, JSON.stringify({ repositories })));
    });

    const code = await attack(startVictim(t, victim.origin, systemClock), 'repositories');

    assert.equal(code, 'CATALOG_TRUNCATED');
    assert.ok(page <= 5001, String(page));
  });
}

function namedServer(port: number): RawServer {
  return { origin: '', host: '', port, requests: [], connections: () => 0, sentBytes: () => 0 };
}

// Cloud mode's guard against every spelling of an address it may not reach: asked for, redirected to, resolved to.
import assert from 'node:assert/strict';
import { isIP, type LookupFunction } from 'node:net';
import { test } from 'node:test';
import { systemClock } from '@harborguard/shared/runtime/system-clock.ts';
import { attack, http, startRawServer, startSniffer, startVictim } from './hostile-rig.ts';

/** Spellings of this very machine. */
const loopbackHosts: readonly string[] = [
  '127.0.0.1',
  '127.0.0.1.',
  '127.1',
  '127.0.1',
  '127.255.255.254',
  '2130706433',
  '2130706433.',
  '0x7f000001',
  '0X7F.0.0.1',
  '0x7f.1',
  '0177.0.0.1',
  '0177.0.0.01',
  '017700000001',
  '0',
  '0.0.0.0',
  '0x0',
  '１２７.0.0.1',
  '①②⑦.0.0.1',
  '127。0。0。1',
  '127%2e0%2e0%2e1',
  '%31%32%37.0.0.1',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[0000::0001]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[0:0:0:0:0:ffff:7f00:0001]',
  '[::FFFF:127.0.0.1]',
  '[::127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '[2002:7f00:0001::1]',
];

const otherAddresses: readonly string[] = [
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '169.254.169.254',
  '169.254.170.2',
  '169.254.0.1',
  '100.64.0.1',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '203.0.113.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  'fe80::1',
  'fec0::1',
  'fc00::1',
  'fd00:ec2::254',
  'fd20:ce::254',
  'ff02::1',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '64:ff9b:1::a00:1',
  '::ffff:10.0.0.1',
  '::ffff:169.254.169.254',
  '64:ff9b::a9fe:a9fe',
  '2002:a9fe:a9fe::1',
  '2002:c0a8:1::1',
];

const literal = (address: string) => (isIP(address) === 6 ? `[${address}]` : address);
const hosts = [...loopbackHosts, ...otherAddresses.map(literal)];
const guarded = { guardAddresses: true, allowedAddresses: [] };

test('an address that is refused is not connected to', { concurrency: 16 }, async (t) => {
  const runs = hosts.map((host) =>
    t.test(`asked for as ${host}`, async (t) => {
      const inside = await startSniffer(t);
      const url = `http://${host}:${inside.port}`;

      const code = await attack(startVictim(t, url, systemClock, { target: guarded }), 'tags');

      assert.equal(code, 'ADDRESS_REFUSED');
      assert.deepEqual(inside.requests, []);
    }),
  );
  await Promise.all(runs);
});

test('a redirect to an address that is refused ends there', { concurrency: 16 }, async (t) => {
  const runs = hosts.map((host) =>
    t.test(`redirected to ${host}`, async (t) => {
      const inside = await startSniffer(t);
      const location = Buffer.from(`http://${host}:${inside.port}/`).toString('latin1');
      const front = await startRawServer(t, (socket) => {
        socket.write(http(302, { location }));
      });
      const target = { guardAddresses: true, allowedAddresses: [front.host] };

      const code = await attack(startVictim(t, front.origin, systemClock, { target }), 'manifest');

      assert.ok(['ADDRESS_REFUSED', 'REDIRECT_REFUSED'].includes(code), code);
      assert.deepEqual(inside.requests, []);
    }),
  );
  await Promise.all(runs);
});

const publicAddress = '203.0.114.1';
const answers = ['127.0.0.1', '::1', '0.0.0.0', '::', ...otherAddresses];

test('a name with such an answer among its answers is refused', { concurrency: 16 }, async (t) => {
  const runs = answers.flatMap((address) =>
    [[address], [publicAddress, address], [address, publicAddress]].map((found, at) =>
      t.test(`${address} as answer ${at}`, async (t) => {
        const inside = await startSniffer(t);
        const lookup: LookupFunction = (_, __, callback) =>
          callback(
            null,
            found.map((one) => ({ address: one, family: isIP(one) })),
          );
        const url = `http://looks-public.example:${inside.port}`;
        const options = { target: guarded, lookup };

        const code = await attack(startVictim(t, url, systemClock, options), 'tags');

        assert.equal(code, 'ADDRESS_REFUSED');
        assert.deepEqual(inside.requests, []);
      }),
    ),
  );
  await Promise.all(runs);
});

test('a name whose second answer differs is checked again for each connection', async (t) => {
  const inside = await startSniffer(t);
  let lookups = 0;
  const lookup: LookupFunction = (_, __, callback) => {
    lookups += 1;
    callback(null, [{ address: lookups === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }]);
  };
  const front = await startRawServer(t, (socket) => void socket.end(http(500, {})));
  const url = `http://rebinding.example:${front.port}`;
  const target = { guardAddresses: true, allowedAddresses: ['127.0.0.1/32'] };

  const code = await attack(startVictim(t, url, systemClock, { target, lookup }), 'tags');

  assert.equal(code, 'ADDRESS_REFUSED');
  assert.equal(front.requests.length, 1);
  assert.deepEqual(inside.requests, []);
});

test('a name without any answer has its own code', async (t) => {
  const lookup: LookupFunction = (_, __, callback) => callback(null, []);
  const options = { target: guarded, lookup };
  const victim = startVictim(t, 'http://empty.example', systemClock, options);

  assert.equal(await attack(victim, 'tags'), 'REGISTRY_NAME_UNRESOLVED');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeConnection, parseDatabaseUrl } from './connection-settings.ts';

const basic = { host: 'db.example.com', port: 5432, database: 'harbor', user: 'guard' };
const readings = [
  ['postgres://guard@db.example.com/harbor', { ...basic, password: undefined, tls: 'verify-full' }],
  [
    'postgresql://guard:p%40ss%2F@db.example.com:6432/harbor?sslmode=require',
    { ...basic, port: 6432, password: 'p@ss/', tls: 'require' },
  ],
  [
    'postgres://guard:x@localhost/harbor',
    { ...basic, host: 'localhost', password: 'x', tls: 'disable' },
  ],
  [
    'postgres://guard:x@[::1]:5433/harbor',
    { ...basic, host: '::1', port: 5433, password: 'x', tls: 'disable' },
  ],
  [
    'postgres://guard@localhost/harbor?host=/var/run/postgresql',
    { ...basic, host: '/var/run/postgresql', password: undefined, tls: 'disable' },
  ],
  [
    'postgres://guard:x@10.0.0.5/harbor?sslmode=disable',
    { ...basic, host: '10.0.0.5', password: 'x', tls: 'disable' },
  ],
] as const;

for (const [text, value] of readings) {
  test(`${text.replace(/:[^:/@]*@/, ':…@')} is read`, () => {
    assert.deepEqual(parseDatabaseUrl(text), { kind: 'value', value });
  });
}

const refused = [
  'db.example.com',
  'mysql://guard:secret@db.example.com/harbor',
  'postgres://guard:secret@db.example.com',
  'postgres://db.example.com/harbor',
  'postgres://guard:100%@db.example.com/harbor',
  'postgres://guard:secret@db.example.com/harbor?sslmode=prefer',
  'postgres://guard:secret@db.example.com/harbor?sslrootcert=/etc/ca.pem',
];

for (const text of refused) {
  test(`${text.replace('secret', '…')} is refused by a rule that does not repeat it`, () => {
    const reading = parseDatabaseUrl(text);

    assert.equal(reading.kind, 'problem');
    assert.ok(reading.kind === 'problem' && !reading.rule.includes('secret'));
  });
}

test('what people are told of a database has no password', () => {
  const reading = parseDatabaseUrl('postgres://guard:secret@[2001:db8::1]/harbor');

  assert.ok(reading.kind === 'value');
  assert.equal(describeConnection(reading.value), 'postgres://guard@[2001:db8::1]:5432/harbor');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { databaseError } from './database-error.ts';

const coded = (code: string, message = 'said by the server') =>
  Object.assign(new Error(message), { code });

const known = [
  [coded('28P01'), 'DATABASE_ACCESS_DENIED'],
  [coded('3D000'), 'DATABASE_ACCESS_DENIED'],
  [coded('42501'), 'DATABASE_RIGHTS_MISSING'],
  [coded('22P02'), 'VALIDATION_FAILED'],
  [coded('22003'), 'VALIDATION_FAILED'],
  [coded('53100'), 'DISK_FULL'],
  [coded('57P01'), 'DATABASE_UNREACHABLE'],
  [coded('08006'), 'DATABASE_UNREACHABLE'],
  [coded('25006'), 'DATABASE_UNWRITABLE'],
  [coded('XX001'), 'DATABASE_CORRUPT'],
  [coded('ECONNREFUSED'), 'DATABASE_UNREACHABLE'],
  [coded('ENOTFOUND'), 'DATABASE_UNREACHABLE'],
  [new AggregateError([coded('ECONNREFUSED')]), 'DATABASE_UNREACHABLE'],
  [coded('SELF_SIGNED_CERT_IN_CHAIN'), 'DATABASE_TLS_FAILED'],
  [coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'DATABASE_TLS_FAILED'],
  [new Error('The server does not support SSL connections'), 'DATABASE_TLS_FAILED'],
  [new Error('Connection terminated unexpectedly'), 'DATABASE_UNREACHABLE'],
] as const;

for (const [error, code] of known) {
  test(`${'code' in error ? error.code : error.message} is ${code}`, () => {
    const found = databaseError(error, { database: 'here' });

    assert.ok(isHarborError(found));
    assert.equal(found.code, code);
    assert.equal(found.cause, error);
  });
}

test('a broken constraint stays what it is: a bug', () => {
  const error = coded('23505');

  assert.equal(databaseError(error), error);
});

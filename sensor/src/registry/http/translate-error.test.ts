import assert from 'node:assert/strict';
import { test } from 'node:test';
import { translateError } from './translate-error.ts';

for (const [reason, code] of [
  // A registry written in Go says this of a client without a certificate, and of one with a stranger's.
  ['ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE', 'TLS_CLIENT_CERTIFICATE_REFUSED'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'TLS_CLIENT_CERTIFICATE_REFUSED'],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'TLS_CLIENT_CERTIFICATE_REFUSED'],
  ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', 'TLS_CLIENT_CERTIFICATE_REFUSED'],
  ['ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', 'TLS_FAILED'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'TLS_FAILED'],
] as const) {
  test(`${reason} is ${code}`, () => {
    const error = Object.assign(new Error('canary: what the library says'), { code: reason });

    const translated = translateError(error, 'registry.example.com:443');

    assert.equal(translated.code, code);
    assert.doesNotMatch(translated.message, /canary/);
  });
}

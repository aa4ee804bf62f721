import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseNoProxy, parseProxyAddress, proxyFor, proxyName } from './proxy-for.ts';

const httpProxy = new URL('http://plain-proxy:3128');
const httpsProxy = new URL('http://secure-proxy:3128');

const cases: readonly (readonly [noProxy: string, url: string, want: 'proxy' | 'direct'])[] = [
  ['', 'https://registry.example.com/', 'proxy'],
  ['*', 'https://registry.example.com/', 'direct'],
  ['other.com *', 'https://registry.example.com/', 'direct'],
  ['registry.example.com', 'https://registry.example.com/', 'direct'],
  ['REGISTRY.example.COM', 'https://Registry.Example.com/', 'direct'],
  ['registry.example.com', 'https://registry.example.com./', 'direct'],
  ['registry.example.com.', 'https://registry.example.com/', 'direct'],
  ['example.com', 'https://registry.example.com/', 'direct'],
  ['example.com', 'https://notexample.com/', 'proxy'],
  ['example.com', 'https://example.com.evil.test/', 'proxy'],
  ['.example.com', 'https://registry.example.com/', 'direct'],
  ['.example.com', 'https://a.b.example.com/', 'direct'],
  ['.example.com', 'https://example.com/', 'proxy'],
  ['.example.com', 'https://badexample.com/', 'proxy'],
  ['*.example.com', 'https://registry.example.com/', 'direct'],
  ['*.example.com', 'https://example.com/', 'proxy'],
  ['example.com:5000', 'https://example.com:5000/', 'direct'],
  ['example.com:5000', 'https://example.com/', 'proxy'],
  ['example.com:443', 'https://example.com/', 'direct'],
  ['example.com:80', 'http://example.com/', 'direct'],
  ['.example.com:5000', 'https://a.example.com:5000/', 'direct'],
  ['10.0.0.1', 'https://10.0.0.1/', 'direct'],
  ['10.0.0.1', 'https://10.0.0.2/', 'proxy'],
  ['10.0.0.1:5000', 'https://10.0.0.1:5000/', 'direct'],
  ['10.0.0.1:5000', 'https://10.0.0.1/', 'proxy'],
  ['0.0.1', 'https://10.0.0.1/', 'proxy'],
  ['10.0.0.0/8', 'https://10.200.3.4:5000/', 'direct'],
  ['10.0.0.0/8', 'https://11.0.0.1/', 'proxy'],
  ['10.0.0.0/8', 'https://registry.example.com/', 'proxy'],
  ['0.0.0.0/0', 'https://8.8.8.8/', 'direct'],
  ['0.0.0.0/0', 'https://[2001:db8::1]/', 'proxy'],
  ['10.0.0.1', 'https://[::ffff:10.0.0.1]/', 'direct'],
  ['10.0.0.0/8', 'https://[::ffff:10.0.0.1]/', 'direct'],
  ['10.0.0.0/8', 'https://[::ffff:b00:1]/', 'proxy'],
  ['::ffff:10.0.0.1', 'https://10.0.0.1/', 'direct'],
  ['[::ffff:10.0.0.1]:5000', 'https://10.0.0.1:5000/', 'direct'],
  ['::ffff:10.0.0.0/104', 'https://10.0.0.1/', 'direct'],
  ['10.0.0.1', 'https://167772161/', 'direct'],
  ['10.0.0.1', 'https://0x0a000001/', 'direct'],
  ['10.0.0.1', 'https://012.0.0.1/', 'direct'],
  ['2001:db8::1', 'https://[2001:db8::1]/', 'direct'],
  ['[2001:db8::1]', 'https://[2001:db8::1]:5000/', 'direct'],
  ['[2001:db8::1]:5000', 'https://[2001:db8::1]:5000/', 'direct'],
  ['[2001:db8::1]:5000', 'https://[2001:db8::1]/', 'proxy'],
  ['2001:DB8:0:0::1', 'https://[2001:db8::1]/', 'direct'],
  ['2001:db8::/32', 'https://[2001:db8:ffff::1]/', 'direct'],
  ['2001:db8::/32', 'https://[2001:db9::1]/', 'proxy'],
  ['a.test,b.test c.test\tregistry.example.com', 'https://registry.example.com/', 'direct'],
  [' , ,,', 'https://registry.example.com/', 'proxy'],
  ['.', 'https://registry.example.com/', 'proxy'],
  ['10.0.0.0/99, [::, :5000', 'https://registry.example.com:5000/', 'proxy'],
  ['', 'https://localhost:5000/', 'direct'],
  ['', 'https://registry.localhost/', 'direct'],
  ['', 'https://127.0.0.1:5000/', 'direct'],
  ['', 'https://127.9.9.9/', 'direct'],
  ['', 'https://[::1]/', 'direct'],
  ['', 'https://[::ffff:127.0.0.1]/', 'direct'],
  ['', 'http://169.254.169.254/latest/', 'direct'],
  ['', 'http://[fd00:ec2::254]/latest/', 'direct'],
  ['', 'http://registry.example.com/', 'proxy'],
  ['', 'wss://harborguard.example.com/', 'proxy'],
];

for (const [noProxy, url, want] of cases) {
  test(`${url} goes ${want === 'proxy' ? 'through the proxy' : 'direct'} with NO_PROXY "${noProxy}"`, () => {
    const settings = { httpProxy, httpsProxy, noProxy: parseNoProxy(noProxy) };

    assert.equal(proxyFor(new URL(url), settings) === undefined ? 'direct' : 'proxy', want);
  });
}

test('each scheme has its own proxy, and one without a proxy goes direct', () => {
  const settings = { httpProxy, httpsProxy, noProxy: [] };

  assert.equal(proxyFor(new URL('http://a.test'), settings), httpProxy);
  assert.equal(proxyFor(new URL('ws://a.test'), settings), httpProxy);
  assert.equal(proxyFor(new URL('https://a.test'), settings), httpsProxy);
  assert.equal(proxyFor(new URL('wss://a.test'), settings), httpsProxy);
  assert.equal(proxyFor(new URL('http://a.test'), { httpsProxy, noProxy: [] }), undefined);
});

for (const [text, want] of [
  ['proxy.example.com:3128', 'proxy.example.com:3128'],
  ['http://user:p%40ss@proxy.example.com', 'proxy.example.com:80'],
  ['https://proxy.example.com', 'proxy.example.com:443'],
  ['http://[2001:db8::1]:8080', '[2001:db8::1]:8080'],
  ['socks5://proxy.example.com', undefined],
  ['http://user:%zz@proxy.example.com', undefined],
  ['http://', undefined],
] as const) {
  test(`the proxy "${text.replace(/\/\/.*@/, '//…@')}" is ${want ?? 'refused'}`, () => {
    const proxy = parseProxyAddress(text);

    assert.equal(proxy === undefined ? undefined : proxyName(proxy), want);
  });
}

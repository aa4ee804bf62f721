import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHostsToml } from './hosts-toml.ts';

const registry = 'https://registry.example:5000/team';

for (const { name, text, want } of [
  { name: 'an empty file', text: '', want: {} },
  {
    name: 'a table of the registry itself at the top',
    text: 'server = "https://registry.example:5000"\nca = "/etc/ca.pem"\nskip_verify = true',
    want: { caFiles: ['/etc/ca.pem'], skipVerify: true },
  },
  {
    name: 'lists of files',
    text: 'ca = ["a.pem", "b.pem", 3]\nclient = [["c.cert", "c.key"], ["both.pem", ""]]',
    want: {
      caFiles: ['a.pem', 'b.pem'],
      clientFiles: [{ cert: 'c.cert', key: 'c.key' }, { cert: 'both.pem' }],
    },
  },
  {
    name: 'a host table of the registry',
    text: '[host."https://registry.example:5000"]\ncapabilities = ["pull"]\nca = "h.pem"\nclient = "both.pem"',
    want: { caFiles: ['h.pem'], clientFiles: [{ cert: 'both.pem' }] },
  },
  {
    name: 'a host table for pushing only',
    text: '[host."https://registry.example:5000"]\ncapabilities = ["push"]\nskip_verify = true',
    want: {},
  },
  {
    name: 'another server',
    text: 'server = "https://mirror.example"\nskip_verify = true',
    want: { notes: ['its server is another host or plain http, and is not used'] },
  },
  {
    name: 'the same server over plain http',
    text: 'server = "http://registry.example:5000"\nskip_verify = true',
    want: { notes: ['its server is another host or plain http, and is not used'] },
  },
  {
    name: 'a mirror',
    text: '[host."https://user:canary@mirror.example"]\nskip_verify = true\nca = "m.pem"',
    want: { notes: ['the mirror mirror.example is not used'] },
  },
  {
    name: 'types that are not as expected',
    text: 'ca = 3\nclient = true\nskip_verify = "yes"\nhost = "none"',
    want: {},
  },
]) {
  test(`hosts.toml with ${name}`, () => {
    assert.deepEqual(readHostsToml(text, registry), {
      caFiles: [],
      clientFiles: [],
      skipVerify: false,
      notes: [],
      ...want,
    });
  });
}

test("Docker Hub's names are one registry", () => {
  const text = 'server = "https://docker.io"\nca = "hub.pem"';

  assert.deepEqual(readHostsToml(text, 'https://registry-1.docker.io').caFiles, ['hub.pem']);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalisePackageName } from './normalise-package-name.ts';

const cases = [
  ['PyPI', 'Zope.Interface_x--Y', 'zope-interface-x-y'],
  ['NuGet', 'Newtonsoft.Json', 'newtonsoft.json'],
  ['Packagist', 'Symfony/HTTP-Kernel', 'symfony/http-kernel'],
  ['npm', 'JSONStream', 'JSONStream'],
  ['Go', 'github.com/BurntSushi/toml', 'github.com/BurntSushi/toml'],
  ['Debian:12', 'libreoffice', 'libreoffice'],
] as const;

for (const [ecosystem, name, expected] of cases) {
  test(`${name} of ${ecosystem} is looked up as ${expected}`, () => {
    assert.equal(normalisePackageName(ecosystem, name), expected);
  });
}

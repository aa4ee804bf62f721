import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Distro } from '../protocol/inventory.ts';
import { distroEcosystems } from './distro-ecosystems.ts';

const cases: readonly (readonly [Partial<Distro> & { id: string }, string, string])[] = [
  [{ id: 'debian', versionId: '12' }, 'deb', 'Debian:12'],
  [{ id: 'debian', versionId: '10.3' }, 'deb', 'Debian:10'],
  [{ id: 'debian', versionCodename: 'trixie' }, 'deb', 'Debian:13'],
  [{ id: 'debian', versionCodename: 'trixie/sid' }, 'deb', 'Debian:13'],
  [{ id: 'debian' }, 'deb', 'Debian:unstable'],
  [{ id: 'raspbian', versionId: '11' }, 'deb', 'Debian:11'],
  [{ id: 'ubuntu', versionId: '22.04' }, 'deb', 'Ubuntu:22.04:LTS'],
  [{ id: 'ubuntu', versionId: '24.10' }, 'deb', 'Ubuntu:24.10'],
  [{ id: 'ubuntu', versionId: '23.04' }, 'deb', 'Ubuntu:23.04'],
  [{ id: 'alpine', versionId: '3.18.4' }, 'apk', 'Alpine:v3.18'],
  [{ id: 'alpine', versionId: '3.10.4' }, 'apk', 'Alpine:v3.10'],
  [{ id: 'alpine', versionId: '3.21.0_alpha20240923' }, 'apk', 'Alpine:edge'],
  [{ id: 'wolfi', versionId: '20230201' }, 'apk', 'Wolfi'],
  [{ id: 'chainguard', versionId: '20230214' }, 'apk', 'Chainguard'],
  [{ id: 'almalinux', versionId: '9.3' }, 'rpm', 'AlmaLinux:9'],
  [{ id: 'rocky', versionId: '8.9' }, 'rpm', 'Rocky Linux:8'],
  [{ id: 'rhel', versionId: '9.4' }, 'rpm', 'Red Hat:enterprise_linux:9'],
  [{ id: 'centos', versionId: '7' }, 'rpm', 'Red Hat:enterprise_linux:7'],
  [{ id: 'opensuse-leap', versionId: '15.5' }, 'rpm', 'openSUSE:Leap 15.5'],
  [{ id: 'opensuse-tumbleweed', versionId: '20240101' }, 'rpm', 'openSUSE:Tumbleweed'],
  [{ id: 'sles', versionId: '15.5' }, 'rpm', 'SUSE:Linux Enterprise Server 15 SP5'],
  [
    { id: 'openEuler', versionId: '24.03', prettyName: 'openEuler 24.03 (LTS-SP1)' },
    'rpm',
    'openEuler:24.03-LTS-SP1',
  ],
  [{ id: 'amzn', versionId: '2023' }, 'rpm', 'Amazon Linux:2023'],
  [{ id: 'photon', versionId: '5.0' }, 'rpm', 'Photon OS:5.0'],
  [{ id: 'azurelinux', versionId: '3.0.20240727' }, 'rpm', 'Azure Linux:3'],
  [{ id: 'mageia', versionId: '9' }, 'rpm', 'Mageia:9'],
];

for (const [distro, packageType, ecosystem] of cases) {
  test(`${distro.id} ${distro.versionId ?? distro.versionCodename ?? ''} is ${ecosystem}`, () => {
    const found = distroEcosystems({ idLike: [], ...distro });

    assert.equal(found?.packageType, packageType);
    assert.equal(found?.ecosystems[0], ecosystem);
  });
}

test('the repositories of Red Hat are asked one by one', () => {
  const found = distroEcosystems({ id: 'rhel', idLike: ['fedora'], versionId: '9.4' });

  assert.ok(found?.ecosystems.includes('Red Hat:enterprise_linux:9::appstream'));
});

test('a distro nobody knows has no ecosystem, even when it is like one', () => {
  assert.equal(
    distroEcosystems({ id: 'kali', idLike: ['debian'], versionId: '2024.1' }),
    undefined,
  );
  assert.equal(distroEcosystems({ id: 'constructor', idLike: [] }), undefined);
});

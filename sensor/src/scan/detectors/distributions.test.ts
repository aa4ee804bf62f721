// Each distribution by the os-release it ships and the database it keeps its packages in: what it is, where its
// packages are found, and whose advisories speak of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distroEcosystems } from '@harborguard/shared/match/distro-ecosystems.ts';
import type { LayerEntry } from '@harborguard/shared/testing/image/layer-tar.ts';
import {
  apkInstalled,
  dpkgStatus,
  dpkgStatusFolder,
} from '@harborguard/shared/testing/image/package-files.ts';
import {
  berkeleyDatabase,
  ndbDatabase,
  rpmHeader,
  sqliteDatabase,
} from '../testing/rpm-databases.ts';
import { scanLayers } from '../testing/scan-kit.ts';

const [name, version] = ['openssl', '3.0.7-1'];
const rpm = [rpmHeader({ name, version: '3.0.7', release: '1', architecture: 'x86_64' })];
const rpmFile = (path: string, content: Buffer): LayerEntry => ({ path, content });
const sqlite = rpmFile('var/lib/rpm/rpmdb.sqlite', sqliteDatabase(rpm));
const berkeley = rpmFile('var/lib/rpm/Packages', berkeleyDatabase(rpm));
const ndb = rpmFile('usr/lib/sysimage/rpm/Packages.db', ndbDatabase(rpm));
const apk = apkInstalled([{ name, version }]);
const manifestFields = [name, version, '0', '0', 'Microsoft Corporation', '(none)', '0', 'x86_64'];
const manifest: LayerEntry = {
  path: 'var/lib/rpmmanifest/container-manifest-2',
  content: `${[...manifestFields, '0', `${name}-${version}.src.rpm`].join('\t')}\n`,
};

interface Distribution {
  readonly title: string;
  readonly release: readonly string[];
  readonly database: LayerEntry;
  readonly purl: string;
  readonly ecosystem: string;
}

const distributions: readonly Distribution[] = [
  {
    title: 'Debian',
    release: [
      'NAME="Debian GNU/Linux"',
      'VERSION_ID="12"',
      'VERSION_CODENAME=bookworm',
      'ID=debian',
    ],
    database: dpkgStatus([{ name, version }]),
    purl: 'pkg:deb/debian/openssl@3.0.7-1?arch=amd64&distro=debian-12',
    ecosystem: 'Debian:12',
  },
  {
    title: 'distroless Debian',
    release: [
      'PRETTY_NAME="Distroless"',
      'NAME="Debian GNU/Linux"',
      'ID="debian"',
      'VERSION_ID="12"',
    ],
    database: dpkgStatusFolder([{ name, version }])[0] as LayerEntry,
    purl: 'pkg:deb/debian/openssl@3.0.7-1?arch=amd64&distro=debian-12',
    ecosystem: 'Debian:12',
  },
  {
    title: 'Ubuntu',
    release: [
      'NAME="Ubuntu"',
      'VERSION_ID="24.04"',
      'VERSION_CODENAME=noble',
      'ID=ubuntu',
      'ID_LIKE=debian',
    ],
    database: dpkgStatus([{ name, version }]),
    purl: 'pkg:deb/ubuntu/openssl@3.0.7-1?arch=amd64&distro=ubuntu-24.04',
    ecosystem: 'Ubuntu:24.04:LTS',
  },
  {
    title: 'Alpine',
    release: ['NAME="Alpine Linux"', 'ID=alpine', 'VERSION_ID=3.20.3'],
    database: apk,
    purl: 'pkg:apk/alpine/openssl@3.0.7-1?arch=x86_64&distro=alpine-3.20.3',
    ecosystem: 'Alpine:v3.20',
  },
  {
    title: 'Wolfi',
    release: ['ID=wolfi', 'NAME="Wolfi"', 'VERSION_ID="20230201"'],
    database: apk,
    purl: 'pkg:apk/wolfi/openssl@3.0.7-1?arch=x86_64&distro=wolfi-20230201',
    ecosystem: 'Wolfi',
  },
  {
    title: 'Chainguard, whose database has moved to /usr',
    release: ['ID=chainguard', 'NAME="chainguard"', 'VERSION_ID="20230214"'],
    database: { ...apk, path: 'usr/lib/apk/db/installed' },
    purl: 'pkg:apk/chainguard/openssl@3.0.7-1?arch=x86_64&distro=chainguard-20230214',
    ecosystem: 'Chainguard',
  },
  {
    title: 'Red Hat Enterprise Linux',
    release: [
      'NAME="Red Hat Enterprise Linux"',
      'ID="rhel"',
      'ID_LIKE="fedora"',
      'VERSION_ID="9.4"',
    ],
    database: sqlite,
    purl: 'pkg:rpm/rhel/openssl@3.0.7-1?arch=x86_64&distro=rhel-9.4',
    ecosystem: 'Red Hat:enterprise_linux:9',
  },
  {
    title: 'AlmaLinux',
    release: [
      'NAME="AlmaLinux"',
      'ID="almalinux"',
      'ID_LIKE="rhel centos fedora"',
      'VERSION_ID="9.4"',
    ],
    database: sqlite,
    purl: 'pkg:rpm/almalinux/openssl@3.0.7-1?arch=x86_64&distro=almalinux-9.4',
    ecosystem: 'AlmaLinux:9',
  },
  {
    title: 'Rocky Linux 8, with Berkeley DB',
    release: [
      'NAME="Rocky Linux"',
      'ID="rocky"',
      'ID_LIKE="rhel centos fedora"',
      'VERSION_ID="8.9"',
    ],
    database: berkeley,
    purl: 'pkg:rpm/rocky/openssl@3.0.7-1?arch=x86_64&distro=rocky-8.9',
    ecosystem: 'Rocky Linux:8',
  },
  {
    title: 'Oracle Linux',
    release: ['NAME="Oracle Linux Server"', 'ID="ol"', 'ID_LIKE="fedora"', 'VERSION_ID="9.4"'],
    database: sqlite,
    purl: 'pkg:rpm/ol/openssl@3.0.7-1?arch=x86_64&distro=ol-9.4',
    ecosystem: 'Oracle Linux:9',
  },
  {
    title: 'Amazon Linux 2023',
    release: ['NAME="Amazon Linux"', 'ID="amzn"', 'ID_LIKE="fedora"', 'VERSION_ID="2023"'],
    database: sqlite,
    purl: 'pkg:rpm/amzn/openssl@3.0.7-1?arch=x86_64&distro=amzn-2023',
    ecosystem: 'Amazon Linux:2023',
  },
  {
    title: 'Amazon Linux 2, with Berkeley DB',
    release: ['NAME="Amazon Linux"', 'ID="amzn"', 'ID_LIKE="centos rhel fedora"', 'VERSION_ID="2"'],
    database: berkeley,
    purl: 'pkg:rpm/amzn/openssl@3.0.7-1?arch=x86_64&distro=amzn-2',
    ecosystem: 'Amazon Linux:2',
  },
  {
    title: 'SUSE Linux Enterprise Server',
    release: ['NAME="SLES"', 'ID="sles"', 'ID_LIKE="suse"', 'VERSION_ID="15.5"'],
    database: ndb,
    purl: 'pkg:rpm/sles/openssl@3.0.7-1?arch=x86_64&distro=sles-15.5',
    ecosystem: 'SUSE:Linux Enterprise Server 15 SP5',
  },
  {
    title: 'openSUSE Leap',
    release: [
      'NAME="openSUSE Leap"',
      'ID="opensuse-leap"',
      'ID_LIKE="suse opensuse"',
      'VERSION_ID="15.5"',
    ],
    database: ndb,
    purl: 'pkg:rpm/opensuse-leap/openssl@3.0.7-1?arch=x86_64&distro=opensuse-leap-15.5',
    ecosystem: 'openSUSE:Leap 15.5',
  },
  {
    title: 'Photon',
    release: ['NAME="VMware Photon OS"', 'ID=photon', 'VERSION_ID=5.0'],
    database: sqlite,
    purl: 'pkg:rpm/photon/openssl@3.0.7-1?arch=x86_64&distro=photon-5.0',
    ecosystem: 'Photon OS:5.0',
  },
  {
    title: 'Azure Linux',
    release: ['NAME="Microsoft Azure Linux"', 'ID=azurelinux', 'VERSION_ID="3.0"'],
    database: sqlite,
    purl: 'pkg:rpm/azurelinux/openssl@3.0.7-1?arch=x86_64&distro=azurelinux-3.0',
    ecosystem: 'Azure Linux:3',
  },
  {
    title: 'distroless CBL-Mariner, which keeps a list instead of a database',
    release: ['NAME="Common Base Linux Mariner"', 'ID=mariner', 'VERSION_ID="2.0"'],
    database: manifest,
    purl: 'pkg:rpm/mariner/openssl@3.0.7-1?arch=x86_64&distro=mariner-2.0',
    ecosystem: 'Azure Linux:2',
  },
  {
    title: 'Fedora',
    release: ['NAME="Fedora Linux"', 'ID=fedora', 'VERSION_ID=40'],
    database: { ...sqlite, path: 'usr/lib/sysimage/rpm/rpmdb.sqlite' },
    purl: 'pkg:rpm/fedora/openssl@3.0.7-1?arch=x86_64&distro=fedora-40',
    ecosystem: 'Fedora:40',
  },
];

for (const { title, release, database, purl, ecosystem } of distributions) {
  test(`${title} is known by its release, its packages and its advisories`, async () => {
    const inventory = await scanLayers([
      { path: 'usr/lib/os-release', content: `${release.join('\n')}\n` },
      { path: 'etc/os-release', type: 'symlink', target: '../usr/lib/os-release' },
      database,
    ]);

    assert.deepEqual(
      inventory.packages.map((one) => one.purl),
      [purl],
    );
    assert.ok(inventory.distro);
    assert.equal(distroEcosystems(inventory.distro)?.ecosystems[0], ecosystem);
    assert.equal(inventory.state, 'indexed');
  });
}

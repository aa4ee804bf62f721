import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LayerEntry, whiteout } from '@harborguard/shared/testing/image/layer-tar.ts';
import { scanLayers } from '../testing/scan-kit.ts';

const debian = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nID=debian\n';
const alpine = "# a comment\nID=alpine\nID_LIKE='one two'\nVERSION_ID=3.18.12\n";

const cases: readonly {
  readonly name: string;
  readonly layers: readonly (readonly LayerEntry[])[];
  readonly id: string | undefined;
  readonly versionId: string | undefined;
}[] = [
  {
    name: 'etc/os-release is read',
    layers: [[{ path: 'etc/os-release', content: alpine }]],
    id: 'alpine',
    versionId: '3.18.12',
  },
  {
    name: 'etc/os-release counts before usr/lib/os-release',
    layers: [
      [
        { path: 'usr/lib/os-release', content: alpine },
        { path: 'etc/os-release', content: debian },
      ],
    ],
    id: 'debian',
    versionId: '12',
  },
  {
    name: 'usr/lib/os-release alone is enough',
    layers: [[{ path: 'usr/lib/os-release', content: debian }]],
    id: 'debian',
    versionId: '12',
  },
  {
    name: 'a relative link is followed',
    layers: [
      [
        { path: 'etc/os-release', type: 'symlink', target: '../usr/lib/os-release' },
        { path: 'usr/lib/os-release', content: debian },
      ],
    ],
    id: 'debian',
    versionId: '12',
  },
  {
    name: 'a link that climbs above the root stops there',
    layers: [
      [
        { path: 'etc/os-release', type: 'symlink', target: '../../../usr/lib/os-release' },
        { path: 'usr/lib/os-release', content: debian },
      ],
    ],
    id: 'debian',
    versionId: '12',
  },
  {
    name: 'a chain of links over several layers is followed on the merged tree',
    layers: [
      [{ path: 'usr/lib/os.release.d/os-release-server', content: debian }],
      [{ path: 'etc/os-release', type: 'symlink', target: '/usr/lib/os-release' }],
      [
        {
          path: 'usr/lib/os-release',
          type: 'symlink',
          target: './os.release.d/os-release-server',
        },
      ],
    ],
    id: 'debian',
    versionId: '12',
  },
  {
    name: 'a folder link on the way is followed',
    layers: [
      [
        { path: 'etc', type: 'symlink', target: 'usr/lib' },
        { path: 'usr/lib/os-release', content: debian },
      ],
    ],
    id: 'debian',
    versionId: '12',
  },
  {
    name: 'a hard link to a file of the same layer is followed',
    layers: [
      [
        { path: 'usr/lib/os-release', content: debian },
        { path: 'etc/os-release', type: 'link', target: 'usr/lib/os-release' },
      ],
      [whiteout('usr/lib/os-release')],
    ],
    id: 'debian',
    versionId: '12',
  },
  {
    name: 'a hard link to a file of a lower layer is followed',
    layers: [
      [{ path: 'usr/lib/os-release', content: debian }],
      [{ path: 'etc/os-release', type: 'link', target: 'usr/lib/os-release' }],
    ],
    id: 'debian',
    versionId: '12',
  },
  {
    name: 'links in a circle end in no distribution',
    layers: [
      [
        { path: 'etc/os-release', type: 'symlink', target: '/usr/lib/os-release' },
        { path: 'usr/lib/os-release', type: 'symlink', target: '/etc/os-release' },
      ],
    ],
    id: undefined,
    versionId: undefined,
  },
  {
    name: 'a link to itself ends in no distribution',
    layers: [[{ path: 'etc', type: 'symlink', target: 'etc' }]],
    id: undefined,
    versionId: undefined,
  },
  {
    name: 'etc/alpine-release stands in for a missing os-release',
    layers: [[{ path: 'etc/alpine-release', content: '3.4.6\n' }]],
    id: 'alpine',
    versionId: '3.4.6',
  },
  {
    name: 'etc/debian_version stands in for a missing os-release',
    layers: [[{ path: 'etc/debian_version', content: '6.0.10\n' }]],
    id: 'debian',
    versionId: '6.0.10',
  },
  {
    name: 'a testing Debian has no version',
    layers: [[{ path: 'etc/debian_version', content: 'trixie/sid\n' }]],
    id: 'debian',
    versionId: undefined,
  },
];

for (const { name, layers, id, versionId } of cases) {
  test(name, async () => {
    const inventory = await scanLayers(...layers);

    assert.equal(inventory.distro?.id, id);
    assert.equal(inventory.distro?.versionId, versionId);
    assert.deepEqual(inventory.issues, []);
  });
}

test('every field is read and unquoted', async () => {
  const content = [
    'NAME="Fedora"',
    'ID=fedora',
    "ID_LIKE='rhel centos'",
    'VERSION_ID="40"',
    'VERSION_CODENAME=""',
    'PRETTY_NAME="A \\"quoted\\" name"',
    'CPE_NAME="cpe:/o:fedoraproject:fedora:40"',
    'not an assignment',
  ].join('\n');

  const inventory = await scanLayers([{ path: 'etc/os-release', content }]);

  assert.deepEqual(inventory.distro, {
    id: 'fedora',
    idLike: ['rhel', 'centos'],
    versionId: '40',
    prettyName: 'A "quoted" name',
    cpeName: 'cpe:/o:fedoraproject:fedora:40',
  });
});

test('a link to a file that was not read makes the inventory partial', async () => {
  const inventory = await scanLayers([
    { path: 'opt/release', content: debian },
    { path: 'etc/os-release', type: 'symlink', target: '/opt/release' },
  ]);

  assert.equal(inventory.state, 'partial');
  assert.deepEqual(inventory.issues, [
    {
      code: 'PACKAGE_DATA_INVALID',
      path: 'etc/os-release',
      detail: 'a link to opt/release, which was not read',
    },
  ]);
});

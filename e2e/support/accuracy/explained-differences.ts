// Where other scanners and this one differ about the packages of an image, with who is right and why. A difference that
// is not in this table fails the accuracy suite; docs/accuracy.md shows the table.
import type { PeerName } from './peer-scanners.ts';

export interface ExplainedDifference {
  readonly peer: PeerName;
  /** Who has the package. */
  readonly only: 'ours' | 'peer';
  /** Only in this one; absent: in every image. */
  readonly image?: string;
  /** Of `type/namespace/name@version`. */
  readonly package: RegExp;
  /** As the documentation calls it. */
  readonly what: string;
  readonly right: 'HarborGuard' | 'the other' | 'both';
  readonly why: string;
}

const noVersion = 'nothing without a version can be looked up; what it is part of is listed';

export const explainedDifferences: readonly ExplainedDifference[] = [
  {
    ...{ peer: 'syft', only: 'ours', right: 'both' },
    package: /^generic\/(?:busybox|java|nginx|node|perl|php|python|ruby)@/,
    what: 'runtimes that a distro package brought, by their binaries',
    why: 'Syft leaves out what a distro package owns; here it is listed with its owner and matched by the distro alone',
  },
  {
    ...{ peer: 'trivy', only: 'ours', right: 'HarborGuard' },
    package: /^generic\/busybox@1\.37\.0$/,
    what: 'BusyBox as the only program of an image, by its binary',
    why: 'Trivy does not look into programs of C; Syft finds the same version',
  },
  {
    ...{ peer: 'trivy', only: 'ours', right: 'HarborGuard' },
    image: 'debian10-nginx-oci-archive.tar',
    package: /^deb\/debian\//,
    what: 'every package of a Debian image without `etc/debian_version`',
    why: 'Trivy knows Debian by that file alone and lists nothing without it; the image says what it is in `etc/os-release`',
  },
  {
    ...{ peer: 'syft', only: 'peer', right: 'HarborGuard' },
    package: /^binary\/[^@]+@UNKNOWN$/,
    what: 'Windows programs without a version, as in setuptools',
    why: noVersion,
  },
  {
    ...{ peer: 'syft', only: 'peer', right: 'HarborGuard' },
    package: /^npm\/.+@$/,
    what: 'package.json files without a version',
    why: 'they are test data and parts of packages; npm installs nothing without a version',
  },
  {
    ...{ peer: 'syft', only: 'peer', right: 'HarborGuard' },
    package: /^golang\/cmd\/[a-z0-9]+@$/,
    what: 'programs of the Go toolchain, as packages without a version',
    why: 'they are part of the toolchain; their `stdlib` is listed with the version of the toolchain',
  },
  {
    ...{ peer: 'syft', only: 'ours', right: 'HarborGuard' },
    package: /^maven\/org\.jdom\/jdom2@/,
    what: 'the group of jdom2',
    why: 'its group at Maven Central is `org.jdom`; `org.jdom2` is the name of its Java package',
  },
  {
    ...{ peer: 'syft', only: 'peer', right: 'HarborGuard' },
    package: /^maven\/org\.jdom2\/jdom2@/,
    what: 'the group of jdom2',
    why: 'its group at Maven Central is `org.jdom`; `org.jdom2` is the name of its Java package',
  },
  {
    ...{ peer: 'syft', only: 'peer', right: 'HarborGuard' },
    package: /^maven\/level\/level@[23]-jar$/,
    what: '`level-2-jar.jar` as version `2-jar` of `level`',
    why: 'a number in a name is not a version; nothing in the archive says one',
  },
  {
    ...{ peer: 'syft', only: 'peer', right: 'HarborGuard' },
    package: /^maven\/org\.springframework\.boot\.loader\.WarLauncher\/mywar@/,
    what: 'the main class of an application as its group',
    why: 'the archive says by its pom.properties which artifact it is: `com.example:demo`, which is listed',
  },
  {
    ...{ peer: 'syft', only: 'ours', right: 'HarborGuard' },
    package: /^generic\/jrt-fs@/,
    what: 'jrt-fs.jar of OpenJDK, without a group',
    why: 'it is a part of the JDK that was never published; a group would be guessed',
  },
  {
    ...{ peer: 'syft', only: 'peer', right: 'HarborGuard' },
    package: /^maven\/jrt-fs\/jrt-fs@/,
    what: 'jrt-fs.jar of OpenJDK, with its own name as the group',
    why: 'it is a part of the JDK that was never published; a group would be guessed',
  },
  {
    ...{ peer: 'syft', only: 'peer', right: 'HarborGuard' },
    package: /^maven\/.+@$/,
    what: 'jars that say no version',
    why: noVersion,
  },
];

// The packages the sample images hold: real names, real versions, real source packages. Data only.
import type {
  ApkPackage,
  DpkgPackage,
  NpmPackage,
} from '@harborguard/shared/testing/image/package-files.ts';

/** A Debian 12 of summer 2023, before its first security updates. */
export const debianPackages: readonly DpkgPackage[] = [
  { name: 'apt', version: '2.6.1' },
  { name: 'base-files', version: '12.4+deb12u1' },
  { name: 'bash', version: '5.2.15-2+b2', source: 'bash (5.2.15-2)' },
  { name: 'ca-certificates', version: '20230311', architecture: 'all' },
  { name: 'coreutils', version: '9.1-1' },
  { name: 'curl', version: '7.88.1-10' },
  { name: 'dpkg', version: '1.21.22' },
  { name: 'libc-bin', version: '2.36-9+deb12u1', source: 'glibc' },
  { name: 'libc6', version: '2.36-9+deb12u1', source: 'glibc' },
  { name: 'libcurl4', version: '7.88.1-10', source: 'curl' },
  { name: 'libexpat1', version: '2.5.0-1', source: 'expat' },
  { name: 'libgcc-s1', version: '12.2.0-14', source: 'gcc-12' },
  { name: 'liblzma5', version: '5.4.1-0.2', source: 'xz-utils' },
  { name: 'libpcre2-8-0', version: '10.42-1', source: 'pcre2' },
  { name: 'libssl3', version: '3.0.9-1', source: 'openssl' },
  { name: 'libstdc++6', version: '12.2.0-14', source: 'gcc-12' },
  { name: 'libtinfo6', version: '6.4-4', source: 'ncurses' },
  { name: 'libzstd1', version: '1.5.4+dfsg2-5', source: 'libzstd' },
  { name: 'openssl', version: '3.0.9-1' },
  { name: 'perl-base', version: '5.36.0-7', source: 'perl' },
  { name: 'tzdata', version: '2023c-5', architecture: 'all' },
  { name: 'zlib1g', version: '1:1.2.13.dfsg-1', source: 'zlib' },
];

/** The same after an upgrade of the C library and OpenSSL. */
export const debianPackagesUpgraded: readonly DpkgPackage[] = debianPackages.map((one) => {
  if (one.source === 'glibc') return { ...one, version: '2.36-9+deb12u10' };
  if (one.name === 'openssl' || one.source === 'openssl') {
    return { ...one, version: '3.0.15-1~deb12u1' };
  }
  return one;
});

/** No shell, no package manager, nothing with an advisory. */
export const minimalDebianPackages: readonly DpkgPackage[] = [
  { name: 'base-files', version: '12.4+deb12u10' },
  { name: 'ca-certificates', version: '20230311', architecture: 'all' },
  { name: 'libc6', version: '2.36-9+deb12u10', source: 'glibc' },
  { name: 'libssl3', version: '3.0.15-1~deb12u1', source: 'openssl' },
  { name: 'netbase', version: '6.4', architecture: 'all' },
];

/** An Alpine 3.18 of summer 2023. */
export const alpinePackages: readonly ApkPackage[] = [
  { name: 'alpine-baselayout', version: '3.4.3-r1', license: 'GPL-2.0-only' },
  { name: 'alpine-keys', version: '2.4-r1' },
  { name: 'apk-tools', version: '2.14.0-r2', license: 'GPL-2.0-only', files: ['sbin/apk'] },
  { name: 'busybox', version: '1.36.1-r0', license: 'GPL-2.0-only', files: ['bin/busybox'] },
  { name: 'busybox-binsh', version: '1.36.1-r0', origin: 'busybox', license: 'GPL-2.0-only' },
  { name: 'ca-certificates-bundle', version: '20230506-r0', origin: 'ca-certificates' },
  { name: 'libcrypto3', version: '3.1.1-r1', origin: 'openssl', license: 'Apache-2.0' },
  { name: 'libcurl', version: '8.1.2-r0', origin: 'curl', license: 'curl' },
  { name: 'libssl3', version: '3.1.1-r1', origin: 'openssl', license: 'Apache-2.0' },
  { name: 'musl', version: '1.2.4-r0' },
  { name: 'nghttp2-libs', version: '1.53.0-r0', origin: 'nghttp2' },
  { name: 'ssl_client', version: '1.36.1-r0', origin: 'busybox', license: 'GPL-2.0-only' },
  { name: 'zlib', version: '1.2.13-r1', license: 'Zlib' },
];

/** The same after `apk upgrade` of OpenSSL. */
export const alpinePackagesUpgraded: readonly ApkPackage[] = alpinePackages.map((one) =>
  one.origin === 'openssl' ? { ...one, version: '3.1.4-r1' } : one,
);

/** Half a year younger and without what nobody needs for a build. */
export const builderAlpinePackages: readonly ApkPackage[] = alpinePackagesUpgraded
  .filter(({ name }) => !['libcurl', 'nghttp2-libs'].includes(name))
  .map((one) => (one.version === '1.36.1-r0' ? { ...one, version: '1.36.1-r5' } : one));

const npm = (name: string, version: string): NpmPackage => ({ name, version });

export const npmPackages = {
  axiosOld: npm('axios', '0.21.0'),
  axios: npm('axios', '0.21.1'),
  debug: npm('debug', '2.6.8'),
  jsonwebtoken: npm('jsonwebtoken', '8.5.1'),
  lodashOld: npm('lodash', '4.17.15'),
  lodash: npm('lodash', '4.17.21'),
  minimistOld: npm('minimist', '1.2.5'),
  minimist: npm('minimist', '1.2.8'),
  nodeForge: npm('node-forge', '0.10.0'),
  semverOld: npm('semver', '7.3.5'),
  semver: npm('semver', '7.5.4'),
  wordWrap: npm('word-wrap', '1.2.3'),
} as const;

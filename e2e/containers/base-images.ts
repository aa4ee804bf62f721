// The base images of the Dockerfiles, made on this machine under the names the Dockerfiles use, for places where
// nothing can be pulled. The builder is a small Debian with Node and npm; the runtime has Node and libraries only,
// no shell, like the published one.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { peersFolder } from '../support/peers-folder.ts';
import { mustRun, runCommand } from '../support/run-command.ts';

export const builderImage = 'node:24-bookworm-slim';
/** A real registry, CNCF Distribution as Debian packages it. */
export const registryImage = 'harborguard-test-registry:bookworm';
export const runtimeImage = 'gcr.io/distroless/nodejs24-debian12:nonroot';

const cacheFolder = peersFolder;
const runtimePackages =
  'libc6,libgcc-s1,libstdc++6,libatomic1,ca-certificates,tzdata,base-files,netbase';

/** Makes what is missing; takes about a minute the first time. */
export async function ensureBaseImages(): Promise<void> {
  if (!(await isThere(builderImage))) await importBuilder();
  if (!(await isThere(runtimeImage))) await importRuntime();
}

export async function ensureRegistryImage(): Promise<void> {
  if (await isThere(registryImage)) return;
  const packages = `${runtimePackages},docker-registry`;
  await withRoot('registry', ['--variant=extract', `--include=${packages}`], async (root) => {
    await importRoot(root, registryImage, [
      'ENTRYPOINT ["/usr/bin/docker-registry"]',
      'ENV OTEL_TRACES_EXPORTER=none',
      'USER 65532',
    ]);
  });
}

/** The root of a real Debian, to be pushed as the layer of an image. */
export async function debianLayer(): Promise<string> {
  await ensureBaseImages();
  return join(cacheFolder, 'builder-root.tar');
}

async function isThere(image: string): Promise<boolean> {
  return (await runCommand('docker', ['image', 'inspect', image])).code === 0;
}

async function importBuilder(): Promise<void> {
  await withRoot('builder', ['--variant=minbase', '--include=ca-certificates'], async (root) => {
    copyNode(join(root, 'usr/local/bin'));
    copyNpm(root);
    await importRoot(root, builderImage, [
      'ENV PATH=/usr/local/bin:/usr/bin:/bin',
      // What this machine trusts; a package registry may be behind a proxy with its own authority.
      'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt',
    ]);
  });
}

async function importRuntime(): Promise<void> {
  await withRoot('runtime', ['--variant=extract', `--include=${runtimePackages}`], async (root) => {
    copyNode(join(root, 'nodejs/bin'));
    writeFileSync(join(root, 'etc/passwd'), passwd);
    writeFileSync(join(root, 'etc/group'), group);
    mkdirSync(join(root, 'home/nonroot'), { recursive: true });
    await importRoot(root, runtimeImage, [
      'ENTRYPOINT ["/nodejs/bin/node"]',
      'USER 65532',
      'ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt',
    ]);
  });
}

const passwd = [
  'root:x:0:0:root:/root:/sbin/nologin',
  'nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin',
  'nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin',
  '',
].join('\n');
const group = 'root:x:0:\nnobody:x:65534:\nnonroot:x:65532:\n';

async function withRoot(
  name: string,
  options: readonly string[],
  use: (root: string) => Promise<void>,
): Promise<void> {
  const archive = join(cacheFolder, `${name}-root.tar`);
  if (!existsSync(archive)) {
    mkdirSync(cacheFolder, { recursive: true });
    await mustRun('mmdebstrap', [...options, '--quiet', '--format=tar', 'bookworm', archive], {
      environment: { TMPDIR: cacheFolder },
    });
  }
  const root = mkdtempSync(join(tmpdir(), 'harborguard-base-'));
  try {
    await mustRun('tar', ['--extract', '--file', archive, '--directory', root]);
    await mustRun('chmod', ['755', root]);
    mkdirSync(join(root, 'etc/ssl/certs'), { recursive: true });
    cpSync('/etc/ssl/certs/ca-certificates.crt', join(root, 'etc/ssl/certs/ca-certificates.crt'));
    await use(root);
  } finally {
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The project's own Node is the one the images run. */
function copyNode(folder: string): void {
  mkdirSync(folder, { recursive: true });
  cpSync(process.execPath, join(folder, 'node'));
}

/** npm as this machine has it: a package of plain JavaScript beside its starter. */
function copyNpm(root: string): void {
  const starter = (process.env['PATH'] ?? '')
    .split(':')
    .map((folder) => join(folder, 'npm'))
    .find((path) => existsSync(path) && realpathSync(path).endsWith('npm-cli.js'));
  if (starter === undefined) throw new Error('npm was not found on the PATH');
  const target = join(root, 'usr/local/lib/node_modules/npm');
  cpSync(dirname(dirname(realpathSync(starter))), target, { recursive: true, dereference: true });
  writeFileSync(
    join(root, 'usr/local/bin/npm'),
    '#!/bin/sh\nexec node /usr/local/lib/node_modules/npm/bin/npm-cli.js "$@"\n',
    { mode: 0o755 },
  );
}

async function importRoot(root: string, image: string, changes: readonly string[]): Promise<void> {
  const archive = `${root}.tar`;
  try {
    await mustRun('tar', ['--create', '--file', archive, '--directory', root, '.']);
    const options = changes.flatMap((change) => ['--change', change]);
    await mustRun('docker', ['import', ...options, archive, image]);
  } finally {
    rmSync(archive, { force: true });
  }
}

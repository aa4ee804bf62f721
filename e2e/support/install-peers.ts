// `npm run peers:install`: builds the Go programs that benches and peers compare with, once, into the user's cache
// folder. A program that cannot be built is named with the reason; the others go on.
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peerProgramsFolder as folder, peersFolder } from './peers-folder.ts';
import { missingPrograms, runCommand } from './run-command.ts';

interface Program {
  readonly source: string;
  readonly tags?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Takes some minutes on a fast machine, half an hour on a slow one, and a few GiB below Go's caches. */
  readonly isSlow?: boolean;
}

/** Pinned, so that two measurements compare with the same programs. */
const programs: Readonly<Record<string, Program>> = {
  crane: { source: 'github.com/google/go-containerregistry/cmd/crane@v0.21.9' },
  regctl: { source: 'github.com/regclient/regclient/cmd/regctl@v0.11.5' },
  helm: { source: 'helm.sh/helm/v3/cmd/helm@v3.22.0' },
  cosign: { source: 'github.com/sigstore/cosign/v3/cmd/cosign@v3.1.3', isSlow: true },
  syft: { source: 'github.com/anchore/syft/cmd/syft@v1.57.1', isSlow: true },
  trivy: {
    source: 'github.com/aquasecurity/trivy/cmd/trivy@v0.74.0',
    environment: { GOEXPERIMENT: 'jsonv2' },
    isSlow: true,
  },
  // Without the extension `ui`, whose files are not in the repository.
  zot: {
    source: 'zotregistry.dev/zot/v2/cmd/zot@v2.1.20',
    tags: 'sync,search,scrub,metrics,lint,mgmt,userprefs,imagetrust,events,profile',
    environment: { GOEXPERIMENT: 'jsonv2' },
    isSlow: true,
  },
};

/** Holds the OpenAPI document that charts are checked against; nothing of it is built. */
const kubernetes = 'k8s.io/kubernetes@v1.34.2';

if (missingPrograms(['go']).length > 0) {
  process.stderr.write('go is not installed: nothing built.\n');
  process.exit(1);
}

mkdirSync(folder, { recursive: true });
let failures = 0;
for (const [name, program] of Object.entries(programs)) {
  const { source, tags, environment: own, isSlow = false } = program;
  if (isSlow && existsSync(join(folder, name))) {
    process.stdout.write(`${name} is there already; remove it to build it anew\n`);
    continue;
  }
  process.stdout.write(`building ${name}${isSlow ? ' (this takes minutes)' : ''} …\n`);
  const environment = { GOBIN: folder, CGO_ENABLED: '0', GOFLAGS: '-trimpath', ...own };
  const args = ['install', ...(tags === undefined ? [] : ['-tags', tags]), source];
  const { code, stderr } = await runCommand('go', args, { environment });
  if (code === 0) continue;
  // Its module is not served everywhere; an older one is a real Zot too, by another name than its own.
  if (name === 'zot' && (await buildZot1())) continue;
  failures += 1;
  process.stderr.write(`${name} could not be built: ${stderr.trim().split('\n').at(-1)}\n`);
}
process.stdout.write('fetching the Kubernetes OpenAPI document …\n');
const fetched = await runCommand('go', ['mod', 'download', '-json', kubernetes]);
if (fetched.code === 0) {
  const { Dir } = JSON.parse(fetched.stdout) as { readonly Dir: string };
  const document = join(Dir, 'api/openapi-spec/swagger.json');
  copyFileSync(document, join(peersFolder, 'kubernetes-openapi.json'));
} else {
  failures += 1;
  process.stderr.write(`${kubernetes} could not be fetched\n`);
}
process.exitCode = failures === 0 ? 0 : 1;

/** The module says it is called otherwise, so it cannot be installed by name: it is built in a copy of its folder. */
async function buildZot1(): Promise<boolean> {
  process.stdout.write('building Zot 1 in its place (this takes minutes) …\n');
  const { code, stdout } = await runCommand('go', [
    ...['mod', 'download', '-json', 'github.com/project-zot/zot@v1.4.3'],
  ]);
  if (code !== 0) return false;
  const { Dir } = JSON.parse(stdout) as { readonly Dir: string };
  const copy = mkdtempSync(join(tmpdir(), 'harborguard-zot-'));
  try {
    cpSync(Dir, copy, { recursive: true });
    await runCommand('chmod', ['-R', 'u+w', copy]);
    const built = await runCommand(
      'go',
      ['build', '-tags', 'search,containers_image_openpgp', '-o', join(folder, 'zot'), './cmd/zot'],
      { cwd: copy, environment: { CGO_ENABLED: '0', GOFLAGS: '-trimpath -mod=mod' } },
    );
    return built.code === 0;
  } finally {
    rmSync(copy, { recursive: true, force: true, maxRetries: 5 });
  }
}

// Credentials from mounted Kubernetes pull secrets: over all their files, the entry with the most specific address wins.
import type { CredentialFinding, CredentialSource } from './credential-source.ts';
import { matchingKeys, readDockerLogin } from './docker-logins.ts';
import { type PullSecrets, readPullSecrets } from './read-pull-secrets.ts';

/** As many as a line of the trace can bear. */
const skippedShownMax = 5;

export function createPullSecretsSource(folder: string): CredentialSource {
  return {
    name: 'pull-secrets',
    holder: 'sensor',
    async find(target): Promise<CredentialFinding> {
      const secrets = await readPullSecrets(folder);
      const skipped = secrets.skipped.map(({ place, reason }) => `${place}: ${reason}`);
      for (const { file, key, login } of loginsFor(secrets, target.url)) {
        const reading = readDockerLogin(login);
        if (reading.kind === 'credential') return { kind: 'found', credential: reading.credential };
        skipped.push(`${file} (${key}): ${reading.kind === 'empty' ? 'is empty' : reading.rule}`);
      }
      return { kind: 'absent', reason: reasonOf(folder, secrets, { target, skipped }) };
    },
  };
}

/** The most specific first; of equals the first file by name. */
function loginsFor({ logins }: PullSecrets, targetUrl: string): PullSecrets['logins'] {
  return logins
    .flatMap((entry) => {
      const [match] = matchingKeys([entry.key], targetUrl, { hostPatterns: true });
      return match === undefined ? [] : [{ entry, rank: match.rank }];
    })
    .sort((a, b) => b.rank - a.rank)
    .map(({ entry }) => entry);
}

function reasonOf(
  folder: string,
  { fileCount }: PullSecrets,
  { target, skipped }: { readonly target: { readonly url: string }; readonly skipped: string[] },
): string {
  const files = fileCount === 1 ? '1 file' : `${fileCount} files`;
  const said = `no entry in ${files} of ${folder} for ${new URL(target.url).host}`;
  if (skipped.length === 0) return said;
  const more = skipped.length - skippedShownMax;
  const shown = skipped.slice(0, skippedShownMax).join(', ');
  return `${said}, skipped ${shown}${more > 0 ? ` and ${more} more` : ''}`;
}

// The doctor reads the mounted pull secrets: which are there, and which are passed over and why.
import type { LocalConfig } from '../../config.ts';
import { readPullSecrets } from '../../identity/read-pull-secrets.ts';
import { type Finding, ok } from './finding.ts';

const check = 'pull secrets';

export async function checkPullSecrets({
  pullSecretsFolder,
}: Pick<LocalConfig, 'pullSecretsFolder'>): Promise<readonly Finding[]> {
  if (pullSecretsFolder === undefined) return [];
  const { fileCount, logins, skipped } = await readPullSecrets(pullSecretsFolder);
  const hosts = [...new Set(logins.map(({ key }) => key))];
  const says = `${fileCount} files in ${pullSecretsFolder}, for ${hosts.join(', ') || 'no registry'}`;
  return [
    ok(check, says),
    ...skipped.map(
      ({ place, reason }): Finding => ({
        check,
        verdict: 'warning',
        says: `${place} is passed over: ${reason}`,
      }),
    ),
  ];
}

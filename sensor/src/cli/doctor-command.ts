// `sensor doctor`: which configuration and credentials are used, and whether everything answers. Each line is one
// check with its verdict; the exit code is 1 when any failed.
import type { ConfigReading } from '../config.ts';
import type { System } from '../lifecycle.ts';
import { checkConfiguration } from './doctor/check-configuration.ts';
import { checkControlPlane } from './doctor/check-control-plane.ts';
import { checkNetwork } from './doctor/check-network.ts';
import { checkPullSecrets } from './doctor/check-pull-secrets.ts';
import { checkRegistries } from './doctor/check-registries.ts';
import { checkStateFolder } from './doctor/check-state-folder.ts';
import type { Finding } from './doctor/finding.ts';

export async function doctorCommand(
  options: { readonly json: boolean },
  config: ConfigReading,
  system: System & { readonly signal: AbortSignal },
): Promise<number> {
  const findings = [
    ...checkConfiguration(config),
    ...(await checkStateFolder(config.local)),
    ...checkNetwork(config.local),
    ...(await checkControlPlane(config, system)),
    ...(await checkPullSecrets(config.local)),
    ...(await checkRegistries(config.local, system)),
  ];
  process.stdout.write(options.json ? `${JSON.stringify(findings, null, 2)}\n` : text(findings));
  return findings.some((finding) => finding.verdict === 'failed') ? 1 : 0;
}

const marks = { ok: 'ok     ', warning: 'warning', failed: 'FAILED ' } as const;

function text(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ verdict, check, says, firstCheck }) => [
    `${marks[verdict]}  ${check}: ${says}`,
    ...(firstCheck === undefined ? [] : [`         first check: ${firstCheck}`]),
  ]);
  return `${lines.join('\n')}\n`;
}

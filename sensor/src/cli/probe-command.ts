// `sensor probe <registry>`: the verdict Test Connection would give, from where the sensor stands.
import { errorRow, isErrorCode } from '@harborguard/shared/errors/error-table.ts';
import type { LocalConfig } from '../config.ts';
import type { System } from '../lifecycle.ts';
import { probeAndIdentify } from '../registry/probe-and-identify.ts';
import type { ProbeVerdict } from '../registry/registry-provider.ts';
import { shownDetails } from './credential-trace.ts';
import { localProvider } from './local-provider.ts';
import type { RegistryOptions } from './registry-options.ts';

/** Returns the exit code: 0 when reachable and authenticated. */
export async function probeCommand(
  registry: string,
  options: RegistryOptions,
  config: LocalConfig,
  system: System & { readonly signal: AbortSignal },
): Promise<number> {
  const { provider, target } = await localProvider(registry, options, config, system);
  try {
    const verdict = await probeAndIdentify(provider, system.clock, system.signal);
    process.stdout.write(options.json ? json(target.url, verdict) : text(target.url, verdict));
    return verdict.reachable && verdict.authenticated ? 0 : 1;
  } finally {
    await provider.close();
  }
}

function json(url: string, verdict: ProbeVerdict): string {
  const firstCheck = firstCheckOf(verdict);
  return `${JSON.stringify({ url, ...verdict, ...(firstCheck === undefined ? {} : { firstCheck }) }, null, 2)}\n`;
}

function text(url: string, verdict: ProbeVerdict): string {
  const firstCheck = firstCheckOf(verdict);
  const { trace, others } = shownDetails(verdict);
  const lines = [
    `registry      ${url} (${verdict.provider})`,
    `reachable     ${yesNo(verdict.reachable)}`,
    `authenticated ${yesNo(verdict.authenticated)} (credential from ${verdict.credentialSource})`,
    `latency       ${Math.round(verdict.latencyMs)} ms`,
    ...trace.map((line, index) => `${(index === 0 ? 'asked' : '').padEnd(13)} ${line}`),
    ...others.map(([name, value]) => `${name.padEnd(13)} ${value}`),
    ...(verdict.code === undefined ? [] : [`code          ${verdict.code}`]),
    ...(firstCheck === undefined ? [] : [`first check   ${firstCheck}`]),
  ];
  return `${lines.join('\n')}\n`;
}

function firstCheckOf({ code }: ProbeVerdict): string | undefined {
  return isErrorCode(code) ? errorRow(code).firstCheck : undefined;
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

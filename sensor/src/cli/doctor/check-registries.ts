// The doctor asks every registry that is written down on this machine, with the credential it would use.
import { isErrorCode } from '@harborguard/shared/errors/error-table.ts';
import type { LocalConfig } from '../../config.ts';
import { readRegistriesFile } from '../../identity/registries-file.ts';
import type { System } from '../../lifecycle.ts';
import { probeAndIdentify } from '../../registry/probe-and-identify.ts';
import { shownDetails } from '../credential-trace.ts';
import { localProvider } from '../local-provider.ts';
import { type Finding, failed, failedWith, ok } from './finding.ts';

type Watched = System & { readonly signal: AbortSignal };

export async function checkRegistries(
  config: LocalConfig,
  system: Watched,
): Promise<readonly Finding[]> {
  const { registriesFile } = config;
  if (registriesFile === undefined) {
    return [ok('registries', 'none written down here; the control plane names them')];
  }
  try {
    const entries = await readRegistriesFile(registriesFile);
    return await Promise.all(entries.map(({ url }) => checkRegistry(url, config, system)));
  } catch (error) {
    return [failedWith('registries file', error)];
  }
}

async function checkRegistry(url: string, config: LocalConfig, system: Watched): Promise<Finding> {
  const check = `registry ${url}`;
  const options = {
    username: undefined,
    passwordFile: undefined,
    caFile: undefined,
    plainHttp: url.startsWith('http:'),
  };
  try {
    const { provider } = await localProvider(url, options, config, system);
    const verdict = await probeAndIdentify(provider, system.clock, system.signal);
    await provider.close();
    const { trace, others } = shownDetails(verdict);
    const facts = others.map(([name, value]) => `${name} ${value}`);
    const says = [
      `${verdict.provider}, ${Math.round(verdict.latencyMs)} ms, credential from ${verdict.credentialSource}`,
      ...(trace.length === 0 ? [] : [`asked ${trace.join(' → ')}`]),
      ...facts,
    ].join('; ');
    return isErrorCode(verdict.code) ? failed(check, verdict.code, says) : ok(check, says);
  } catch (error) {
    return failedWith(check, error);
  }
}

// The doctor looks at the way out: which proxies apply, which authorities are trusted besides the system's.
import { proxyName } from '@harborguard/shared/registry/proxy-for.ts';
import type { LocalConfig } from '../../config.ts';
import { readCaFolder } from '../../registry/http/trust/read-ca-folder.ts';
import { type Finding, failedWith, ok } from './finding.ts';

export function checkNetwork(config: LocalConfig): readonly Finding[] {
  return [proxyFinding(config), ...caFolderFindings(config)];
}

function proxyFinding({ proxies }: LocalConfig): Finding {
  const { httpsProxy, httpProxy, noProxy } = proxies;
  const check = 'proxy';
  const named = [
    ...(httpsProxy === undefined ? [] : [`https through ${proxyName(httpsProxy)}`]),
    ...(httpProxy === undefined ? [] : [`http through ${proxyName(httpProxy)}`]),
  ];
  if (named.length === 0) return ok(check, 'none');
  return ok(check, `${named.join(', ')}; ${noProxy.length} exceptions in NO_PROXY`);
}

function caFolderFindings({ caFolder }: LocalConfig): readonly Finding[] {
  const check = 'CA folder';
  if (caFolder === undefined) return [];
  try {
    const { pems, skipped } = readCaFolder(caFolder);
    const broken = skipped.map(
      ({ file, reason }): Finding => ({ check, verdict: 'warning', says: `${file} ${reason}` }),
    );
    return [ok(check, `${pems.length} files of ${caFolder} are trusted`), ...broken];
  } catch (error) {
    return [failedWith(check, error)];
  }
}

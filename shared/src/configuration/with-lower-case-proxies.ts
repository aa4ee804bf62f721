// The variables of proxies are written in capitals by some and in small letters by others.
import type { Environment } from './read-variables.ts';

/** Both spellings are in use; where both are set, the one in capitals is meant. */
export function withLowerCaseProxies(environment: Environment): Environment {
  const added: Record<string, string | undefined> = {};
  for (const name of ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY']) {
    const isSet = [name, `${name}_FILE`].some((known) => environment[known]?.trim());
    if (!isSet) added[name] = environment[name.toLowerCase()];
  }
  return { ...environment, ...added };
}

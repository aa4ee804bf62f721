// Where a PostgreSQL is and how to speak to it, from a URL. Only what is understood is accepted: a setting that is
// silently ignored, of TLS above all, is worse than one that is refused.
import type { Reading } from '@harborguard/shared/configuration/read-variables.ts';

export type TlsMode = 'disable' | 'require' | 'verify-full';

export interface ConnectionSettings {
  /** A name, an address, or the folder of a socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string | undefined;
  readonly tls: TlsMode;
}

const defaultPort = 5432;
const tlsModes: readonly string[] = ['disable', 'require', 'verify-full'] satisfies TlsMode[];
const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);
const known: ReadonlySet<string> = new Set(['sslmode', 'host']);

export function parseDatabaseUrl(text: string): Reading<ConnectionSettings> {
  const url = URL.parse(text);
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) {
    return problem(
      'must be postgres://USER:PASSWORD@HOST:PORT/DATABASE; special characters of the password as %XX',
    );
  }
  const parts = decoded(url);
  if (parts === undefined) return problem('must write a literal % as %25');
  const { user, password, database } = parts;
  const host = url.searchParams.get('host') ?? url.hostname.replace(/^\[|\]$/g, '');
  if (user === '' || database === '' || host === '') {
    return problem('must name a user, a host and a database');
  }
  const unknown = [...url.searchParams.keys()].find((name) => !known.has(name));
  if (unknown !== undefined)
    return problem('understands sslmode and host behind the question mark, and nothing else');
  const isNear = host.startsWith('/') || loopback.has(host);
  const tls = url.searchParams.get('sslmode') ?? (isNear ? 'disable' : 'verify-full');
  if (!isTlsMode(tls)) return problem(`must have an sslmode of ${tlsModes.join(', ')}`);
  return {
    kind: 'value',
    value: {
      ...{ host, user, database, tls },
      password: password === '' ? undefined : password,
      port: url.port === '' ? defaultPort : Number(url.port),
    },
  };
}

/** For people: where it is, without the password. */
export function describeConnection({ host, port, database, user }: ConnectionSettings): string {
  return `postgres://${user}@${host.includes(':') ? `[${host}]` : host}:${port}/${database}`;
}

function decoded(url: URL) {
  try {
    return {
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database: decodeURIComponent(url.pathname.slice(1)),
    };
  } catch {
    return undefined;
  }
}

function isTlsMode(text: string): text is TlsMode {
  return tlsModes.includes(text);
}

function problem(rule: string): Reading<never> {
  return { kind: 'problem', rule };
}

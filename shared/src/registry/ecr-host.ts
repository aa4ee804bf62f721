// What the host name of an Amazon registry says: whose it is, where it stands, over which kind of endpoint. The account
// and the region are read from here and from nowhere else, so that a sensor in one region serves registries of all.

export type EcrHost =
  | {
      readonly kind: 'private';
      readonly account: string;
      readonly region: string;
      readonly fips: boolean;
      readonly dualStack: boolean;
    }
  | { readonly kind: 'public' };

const suffixes = [
  'amazonaws.com',
  'amazonaws.com.cn',
  'amazonaws.eu',
  'on.aws',
  'on.amazonwebservices.com.cn',
  'on.amazonwebservices.eu',
  'c2s.ic.gov',
  'on.aws.ic.gov',
  'sc2s.sgov.gov',
  'on.aws.scloud',
  'csp.hci.ic.gov',
  'on.aws.hci.ic.gov',
  'cloud.adc-e.uk',
  'scloud.adc-e.uk',
  'on.cloud-aws.adc-e.uk',
].map((suffix) => suffix.replaceAll('.', '\\.'));

/** Anchored at both ends: `….amazonaws.com.example.org` belongs to somebody else. */
const privateHost = new RegExp(
  `^([0-9]{12})\\.dkr[.-]ecr(-fips)?\\.([a-z0-9-]+)\\.(${suffixes.join('|')})$`,
);
const publicHosts: readonly string[] = ['public.ecr.aws', 'ecr-public.aws.com'];

/** `host` may carry a port. */
export function parseEcrHost(host: string): EcrHost | undefined {
  const name = host
    .toLowerCase()
    .replace(/:[0-9]+$/, '')
    .replace(/\.$/, '');
  if (publicHosts.includes(name)) return { kind: 'public' };
  const [, account, fips, region, suffix] = privateHost.exec(name) ?? [];
  if (account === undefined || region === undefined || suffix === undefined) return undefined;
  return {
    kind: 'private',
    account,
    region,
    fips: fips !== undefined,
    dualStack: suffix.startsWith('on.'),
  };
}

// Whether the NetworkPolicy of a chart lets a pod reach what it asked.
import type { Manifest } from '../../charts/helm.ts';

interface EgressRule {
  readonly ports: readonly { readonly port: number; readonly protocol: string }[];
  readonly to?: readonly { readonly ipBlock?: { readonly cidr: string } }[];
}

/** `place` is `host:port` or `address:port`; blocks are compared as single addresses. */
export function mayReach(policy: Manifest, place: string): boolean {
  const [host = '', port = ''] = place.split(':');
  return (policy['spec'].egress as readonly EgressRule[]).some(
    ({ ports, to }) =>
      ports.some((one) => one.protocol === 'TCP' && one.port === Number(port)) &&
      (to === undefined || to.some(({ ipBlock }) => ipBlock?.cidr === `${host}/32`)),
  );
}

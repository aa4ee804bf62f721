// How a request leaves this machine: straight to the host, or through a proxy. Both the connection and the request line
// depend on it, so it is decided in one place.

export type ProxyChoice = (url: URL) => URL | undefined;

export type WayOut =
  | { readonly kind: 'direct' }
  /** The proxy opens a connection (CONNECT) and sees no more than its end. */
  | { readonly kind: 'tunnel'; readonly proxy: URL }
  /** Plain HTTP handed to the proxy whole, as proxies expect it. */
  | { readonly kind: 'forward'; readonly proxy: URL };

/**
 * Guarded requests always take a tunnel, to the very address that was checked here: what a proxy would make of the name
 * is out of our hands.
 */
export function wayOut(url: URL, proxyChoice: ProxyChoice, isGuarded: boolean): WayOut {
  const proxy = proxyChoice(url);
  if (proxy === undefined) return { kind: 'direct' };
  return { kind: url.protocol === 'https:' || isGuarded ? 'tunnel' : 'forward', proxy };
}

/** What a proxy with a login is told, with each tunnel and each forwarded request. */
export function proxyHeaders(proxy: URL): Record<string, string> {
  if (proxy.username === '' && proxy.password === '') return {};
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` };
}

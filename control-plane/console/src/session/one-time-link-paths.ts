// The addresses of one-time links: they open without a session.
export const oneTimeLinkPaths: readonly string[] = [
  '/first-owner',
  '/invitation',
  '/password-reset',
];

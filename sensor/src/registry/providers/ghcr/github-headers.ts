// The headers by which GitHub's API keeps its answers in the form that is read here.

export const githubHeaders = {
  accept: 'application/vnd.github+json',
  'x-github-api-version': '2022-11-28',
} as const;

// What a command sees that a test starts as a process: nothing of the caller's own variables, but for where programs are
// and where Node keeps compiled code, without which each start compiles the whole program again.

export function commandEnvironment(
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string | undefined>> {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  return { PATH, NODE_COMPILE_CACHE, ...own };
}

// Where language runtimes say which version they are: in a small text file that comes with them, in a text that is
// compiled into them, or in the name of their library.

export interface TextRule {
  readonly name: string;
  readonly path: RegExp;
  /** Its first group is the version. */
  readonly version: RegExp;
}

export interface BinaryRule {
  readonly name: string;
  /** Its first group, when there is one, is the start of the version. */
  readonly path: RegExp;
  readonly before: (versionStart: string) => string;
  /** Matched where `before` was found. */
  readonly version: RegExp;
}

export const textRules: readonly TextRule[] = [
  { name: 'go', path: /(?:^|\/)go\/VERSION$/, version: /^go(\d+\.\d+[\w.]*)/ },
  {
    // https://openjdk.org/jeps/220 describes the file. Programs are called `release` too, elsewhere.
    name: 'java',
    path: /(?:jdk|jre|java|jvm|graalvm|zulu|corretto|temurin)[^/]*\/(?:[^/]+\/)*release$/i,
    version: /^JAVA_VERSION="([^"\n]+)"/m,
  },
  {
    name: 'python',
    path: /(?:^|\/)include\/python\d\.\d+\/patchlevel\.h$/,
    version: /^#define\s+PY_VERSION\s+"([^"\n+]+)\+?"/m,
  },
  {
    name: 'php',
    path: /(?:^|\/)include\/php\/(?:\d+\/)?main\/php_version\.h$/,
    version: /^#define\s+PHP_VERSION\s+"([^"\n]+)"/m,
  },
];

export const nodeVersionHeader = /(?:^|\/)include\/node\/node_version\.h$/;

export const binaryRules: readonly BinaryRule[] = [
  {
    // The agent it gives itself in requests.
    name: 'node',
    path: /(?:^|\/)bin\/node(?:js)?$/,
    before: () => 'node.js/v',
    version: /^node\.js\/v(\d+\.\d+\.\d+)/,
  },
  {
    name: 'php',
    path: /(?:^|\/)s?bin\/php(?:-fpm|-cgi)?[\d.]*$/,
    before: () => 'X-Powered-By: PHP/',
    version: /^X-Powered-By: PHP\/(\d+\.\d+\.\d+[\w.-]*)/,
  },
  {
    name: 'python',
    path: /(?:^|\/)(?:bin\/python|lib\/(?:[^/]+\/)?libpython)(\d\.\d+)m?(?:\.so\.1\.0)?$/,
    before: (versionStart) => `\0${versionStart}.`,
    version: /^\0(\d\.\d+\.\d+(?:(?:a|b|rc)\d+)?)\+?\0/,
  },
  {
    name: 'nginx',
    path: /(?:^|\/)sbin\/nginx$/,
    before: () => 'nginx version: nginx/',
    version: /^nginx version: nginx\/(\d+\.\d+\.\d+)/,
  },
  {
    // Its folder of modules; distros have one for each minor version and own it.
    name: 'perl',
    path: /(?:^|\/)bin\/perl(?:5[\d.]*)?$/,
    before: () => '/perl5/5.',
    version: /^\/perl5\/(5\.\d+\.\d+)/,
  },
  {
    // No runtime, but often all there is in an image. Its archives name the first of its many links as the file.
    name: 'busybox',
    path: /(?:^|\/)bin\/(?:busybox|sh|\[)$/,
    before: () => 'BusyBox v',
    version: /^BusyBox v(\d+\.\d+\.\d+)/,
  },
];

/** `libruby.so.3.3.1`, in Debian `libruby-3.1.so.3.1.2`. */
export const rubyLibrary = /(?:^|\/)libruby(?:-\d+\.\d+)?\.so\.(\d+\.\d+\.\d+)$/;

export function isRuntimePath(path: string): boolean {
  return [
    nodeVersionHeader,
    rubyLibrary,
    ...[...textRules, ...binaryRules].map((one) => one.path),
  ].some((pattern) => pattern.test(path));
}

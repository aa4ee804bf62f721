// A root file system with packages of many languages, put there by the languages' own tools. What a tool that is not
// installed would have brought is left out and named.
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { missingPrograms, mustRun } from '../run-command.ts';

export interface LanguageRoot {
  readonly archive: string;
  /** Reasons why a language is not in it. */
  readonly leftOut: readonly string[];
  /** How the keys of what the tools were asked to install begin; they may have brought more. */
  readonly asked: readonly string[];
}

interface Language {
  readonly programs: readonly string[];
  readonly asked: readonly string[];
  install(root: string): Promise<void>;
}

const npmPackages = ['lodash@4.17.20', 'express@4.17.1', '@babel/core@7.12.3', 'minimist@1.2.5'];
const wheels = ['requests==2.25.0', 'Django==3.2.4', 'PyYAML==6.0.1', 'zope.interface==5.4.0'];
const jars = [
  'org.apache.logging.log4j:log4j-core:2.14.1',
  'com.google.guava:guava:30.1-jre',
  'org.springframework:spring-core:5.3.17',
  'org.yaml:snakeyaml:1.26',
  // Shaded: it holds the descriptions of what was merged into it.
  'org.apache.maven.surefire:surefire-shared-utils:3.1.2',
  // A web archive with a folder of jars.
  'org.apache.activemq:activemq-web-console:5.16.3:war',
];

/** Programs that Go 1.17 built from modules, one of them for a machine of the other byte order. */
const oldGoPrograms = ['esbuild-linux-32@0.14.10', 'esbuild-linux-s390x@0.14.10'];

const languages: Readonly<Record<string, Language>> = {
  npm: {
    programs: ['npm'],
    asked: npmPackages.map((one) => `npm/${one}`),
    async install(root) {
      const folder = join(root, 'srv/node');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'package.json'), '{"name":"accuracy","version":"1.0.0"}\n');
      const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
      await mustRun('npm', ['install', ...flags, ...npmPackages], { cwd: folder });
    },
  },
  python: {
    programs: ['python3'],
    asked: wheels.map(
      (one) => `pypi/${one.replace('==', '@').toLowerCase().replace('.interface', '-interface')}`,
    ),
    async install(root) {
      const folder = join(root, 'usr/local/lib/python3.11/site-packages');
      const flags = [
        '--quiet',
        '--no-compile',
        '--only-binary',
        ':all:',
        '--python-version',
        '3.9',
      ];
      const pip = ['-m', 'pip', 'install', '--target', folder, '--disable-pip-version-check'];
      await mustRun('python3', [...pip, ...flags, ...wheels]);
    },
  },
  java: {
    programs: ['mvn'],
    asked: jars.map(
      (one) => `maven/${one.replace(':', '/').replace(':', '@').replace(/:war$/, '')}`,
    ),
    async install(root) {
      const folder = join(root, 'srv/java/lib');
      for (const jar of jars) {
        const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy';
        await mustRun(
          'mvn',
          ['-q', '-B', goal, `-Dartifact=${jar}`, `-DoutputDirectory=${folder}`],
          {
            cwd: root,
          },
        );
      }
    },
  },
  go: {
    programs: ['go'],
    asked: ['golang/github.com/gorilla/mux@v1.8.0', 'golang/golang.org/x/text@v0.3.7'],
    async install(root) {
      const source = join(root, 'go-source');
      mkdirSync(source);
      writeFileSync(join(source, 'go.mod'), goModule);
      writeFileSync(join(source, 'main.go'), goProgram);
      const environment = { CGO_ENABLED: '0', GOFLAGS: '-mod=mod' };
      const output = join(root, 'usr/local/bin/accuracy');
      await mustRun('go', ['build', '-o', output, '.'], { cwd: source, environment });
      rmSync(source, { recursive: true });
    },
  },
  'go before 1.18': {
    programs: ['npm', 'tar'],
    asked: ['golang/stdlib@1.17.5', 'golang/golang.org/x/sys@v0.0.0-20210908233432-aa78b53d3365'],
    // Not installed but unpacked: they are for other machines than this.
    async install(root) {
      for (const program of oldGoPrograms) {
        const download = join(root, 'npm-download');
        mkdirSync(download);
        await mustRun('npm', ['pack', '--silent', program], { cwd: download });
        const [archive = ''] = readdirSync(download);
        await mustRun('tar', ['--extract', '--file', archive, 'package/bin/esbuild'], {
          cwd: download,
        });
        const name = program.split('@')[0] ?? program;
        cpSync(join(download, 'package/bin/esbuild'), join(root, 'usr/local/bin', name));
        rmSync(download, { recursive: true });
      }
    },
  },
  ruby: {
    programs: ['apt-get', 'dpkg-deb'],
    asked: ['gem/rack@', 'gem/mustermann@'],
    // Debian's packages hold the specifications that RubyGems writes; here they belong to no package.
    async install(root) {
      const download = join(root, 'gem-download');
      mkdirSync(download);
      await mustRun('apt-get', ['download', '-qq', 'ruby-rack', 'ruby-mustermann'], {
        cwd: download,
      });
      const specifications = 'usr/share/rubygems-integration/all/specifications';
      for (const file of readdirSync(download)) {
        await mustRun('dpkg-deb', ['--extract', join(download, file), join(download, 'files')]);
      }
      cpSync(
        join(download, 'files', specifications),
        join(root, 'usr/local/bundle/specifications'),
        {
          recursive: true,
        },
      );
      rmSync(download, { recursive: true });
    },
  },
  php: {
    programs: [],
    asked: ['composer/monolog/monolog@2.3.5', 'composer/psr/log@1.1.4'],
    install(root) {
      const folder = join(root, 'srv/php/vendor/composer');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'installed.json'), JSON.stringify(installedByComposer));
      return Promise.resolve();
    },
  },
};

const goModule = `module example.com/accuracy

go 1.21

require (
	github.com/gorilla/mux v1.8.0
	golang.org/x/text v0.3.7
)
`;

const goProgram = `package main

import (
	"fmt"

	"github.com/gorilla/mux"
	"golang.org/x/text/language"
)

func main() { fmt.Println(mux.NewRouter(), language.English) }
`;

const composerPackage = (name: string, version: string) => ({
  name,
  version,
  version_normalized: `${version}.0`,
  type: 'library',
  license: ['MIT'],
  'install-path': `../${name}`,
});
const installedByComposer = {
  packages: [composerPackage('monolog/monolog', '2.3.5'), composerPackage('psr/log', '1.1.4')],
  dev: false,
  'dev-package-names': [],
};

const osRelease = 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n';

/** `folder` is filled with the root and its archive. */
export async function languageRoot(folder: string): Promise<LanguageRoot> {
  const root = join(folder, 'root');
  mkdirSync(join(root, 'etc'), { recursive: true });
  mkdirSync(join(root, 'usr/local/bin'), { recursive: true });
  writeFileSync(join(root, 'etc/os-release'), osRelease);
  const leftOut: string[] = [];
  const asked: string[] = [];
  for (const [name, language] of Object.entries(languages)) {
    const missing = missingPrograms(language.programs);
    const reason =
      missing.length > 0 ? `not installed: ${missing.join(', ')}` : await tried(language, root);
    if (reason === undefined) asked.push(...language.asked);
    else leftOut.push(`${name}: ${reason}`);
  }
  const archive = join(folder, 'languages.tar');
  await mustRun('tar', ['--create', '--file', archive, '--directory', root, '.']);
  return { archive, leftOut, asked };
}

/** A registry that cannot be reached is no failure of what is tested. */
async function tried(language: Language, root: string): Promise<string | undefined> {
  try {
    await language.install(root);
    return undefined;
  } catch (error) {
    return String(error).slice(0, 300);
  }
}

// What stands behind `sensor` on the command line. A mistake is an answer, not an exception.
import { parseArgs } from 'node:util';
import { variableHelp } from '@harborguard/shared/configuration/print-variables.ts';
import { sensorVariables } from '../sensor-variables.ts';
import type { RegistryOptions } from './registry-options.ts';
import {
  givenScanFlag,
  parseScanOptions,
  type ScanOptions,
  scanFlags,
  scanHelp,
} from './scan-options.ts';

export type Command =
  | { readonly kind: 'run' }
  | { readonly kind: 'doctor'; readonly json: boolean }
  | { readonly kind: 'health' }
  | { readonly kind: 'config' }
  | { readonly kind: 'probe'; readonly registry: string; readonly options: RegistryOptions }
  | {
      readonly kind: 'scan';
      readonly reference: string;
      readonly options: ScanOptions;
    }
  | { readonly kind: 'help'; readonly of: string | undefined }
  | { readonly kind: 'version' }
  | { readonly kind: 'problem'; readonly rule: string };

const commandsHelp = `  run                 (default) connect to the control plane and work; needs HARBORGUARD_URL and HARBORGUARD_API_KEY
  probe <registry>    say whether a registry answers and takes the login; exit code 0 when it does
  scan <image>        report what is in an image and what is known about it, without a control plane
  doctor              say which configuration and which credentials are used, and whether everything answers
  health              say whether the sensor that uses this state folder is alive; for health checks
  config print        the configuration in use, secrets only as set or unset
  version             print the version
  help                this text
`;

const registryHelp = `Options of probe and scan:
  --username U        user name; with --password-file
  --password-file F   file that holds the password or token
  --ca-file F         PEM file of the CA that signed the registry's certificate
  --plain-http        reach the registry over plain HTTP
`;

const jsonHelp = `  --json              print JSON (probe, scan, doctor)
`;

const credentialsHelp =
  'Without --username, credentials come from HARBORGUARD_REGISTRIES_FILE and the docker config.json.\n';

const optionsHelp: Readonly<Record<string, string>> = {
  probe: `${registryHelp}${jsonHelp}\n${credentialsHelp}`,
  scan: `${registryHelp}${jsonHelp}\n${scanHelp}\n${credentialsHelp}`,
  doctor: `Options of doctor:\n${jsonHelp}`,
};

/** Everything, or what concerns one command. */
export function helpText(of?: string): string {
  const line = commandsHelp.split('\n').find((text) => text.trim().split(' ')[0] === of);
  if (line !== undefined) {
    const options = Object.hasOwn(optionsHelp, of ?? '') ? `\n${optionsHelp[of ?? '']}` : '';
    return `Usage: sensor ${of} …\n\n${line}\n${options}\nAll commands and variables: sensor help\n`;
  }
  return `Usage: sensor [command] [options]

${commandsHelp}
${registryHelp}${jsonHelp}
${scanHelp}
${credentialsHelp}
Environment:
${variableHelp(Object.values(sensorVariables))}`;
}

const flags = {
  username: { type: 'string' },
  'password-file': { type: 'string' },
  'ca-file': { type: 'string' },
  'plain-http': { type: 'boolean', default: false },
  ...scanFlags,
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
} as const;

type Flags = ReturnType<typeof parseFlags>['values'];

export function parseArguments(args: readonly string[]): Command {
  try {
    const { values, positionals } = parseFlags(args);
    if (values.help) return { kind: 'help', of: positionals[0] };
    if (values.version) return { kind: 'version' };
    return command(positionals, values);
  } catch (error) {
    return { kind: 'problem', rule: error instanceof Error ? error.message : 'unknown option' };
  }
}

function parseFlags(args: readonly string[]) {
  return parseArgs({ args: [...args], options: flags, allowPositionals: true });
}

function command(positionals: readonly string[], values: Flags): Command {
  const [name = 'run', subject, ...more] = positionals;
  if (more.length > 0) return { kind: 'problem', rule: `${name} takes one argument` };
  const scanFlag = name === 'scan' ? undefined : givenScanFlag(values);
  if (scanFlag !== undefined) {
    return { kind: 'problem', rule: `${scanFlag} is an option of scan` };
  }
  switch (name) {
    case 'run':
    case 'health':
    case 'version':
      return subject === undefined ? { kind: name } : takesNone(name);
    case 'help':
      return { kind: name, of: subject };
    case 'doctor':
      return subject === undefined ? { kind: name, json: values.json } : takesNone(name);
    case 'config':
      return subject === 'print'
        ? { kind: name }
        : { kind: 'problem', rule: 'config is followed by print' };
    case 'probe':
    case 'scan':
      return subject === undefined
        ? { kind: 'problem', rule: `${name} needs ${name === 'scan' ? 'an image' : 'a registry'}` }
        : withRegistry(name, subject, values);
    default:
      return { kind: 'problem', rule: `there is no command ${name}` };
  }
}

function takesNone(name: string): Command {
  return { kind: 'problem', rule: `${name} takes no argument` };
}

function withRegistry(name: 'probe' | 'scan', subject: string, values: Flags): Command {
  const { username, 'password-file': passwordFile } = values;
  if ((username === undefined) !== (passwordFile === undefined)) {
    return { kind: 'problem', rule: '--username and --password-file belong together' };
  }
  const options: RegistryOptions = {
    username,
    passwordFile,
    caFile: values['ca-file'],
    plainHttp: values['plain-http'],
    json: values.json,
  };
  if (name === 'probe') return { kind: 'probe', registry: subject, options };
  const scan = parseScanOptions(values, options);
  return scan.kind === 'problem'
    ? scan
    : { kind: 'scan', reference: subject, options: scan.options };
}

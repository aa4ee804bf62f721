// The options of the demo. A mistake names the option and the rule and never a value that could be a secret.
import { parseArgs } from 'node:util';

export interface DemoOptions {
  /** Absent: the sample registry. */
  readonly registry: string | undefined;
  readonly username: string | undefined;
  readonly passwordFile: string | undefined;
  readonly caFile: string | undefined;
  readonly insecure: boolean;
  readonly advisories: string | undefined;
  readonly port: number;
  readonly once: boolean;
  readonly json: boolean;
}

export type OptionsReading =
  | { readonly kind: 'options'; readonly options: DemoOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'problem'; readonly rule: string };

export const demoHelp = `Usage: npm run demo -- [options]

Starts a control plane with a managed sensor, syncs a registry, scans its images and shows what is found.

  --registry URL        a registry of yours; without it a sample registry with vulnerable images is started
  --username U          user name for the registry
  --password-file F     file that holds the password or token
  --ca-file F           PEM file of the CA that signed the registry's certificate
  --insecure            reach a registry without https over plain HTTP
  --advisories PATH     advisories in OSV layout: a folder, a zip or a prebuilt file; without it a few samples
  --port N              port of the control plane (default: one the system chooses)
  --once                end after the first full sync and its scans; exit code 1 if an image could not be indexed
  --json                print one JSON document instead of a table
  --help                this text
`;

export function parseDemoOptions(args: readonly string[]): OptionsReading {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        registry: { type: 'string' },
        username: { type: 'string' },
        'password-file': { type: 'string' },
        'ca-file': { type: 'string' },
        insecure: { type: 'boolean', default: false },
        advisories: { type: 'string' },
        port: { type: 'string', default: '0' },
        once: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    return checked({
      registry: values.registry,
      username: values.username,
      passwordFile: values['password-file'],
      caFile: values['ca-file'],
      insecure: values.insecure,
      advisories: values.advisories,
      port: Number(values.port),
      once: values.once,
      json: values.json,
    });
  } catch (error) {
    return { kind: 'problem', rule: error instanceof Error ? error.message : 'unknown option' };
  }
}

function checked(options: DemoOptions): OptionsReading {
  const rule = brokenRule(options);
  return rule === undefined ? { kind: 'options', options } : { kind: 'problem', rule };
}

function brokenRule(options: DemoOptions): string | undefined {
  const { username, passwordFile, registry, caFile, port } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return '--port must be from 0 to 65535';
  if ((username === undefined) !== (passwordFile === undefined)) {
    return '--username and --password-file belong together';
  }
  const ofRegistry = username !== undefined || caFile !== undefined || options.insecure;
  if (registry === undefined && ofRegistry) {
    return '--username, --password-file, --ca-file and --insecure need --registry';
  }
  return undefined;
}

// The help of the command line. The variables come from their definitions.
import { variableHelp } from '@harborguard/shared/configuration/print-variables.ts';
import { controlPlaneVariables } from '../control-plane-variables.ts';
import { roles } from '../domain/keys/roles.ts';

const commandsHelp = `  serve [--no-managed-sensor]         run the API, the sensor link and a sensor for cloud mode
  migrate                             bring the database to this version and stop
  create-key --name NAME --role ROLE [--registry ID]... [--expires-days N]
                                      make a key and print it, once; roles: ${roles.join(', ')}
  create-key --name NAME --system-sensor [--expires-days N]
                                      make the key of a sensor that does cloud mode in place of the managed one
  make-key                            print a key for HARBORGUARD_BOOTSTRAP_KEY or HARBORGUARD_SYSTEM_SENSOR_KEY; it
                                      opens nothing until it is given there
  first-owner                         print a new link that makes one person the first owner
  advisories import SOURCE [--force]  replace the advisories by those of a folder, a file or a URL
  advisories update [--force]         take what is new at HARBORGUARD_ADVISORIES_SOURCE
  advisories export FILE              write the advisories in use as one file, to be imported elsewhere
                                      a running server takes new advisories over by itself
  backup FILE|FOLDER                  copy the database, also of a running server, without the seal key
  restore FILE                        put a backup in the place of the database; the old one is kept aside
  config print                        the configuration in use, secrets only as set or unset
  health                              say whether the server beside it lives, for health checks of containers
  audit verify [--organisation ID --head SEQ:HASH]
                                      prove that no audit event was changed or is missing
  audit prune --older-than-days N     remove older audit events; what stays can still be proven
  rewrap-keys                         wrap all data keys with the current key, beside a running server; may be
                                      stopped and started again at any time
  version                             print the version
  help                                this text
`;

/** Everything, or what concerns one command. */
export function usage(command?: string): string {
  const own = commandsHelp.split(/^(?= {2}\S)/m).filter((entry) => firstWord(entry) === command);
  if (own.length > 0) {
    return `Usage: control-plane ${command} …\n\n${own.join('')}\nAll commands and variables: control-plane help\n`;
  }
  return `Usage: control-plane <command> [options]

Commands:
${commandsHelp}
Environment:
${variableHelp(Object.values(controlPlaneVariables))}`;
}

function firstWord(entry: string): string | undefined {
  return entry.trim().split(' ')[0];
}

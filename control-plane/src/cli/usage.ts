// The help of the command line. The variables come from their definitions.
import { namesOf } from '@harborguard/shared/configuration/read-variables.ts';
import { controlPlaneVariables } from '../config.ts';
import { roles } from '../domain/keys/roles.ts';

export function usage(): string {
  const variables = Object.values(controlPlaneVariables)
    .map((variable) => `  ${namesOf(variable).join(' or ')}\n      ${variable.purpose}`)
    .join('\n');
  return `Usage: control-plane <command> [options]

Commands:
  serve [--no-managed-sensor]         run the API, the sensor link and a sensor for cloud mode
  migrate                             bring the database to this version and stop
  create-key --name NAME --role ROLE [--registry ID]... [--expires-days N]
                                      make a key and print it, once; roles: ${roles.join(', ')}
  first-owner                         print a new link that makes one person the first owner
  advisories import <folder|zip|url>  replace the advisories; a running server takes them over
  health                              say whether the server beside it lives, for health checks of containers
  audit verify [--organisation ID --head SEQ:HASH]
                                      prove that no audit event was changed or is missing
  audit prune --older-than-days N     remove older audit events; what stays can still be proven
  help                                this text

Environment:
${variables}
`;
}

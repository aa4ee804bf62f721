// A sensor as a process of its own, started with the two variables it needs and a state folder.
import { type Program, startProgram } from './program.ts';

export interface SensorOptions {
  readonly url: string;
  readonly apiKey: string;
  readonly stateFolder: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export function startSensor(options: SensorOptions): Program {
  return startProgram({
    name: 'sensor',
    args: ['run'],
    environment: {
      HARBORGUARD_URL: options.url,
      HARBORGUARD_API_KEY: options.apiKey,
      HARBORGUARD_STATE_DIR: options.stateFolder,
      // The docker logins of whoever runs the test are none of its business.
      HARBORGUARD_DOCKER_CONFIG: options.stateFolder,
      ...options.environment,
    },
  });
}

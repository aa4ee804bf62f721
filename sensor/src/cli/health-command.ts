// `sensor health`: whether the sensor that uses this state folder is alive, for health checks of containers. A link
// that is down is no reason to restart a sensor, so it is said and does not count.
import { readHealth } from '../store/health-file.ts';

export function healthCommand(stateFolder: string, now: number): number {
  const health = readHealth(stateFolder, now);
  switch (health.kind) {
    case 'alive':
      process.stdout.write(`alive, link ${health.link}\n`);
      return 0;
    case 'stale':
      process.stderr.write(
        `no sign of life for ${Math.round(health.ageMs / 1000)} s, link was ${health.link}; see the sensor's log\n`,
      );
      return 1;
    case 'absent':
      process.stderr.write(`no sensor has started with ${stateFolder}; see the sensor's log\n`);
      return 1;
  }
}

// `serve`: runs the control plane until it is asked to stop.
import { composeControlPlane } from '../compose.ts';
import type { Command } from './command-context.ts';
import { commandOptions } from './command-options.ts';
import { firstOwnerAddress } from './first-owner.ts';

export const serve: Command = async (context, args) => {
  const values = commandOptions(args, { 'no-managed-sensor': { type: 'boolean' } });
  const managedSensor = context.config.managedSensor && values['no-managed-sensor'] !== true;
  const config = { ...context.config, managedSensor };
  const controlPlane = await composeControlPlane(config, context);
  const toggleDebug = (): void => {
    const level = context.logThreshold.toggleDebug();
    context.log.warn('log level changed', { level });
  };
  process.on('SIGUSR2', toggleDebug);
  try {
    const url = await controlPlane.start();
    // Where passwords are off, the first owner comes by single sign-on like everybody.
    const minted = config.localAccounts && (await controlPlane.services.api.links.firstOwner());
    // For the terminal and not for the log, which is kept and shipped.
    if (minted !== false && minted !== undefined) {
      const address = firstOwnerAddress(config, minted, url);
      context.terminal.error(
        `Nobody owns this installation yet. This link makes one person its owner, within 24 hours:\n\n  ${address}\n\n`,
      );
    }
    await asked(context.signal);
  } finally {
    await controlPlane.stop();
    process.off('SIGUSR2', toggleDebug);
  }
};

function asked(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
}

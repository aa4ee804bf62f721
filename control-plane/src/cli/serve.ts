// `serve`: runs the control plane until it is asked to stop.
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { type ControlPlane, composeControlPlane } from '../compose.ts';
import type { ControlPlaneConfig } from '../config.ts';
import type { Command, CommandContext } from './command-context.ts';
import { commandOptions } from './command-options.ts';
import { firstOwnerAddress } from './first-owner.ts';

export const serve: Command = async (context, args) => {
  const values = commandOptions(args, { 'no-managed-sensor': { type: 'boolean' } });
  const managedSensor = context.config.managedSensor && values['no-managed-sensor'] !== true;
  const config = { ...context.config, managedSensor };
  const controlPlane = await compose(config, context);
  if (controlPlane === undefined) return;
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
    const lost = await Promise.race([asked(context.signal), controlPlane.lost]);
    if (lost !== undefined) throw lost;
  } finally {
    await controlPlane.stop();
    process.off('SIGUSR2', toggleDebug);
  }
};

/** Undefined when it was asked to stop while it waited for another control plane. */
async function compose(
  config: ControlPlaneConfig,
  context: CommandContext,
): Promise<ControlPlane | undefined> {
  try {
    return await composeControlPlane(config, context);
  } catch (error) {
    if (context.signal.aborted && isHarborError(error) && error.code === 'SHUTTING_DOWN')
      return undefined;
    throw error;
  }
}

function asked(signal: AbortSignal): Promise<undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(undefined), { once: true }),
  );
}

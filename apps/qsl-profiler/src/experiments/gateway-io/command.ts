import { checked, command, count, parsePath } from '@qsl/cli';

/** Where a split's interval is a few per cent wide; beyond it a run takes hours. */
const MAX_TICKS = 1_000_000;

/** `qsl-profiler gateway-io`. */
export const gatewayIoCommand = command({
  command: 'gateway-io',
  describe: 'Profile the socket path of the order gateway, both transports (Linux, strace)',
  options: (parser) =>
    parser
      .option('out', checked('--out', parsePath, { describe: 'Folder for the artifact (default: results)' }))
      .option(
        'min-ticks',
        checked('--min-ticks', count({ min: 0, max: MAX_TICKS }), {
          describe: 'Repeat the load until the user/system split rests on so many clock ticks',
          default: '0',
        }),
      )
      .option(
        'gateway-bin',
        checked('--gateway-bin', parsePath, {
          describe: 'Profile this program instead; it is run with PORT [--epoll] (default: the workspace from source)',
        }),
      )
      .option('json', { type: 'boolean', default: false, describe: 'Print the data instead of the report' })
      .example('$0 gateway-io', 'both transports; writes results/socket_profile_loopback.{txt,json}')
      .example('$0 gateway-io --min-ticks 200 --out /tmp/profile', 'until the user/system split means something'),
  run: async ({ json, ...flags }) => {
    const { carryOut } = await import('../carry-out.ts');
    const { profileGatewayIo } = await import('./run.ts');
    return carryOut((signal) => profileGatewayIo(flags, signal), { json });
  },
});

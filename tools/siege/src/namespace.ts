import { spawnSync } from 'node:child_process';
import { startHolder } from '@qsl/bench';

const PATIENCE_MS = 10_000;
/** Addresses that RFC 5737 keeps for documentation: nobody routes them. */
export const ADDRESSES = { gateway: '192.0.2.1', peers: '192.0.2.2' } as const;

/** Two network namespaces joined by one pair of interfaces, which end with this process, however it ends. */
export interface Network {
  /** Commands that run what follows them in one of the two. */
  readonly gateway: readonly string[];
  readonly peers: readonly string[];
  /** From here on no packet gets through, in either direction, and neither side is told. */
  cut(): void;
  remove(): Promise<void>;
}

/** Why there can be no network of one's own here; undefined where there can. */
export function whyNoNetwork(): string | undefined {
  const { status, error, stderr } = spawnSync('unshare', ['--net', '--', 'ip', 'link', 'set', 'dev', 'lo', 'up'], {
    encoding: 'utf8',
    timeout: PATIENCE_MS,
  });
  if (status === 0) return undefined;
  return `no network namespace can be made: ${(error?.message ?? stderr).trim().split('\n')[0]}`;
}

/**
 *   gateway 192.0.2.1  g0 ═══ p0  192.0.2.2 peers
 *
 * ═ is a pair of veth interfaces. Each namespace is held by a shell that waits for the end of its input.
 */
export async function createNetwork(): Promise<Network> {
  const [gateway, peers] = [await createNamespace(), await createNamespace()];
  gateway.run('ip', 'link', 'add', 'g0', 'type', 'veth', 'peer', 'name', 'p0', 'netns', String(peers.pid));
  for (const [namespace, device, address] of [
    [gateway, 'g0', ADDRESSES.gateway],
    [peers, 'p0', ADDRESSES.peers],
  ] as const) {
    namespace.run('ip', 'addr', 'add', `${address}/30`, 'dev', device);
    namespace.run('ip', 'link', 'set', 'dev', device, 'up');
  }
  return {
    gateway: gateway.wrapper,
    peers: peers.wrapper,
    cut: () => peers.run('ip', 'link', 'set', 'dev', 'p0', 'down'),
    remove: async () => {
      await Promise.all([gateway.end(), peers.end()]);
    },
  };
}

async function createNamespace() {
  const args = ['--net', '--', 'sh', '-c', 'echo $$; read -r _'];
  const { said, end } = await startHolder({ cpu: undefined, file: 'unshare', args });
  const pid = Number(said);
  const wrapper = ['nsenter', '--target', String(pid), '--net', '--'];
  const run = (...command: string[]) => {
    const { status, stderr, error } = spawnSync(wrapper[0]!, [...wrapper.slice(1), ...command], {
      encoding: 'utf8',
      timeout: PATIENCE_MS,
    });
    if (status !== 0) throw new Error(`"${command.join(' ')}" was refused: ${(error?.message ?? stderr).trim()}`);
  };
  return { pid, wrapper, run, end };
}

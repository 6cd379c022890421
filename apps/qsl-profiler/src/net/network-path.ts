import { PrerequisiteError } from '@qsl/cli';
import { Namespace } from './namespace.ts';
import type { PathOptions } from './path-options.ts';
import type { PathUse } from './path-use.ts';
import { netemArguments, parseQdiscs, tbfArguments } from './qdisc.ts';
import type { Direction } from './relay/counters.ts';
import { type Relay, startRelay } from './relay/relay.ts';

/*
 *   namespace of the load             (of the relay)             namespace of the server
 *
 *   192.0.2.1  a0 [netem, tbf] ═════ a1   relay   b1 ═════ [netem, tbf] b0  192.0.2.2
 *
 * ═ is a pair of veth interfaces. Without a relay there is one pair, a0 ═ b0. Every queueing discipline works on what
 * leaves its interface. The addresses are those that RFC 5737 keeps for documentation: nobody routes them.
 */
const ADDRESSES = { load: '192.0.2.1', server: '192.0.2.2', bits: 30 } as const;
export const SERVER_ADDRESS = ADDRESSES.server;
export const MTU_BYTES = 1500;

/** What delays and drops on this path. */
export type Impairer = 'none' | 'netem' | 'relay';

export interface NetworkPath {
  load: Namespace;
  server: Namespace;
  impairer: Impairer;
  /** Aborts when the relay ends unasked; undefined without one. */
  died: AbortSignal | undefined;
  use(direction: Direction): PathUse;
}

/**
 * Builds a path between two new namespaces, does the work, and takes everything away again, whatever happens.
 * Throws PrerequisiteError where this machine or its kernel does not allow it.
 */
export async function withNetworkPath<Result>(
  options: PathOptions,
  work: (path: NetworkPath) => Promise<Result>,
): Promise<Result> {
  const namespaces: Namespace[] = [];
  const create = async () => {
    const namespace = await Namespace.create();
    namespaces.push(namespace);
    return namespace;
  };
  let relay: Relay | undefined;
  try {
    const [load, server] = [await create(), await create()];
    const impairer = chooseImpairer(options, load);
    if (impairer === 'relay') {
      const middle = await create();
      relay = await connectThroughRelay({ load, middle, server }, options);
    } else {
      load.run('ip', 'link', 'add', 'a0', 'type', 'veth', 'peer', 'name', 'b0', 'netns', String(server.pid));
    }
    bringUp(load, 'a0', ADDRESSES.load);
    bringUp(server, 'b0', ADDRESSES.server);
    for (const [namespace, device] of [[load, 'a0'] as const, [server, 'b0'] as const]) {
      addQdiscs(namespace, device, options, impairer);
    }
    const ends = { towards: [load, 'a0'], back: [server, 'b0'] } as const;
    return await work({
      ...{ load, server, impairer },
      died: relay?.died,
      use: (direction) => {
        const [namespace, device] = ends[direction];
        const qdiscs = parseQdiscs(namespace.run('tc', '-s', '-j', 'qdisc', 'show', 'dev', device));
        return { qdiscs, relay: relay?.counts(direction) ?? null };
      },
    });
  } finally {
    await relay?.stop();
    for (const namespace of namespaces.reverse()) await namespace.remove();
  }
}

/** netem where it was asked for or the kernel has it; it is tried on an interface that nobody else sees. */
function chooseImpairer({ delayMs, lossShare, impairment }: PathOptions, namespace: Namespace): Impairer {
  if (delayMs === 0 && lossShare === 0) return 'none';
  if (impairment === 'relay') return 'relay';
  try {
    namespace.run('tc', 'qdisc', 'add', 'dev', 'lo', 'root', ...netemArguments({ delayMs: 1, lossShare: 0 }));
    namespace.run('tc', 'qdisc', 'del', 'dev', 'lo', 'root');
    return 'netem';
  } catch (cause) {
    if (impairment === 'auto') return 'relay';
    throw new PrerequisiteError({
      code: 'NO_NETEM',
      message: 'this kernel has no netem (CONFIG_NET_SCH_NETEM), which --impairment netem asks for',
      remedy: 'Use --impairment relay, which delays and drops in user space, or a kernel that has it.',
      cause,
    });
  }
}

async function connectThroughRelay(
  { load, middle, server }: Record<'load' | 'middle' | 'server', Namespace>,
  { delayMs, lossShare, seed }: PathOptions,
): Promise<Relay> {
  load.run('ip', 'link', 'add', 'a0', 'type', 'veth', 'peer', 'name', 'a1', 'netns', String(middle.pid));
  server.run('ip', 'link', 'add', 'b0', 'type', 'veth', 'peer', 'name', 'b1', 'netns', String(middle.pid));
  for (const device of ['a1', 'b1']) silence(middle, device);
  const namespaceFd = middle.open();
  const interfaces = [indexOf(middle, 'a1'), indexOf(middle, 'b1')] as const;
  return startRelay({ namespaceFd, interfaces, delayMs, lossShare, seed });
}

function bringUp(namespace: Namespace, device: string, address: string): void {
  namespace.run('ip', 'link', 'set', 'dev', 'lo', 'up');
  namespace.run('ip', 'addr', 'add', `${address}/${ADDRESSES.bits}`, 'dev', device);
  silence(namespace, device);
}

/**
 * Up, but without frames of the kernel's own that would be counted among those of the experiments (neighbour discovery
 * of IPv6), and without segments larger than a frame, which queues and losses would take for one packet.
 */
function silence(namespace: Namespace, device: string): void {
  namespace.run('ip', 'link', 'set', 'dev', device, 'addrgenmode', 'none');
  namespace.run('ip', 'link', 'set', 'dev', device, 'gso_max_segs', '1');
  namespace.run('ip', 'link', 'set', 'dev', device, 'mtu', String(MTU_BYTES), 'up');
}

/** The rate limit, and under it or alone what the kernel delays and drops. */
function addQdiscs(namespace: Namespace, device: string, options: PathOptions, impairer: Impairer): void {
  const add = (where: string[], qdisc: string[]) =>
    namespace.run('tc', 'qdisc', 'add', 'dev', device, ...where, ...qdisc);
  if (impairer !== 'netem') {
    add(['root'], tbfArguments(options));
    return;
  }
  add(['root', 'handle', '1:'], netemArguments(options));
  add(['parent', '1:1', 'handle', '10:'], tbfArguments(options));
}

function indexOf(namespace: Namespace, device: string): number {
  const [link] = JSON.parse(namespace.run('ip', '-j', 'link', 'show', 'dev', device)) as { ifindex: number }[];
  return (link as { ifindex: number }).ifindex;
}

import { type Server, script, startServer } from '@qsl/bench';
import { readTcpSockets } from '@qsl/procfs';
import { type Finding, measured, unavailable } from '../finding.ts';
import { type Besieged, type Siege, socketsHeld, startGateway, wrapped } from '../gateway.ts';
import { runHonest, servedFindings } from '../honest.ts';
import { ADDRESSES, createNetwork, whyNoNetwork } from '../namespace.ts';
import { until } from '../time.ts';

const PEERS = 12;
/** Those of them that read no answers. */
const DEAF = 4;
/** In a short run longer: it is for machines that may be slow. */
const IDLE_TIMEOUT_S = { short: 10, full: 2 };
/** What the gateway gives a peer to close its own side (LINGER_MS), and the ticks of its clock. */
const LINGER_S = 1;
const TICKS_S = 1;
/**
 * How often the timeout may pass over a peer that reads no answers. A thread blocks in send, whose time begins anew each
 * time that the kernel's buffers have taken a part: they go on growing for a while, and wake a writer only when a third
 * of them is free.
 */
const TIMEOUTS_OF_DEAF = { epoll: 1, threaded: 5 } as const;
const HONEST_MS = { short: 500, full: 2000 };
const PATIENCE_MS = 60_000;

const idleTimeoutS = ({ short }: Siege): number => (short ? IDLE_TIMEOUT_S.short : IDLE_TIMEOUT_S.full);

function gatewayArgs(siege: Siege): string[] {
  const timeout = `${idleTimeoutS(siege)}s`;
  return ['--idle-timeout', timeout, '--frame-timeout', timeout, '--max-connections', '32'];
}

/** Peers whose network is cut: no FIN, no RST, no acknowledgement ever comes again. */
export async function besiegeByHalfOpen(siege: Siege): Promise<Finding[]> {
  const why = whyNoNetwork();
  if (why !== undefined) return [unavailable('half-open connections', why)];
  const network = await createNetwork();
  try {
    const args = [...gatewayArgs(siege), '--host', ADDRESSES.gateway];
    const gateway = await startGateway(siege, { args, wrapper: network.gateway });
    const before = socketsHeld(gateway);
    const peers = await startPeers(gateway.port, { host: ADDRESSES.gateway, wrapper: network.peers });
    const held = socketsHeld(gateway) - before;
    network.cut();
    const tookMs = await untilReaped(gateway, before);
    const orphans = readTcpSockets({ pid: gateway.pid }).filter(
      ({ inode, state }) => inode === 0 && state !== 'TIME_WAIT',
    );
    await peers.stop();
    const stats = await gateway.stop();
    return [
      ...reapedFindings(siege, { held, tookMs, byDeadline: stats.closed.idleTimeout + stats.closed.frameTimeout }),
      measured({
        what: 'connections that the kernel still tries to end by itself',
        unit: '',
        figure: orphans.length,
        notes: ['they hold no descriptor of the gateway; the kernel gives them up after net.ipv4.tcp_orphan_retries'],
      }),
    ];
  } finally {
    await network.remove();
  }
}

/** Peers that are stopped: their kernel goes on acknowledging, they say and read nothing. */
export async function besiegeByStoppedPeers(siege: Siege): Promise<Finding[]> {
  const gateway = await startGateway(siege, { args: gatewayArgs(siege) });
  const before = socketsHeld(gateway);
  const peers = await startPeers(gateway.port, {});
  const held = socketsHeld(gateway) - before;
  peers.pause();
  const tookMs = await untilReaped(gateway, before);
  const durationMs = siege.short ? HONEST_MS.short : HONEST_MS.full;
  const honest = await runHonest({ port: gateway.port, durationMs });
  await peers.stop();
  const stats = await gateway.stop();
  return [
    ...reapedFindings(siege, { held, tookMs, byDeadline: stats.closed.idleTimeout + stats.closed.frameTimeout }),
    ...servedFindings('an honest client after it', [honest]),
  ];
}

function startPeers(
  port: number,
  { host = '127.0.0.1', wrapper = [] }: { host?: string; wrapper?: readonly string[] },
): Promise<Server> {
  const program = { ...script(undefined, 'tools/siege/src/programs/peers.ts', host, port), endsBySignal: true };
  return startServer(wrapped(program, wrapper));
}

/** How long it takes until none but the deaf are left, and until they have gone as well. */
async function untilReaped(gateway: Besieged, before: number): Promise<{ most: number; all: number }> {
  const most = await until(() => socketsHeld(gateway) <= before + DEAF, PATIENCE_MS);
  return { most, all: most + (await until(() => socketsHeld(gateway) <= before, PATIENCE_MS)) };
}

interface Reaped {
  readonly held: number;
  readonly tookMs: { readonly most: number; readonly all: number };
  readonly byDeadline: number;
}

function reapedFindings(siege: Siege, { held, tookMs, byDeadline }: Reaped): Finding[] {
  const timeoutS = idleTimeoutS(siege);
  const within = (timeouts: number) => ({ bound: 'at most', value: timeouts * timeoutS + LINGER_S + TICKS_S }) as const;
  const timeouts = TIMEOUTS_OF_DEAF[siege.transport];
  return [
    measured({
      what: 'connections of peers that vanish',
      unit: '',
      figure: held,
      limit: { bound: 'exactly', value: PEERS },
      notes: [`${DEAF} silent, ${DEAF} within a frame, ${DEAF} that read no answers`],
    }),
    measured({
      what: 'two thirds of them reaped, from when they vanish',
      unit: 's',
      figure: tookMs.most / 1000,
      limit: within(1),
      notes: [`--idle-timeout ${timeoutS} s, ${LINGER_S} s for the peer's end, ${TICKS_S} s for ticks`],
    }),
    measured({
      what: 'all of them reaped, those that read no answers too',
      unit: 's',
      figure: tookMs.all / 1000,
      limit: within(timeouts),
      notes:
        timeouts === 1
          ? []
          : [`a send has its time anew as often as the kernel's buffers take a part: ${timeouts} times`],
    }),
    measured({
      what: 'ends by a deadline, by the count of the gateway',
      unit: '',
      figure: byDeadline,
      limit: { bound: 'at least', value: PEERS },
      notes: ['more where threads took so long to start that connections made to warm them up were idle for too long'],
    }),
  ];
}

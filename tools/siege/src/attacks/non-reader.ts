import { Client } from '../client.ts';
import { type Finding, measured } from '../finding.ts';
import { pairsOfOrders } from '../frames.ts';
import { type Besieged, residentBytes, type Siege, startGateway, waitingConnections } from '../gateway.ts';
import { compareHonest, latencyFindings, runHonest, servedFindings, startHonest } from '../honest.ts';
import { delay, otherTurns, until, untilSteady } from '../time.ts';

const MIB = 2 ** 20;
const PAIRS_AT_A_TIME = 1000;
/** A connection that takes nothing for so long has reached its mark; the next is tried. */
const STUCK_MS = 250;
/** More than 100 MB need: each takes a few megabytes, most of them into buffers of the kernel. */
const CONNECTIONS = 40;
/** Room for the honest clients: two at a time, of four connections. */
const HONEST_CONNECTIONS = 8;
const IDLE_TIMEOUT_S = 30;
/** --max-outbuf, where nobody says otherwise. */
const MAX_OUTBUF_BYTES = MIB;
/** One read, and the chunk that a backlog begins. */
const BESIDE_BYTES = 2 * 64 * 1024;
/** What a process grows by itself: code that V8 compiles, its heap. */
const PROCESS_BYTES = 16 * MIB;
const HONEST_MS = { short: 500, full: 1000 };

/** Clients that send orders and never read an answer, one after the other, until they have sent 100 MB. */
export async function besiegeByNonReaders(siege: Siege): Promise<Finding[]> {
  const bytes = (siege.short ? 20 : 100) * 1e6;
  const durationMs = siege.short ? HONEST_MS.short : HONEST_MS.full;
  const cap = String(CONNECTIONS + HONEST_CONNECTIONS);
  const args = ['--symbols', 'A,B,C', '--max-connections', cap, '--idle-timeout', `${IDLE_TIMEOUT_S}s`];
  const [besieged, alone] = await Promise.all([startGateway(siege, { args }), startGateway(siege, { args })]);
  for (const { port } of [besieged, alone]) await runHonest({ port, durationMs });

  const attackers = await connectAttackers(besieged);
  const before = residentBytes(besieged);
  const honest = await startHonest({ port: besieged.port, durationMs: 4 * durationMs, warmupMs: 0 });
  const pumped = await pump(besieged, attackers, bytes);
  const whilePumped = await honest.ended;

  const whileStuck = await compareHonest(siege.runs, {
    alone: () => runHonest({ port: alone.port, durationMs }),
    besieged: () => runHonest({ port: besieged.port, durationMs }),
  });
  const grown = Math.max(pumped.mostResidentBytes, residentBytes(besieged)) - before;
  const allowed = pumped.stuck * (MAX_OUTBUF_BYTES + BESIDE_BYTES) + PROCESS_BYTES;
  for (const attacker of attackers) attacker.close();
  const [{ highWater }] = await Promise.all([besieged.stop(), alone.stop()]);
  return [
    measured({
      what: 'orders sent and no answer read',
      unit: 'MB',
      figure: pumped.sentBytes / 1e6,
      limit: { bound: 'at least', value: bytes / 1e6 },
      notes: [`over ${pumped.used} connections, ${pumped.stuck} of which are not read any more`],
    }),
    measured({
      what: 'memory that the gateway grew by',
      unit: 'MiB',
      figure: grown / MIB,
      limit: { bound: 'at most', value: allowed / MIB },
      notes: [`the limit: 1 MiB + 128 KiB for each of ${pumped.stuck} connections held up, and 16 MiB for the process`],
    }),
    ...(siege.transport === 'epoll' ? [backlogFinding(highWater.backlogBytes)] : []),
    ...servedFindings('an honest client while orders pour in', [whilePumped]),
    ...servedFindings('while they are held up', whileStuck.besieged),
    ...latencyFindings('while they are held up', whileStuck, 2),
  ];
}

function backlogFinding(bytes: number): Finding {
  return measured({
    what: 'most unsent replies of one connection',
    unit: 'MiB',
    figure: bytes / MIB,
    limit: { bound: 'at most', value: (MAX_OUTBUF_BYTES + BESIDE_BYTES) / MIB },
    notes: ['of the counters of --stats; --max-outbuf is 1 MiB'],
  });
}

/**
 * Connects them, and has each send a few orders: the threads that will serve them, and honest clients besides, are there
 * and warm before memory is looked at.
 */
async function connectAttackers(gateway: Besieged): Promise<Client[]> {
  const attackers = Array.from({ length: CONNECTIONS }, () => new Client(gateway.port));
  const others = Array.from({ length: HONEST_CONNECTIONS }, () => new Client(gateway.port));
  await until(() => waitingConnections(gateway) === 0, 60_000);
  for (const [i, attacker] of attackers.entries()) {
    attacker.send(pairsOfOrders(PAIRS_AT_A_TIME / 10, i * PAIRS_AT_A_TIME, 2));
    await otherTurns();
  }
  for (const other of others) {
    other.roundTrip();
    other.close();
  }
  await untilSteady(() => Math.round(residentBytes(gateway) / MIB), { forMs: 500, withinMs: 10_000 });
  return attackers;
}

interface Pumped {
  readonly sentBytes: number;
  /** Connections that took something, and those of them that took no more in the end. */
  readonly used: number;
  readonly stuck: number;
  readonly mostResidentBytes: number;
}

async function pump(gateway: Besieged, attackers: readonly Client[], goalBytes: number): Promise<Pumped> {
  let [sentBytes, used, stuck, mostResidentBytes] = [0, 0, 0, 0];
  let nextId = CONNECTIONS * PAIRS_AT_A_TIME;
  for (const attacker of attackers) {
    if (sentBytes >= goalBytes) break;
    used++;
    let [block, at, movedAt] = [pairsOfOrders(PAIRS_AT_A_TIME, nextId, 2), 0, performance.now()];
    while (sentBytes < goalBytes && performance.now() - movedAt < STUCK_MS) {
      if (at === block.length) {
        nextId += 2 * PAIRS_AT_A_TIME;
        [block, at] = [pairsOfOrders(PAIRS_AT_A_TIME, nextId, 2), 0];
      }
      const sent = attacker.sendSome(block.subarray(at));
      at += sent;
      sentBytes += sent;
      if (sent > 0) movedAt = performance.now();
      await (sent > 0 ? otherTurns() : delay(2));
    }
    if (sentBytes < goalBytes) stuck++;
    nextId += 2 * PAIRS_AT_A_TIME;
    mostResidentBytes = Math.max(mostResidentBytes, residentBytes(gateway));
  }
  return { sentBytes, used, stuck, mostResidentBytes };
}

import { Side } from '@qsl/wire-protocol';
import { Client, occupy } from '../client.ts';
import { Crowd } from '../crowd.ts';
import { claim, type Finding, measured } from '../finding.ts';
import { orders } from '../frames.ts';
import { type Besieged, openConnections, type Siege, startGateway } from '../gateway.ts';
import { compareHonest, type Honest, latencyFindings, runHonest, servedFindings, startHonest } from '../honest.ts';
import { delay, until } from '../time.ts';

const LORISES = 1000;
/** What it takes all of them to come, or to be turned away. */
const ARRIVAL_MS = 700;
/** Between two bytes of one of them. */
const BYTE_EVERY_MS = 5000;
const LOOK_MS = 10;
const HONEST_MS = { short: 500, full: 1000 };
/** On epoll: the default. On threads, where each loris takes a thread, a cap and a shorter deadline. */
const FRAME_TIMEOUT_MS = { epoll: 10_000, threaded: 3000 };
const CAP = 64;
const NEWCOMERS = { short: 1, full: 10 };
const NEWCOMER_EVERY_MS = 50;
/** A loris stays for its deadline, and all of them want the place that it leaves. */
const NEWCOMER_WITHIN_MS = 10_000;

/** A frame that never ends: one byte of an order now and then. */
const FRAME = orders(1, () => ({ id: 1, symbol: 0, side: Side.Buy, quantity: 1 }));

/** A thousand connections that each send a byte every five seconds, and come back when they are thrown out. */
class Lorises {
  reaped = 0;
  readonly #crowd: Crowd;
  readonly #nextByte = new Uint8Array(LORISES);
  readonly #dueAt = new Float64Array(LORISES);
  readonly #running: Promise<void>;
  #isOver = false;

  constructor(port: number) {
    this.#crowd = new Crowd(port, LORISES);
    const now = performance.now();
    for (let i = 0; i < LORISES; i++) this.#dueAt[i] = now + (i * BYTE_EVERY_MS) / LORISES;
    this.#running = this.#run();
  }

  get open(): number {
    return this.#crowd.open;
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.#running;
    this.#crowd.disperse();
  }

  async #run(): Promise<void> {
    for (let i = 0; i < LORISES; i++) this.#crowd.connect(i);
    while (!this.#isOver) {
      for await (const { slot, isReadable } of this.#crowd.happenings(0)) {
        if (isReadable) this.#thrownOut(slot);
        else this.#crowd.listen(slot);
      }
      const now = performance.now();
      for (let i = 0; i < LORISES; i++) if (this.#dueAt[i]! <= now) this.#drip(i, now);
      await delay(LOOK_MS);
    }
  }

  /** It comes back when its next byte is due. */
  #thrownOut(slot: number): void {
    this.reaped++;
    this.#nextByte[slot] = 0;
    this.#crowd.close(slot, { reset: true });
  }

  #drip(slot: number, now: number): void {
    this.#dueAt[slot] = now + BYTE_EVERY_MS;
    if (!this.#crowd.isOpen(slot)) {
      this.#crowd.connect(slot);
      this.#dueAt[slot] = now;
      return;
    }
    const at = this.#nextByte[slot]!;
    if (at === FRAME.length - 1) return;
    if (this.#crowd.send(slot, FRAME.subarray(at, at + 1)) === 1) this.#nextByte[slot] = at + 1;
  }
}

/** Does something while they are there, and ends them. */
async function amongLorises<Result>(port: number, work: (lorises: Lorises) => Promise<Result>): Promise<Result> {
  const lorises = new Lorises(port);
  try {
    return await work(lorises);
  } finally {
    await lorises.end();
  }
}

export function besiegeByLorises(siege: Siege): Promise<Finding[]> {
  return siege.transport === 'epoll' ? besiegeEpoll(siege) : besiegeThreaded(siege);
}

function gatewayArgs({ transport }: Siege): string[] {
  const cap = transport === 'threaded' ? ['--max-connections', String(CAP)] : [];
  return ['--frame-timeout', `${FRAME_TIMEOUT_MS[transport]}ms`, ...cap];
}

/** Without a cap: all of them are let in, and an honest client must not feel it. */
async function besiegeEpoll(siege: Siege): Promise<Finding[]> {
  const durationMs = siege.short ? HONEST_MS.short : HONEST_MS.full;
  const args = gatewayArgs(siege);
  const [besieged, alone] = await Promise.all([startGateway(siege, { args }), startGateway(siege, { args })]);
  const run = ({ port }: Besieged) => runHonest({ port, durationMs });
  for (const gateway of [besieged, alone]) await run(gateway);
  const { compared, fewest, reaped } = await amongLorises(besieged.port, async (lorises) => {
    await until(() => openConnections(besieged) >= LORISES, 30_000);
    let fewest = LORISES;
    const compared = await compareHonest(siege.runs, {
      alone: () => run(alone),
      besieged: () => {
        fewest = Math.min(fewest, openConnections(besieged));
        return run(besieged);
      },
    });
    await until(() => lorises.reaped > 0, 2 * FRAME_TIMEOUT_MS.epoll);
    return { compared, fewest, reaped: lorises.reaped };
  });
  const [stats] = await Promise.all([besieged.stop(), alone.stop()]);
  return [
    ...latencyFindings('an honest client', compared, 2),
    ...servedFindings('an honest client', compared.besieged),
    claim(
      'frames that never end are ended by their deadline',
      reaped > 0 && stats.closed.frameTimeout > 0,
      `${reaped} thrown out and back again, at least ${fewest} there whenever the client was measured`,
    ),
  ];
}

/** With a cap: who is in stays served, and who comes gets the place of one that its deadline has ended. */
async function besiegeThreaded(siege: Siege): Promise<Finding[]> {
  const durationMs = siege.short ? HONEST_MS.short : HONEST_MS.full;
  const args = gatewayArgs(siege);
  const [besieged, alone] = await Promise.all([startGateway(siege, { args }), startGateway(siege, { args })]);
  occupy(besieged.port, CAP);
  await until(() => openConnections(besieged) === 0, 10_000);
  for (const { port } of [besieged, alone]) await runHonest({ port, durationMs });
  let reaped = 0;
  const underAttack = async (): Promise<Honest> => {
    const honest = await startHonest({ port: besieged.port, durationMs, warmupMs: ARRIVAL_MS });
    const seen = await amongLorises(besieged.port, async (lorises) => {
      const saw = await honest.ended;
      reaped += lorises.reaped;
      return saw;
    });
    await until(() => openConnections(besieged) === 0, 10_000);
    return seen;
  };
  const compared = await compareHonest(siege.runs, {
    alone: () => runHonest({ port: alone.port, durationMs }),
    besieged: underAttack,
  });
  const newcomers = await amongLorises(besieged.port, async (lorises) => {
    await until(() => lorises.open >= CAP, 10_000);
    await delay(1000);
    return serveNewcomers(besieged.port, siege.short ? NEWCOMERS.short : NEWCOMERS.full);
  });
  const [stats] = await Promise.all([besieged.stop(), alone.stop()]);
  return [
    ...servedFindings('an honest client that is in', compared.besieged),
    ...latencyFindings('an honest client that is in', compared),
    measured({
      what: 'longest that a newcomer tries until it is served',
      unit: 's',
      figure: Math.max(...newcomers.map(({ tookMs }) => tookMs)) / 1000,
      limit: { bound: 'at most', value: NEWCOMER_WITHIN_MS / 1000 },
      notes: [`${newcomers.length} newcomers, ${newcomers.reduce((sum, { tries }) => sum + tries, 0)} tries`],
    }),
    measured({
      what: 'connections served at once',
      unit: '',
      figure: stats.highWater.connections,
      limit: { bound: 'at most', value: CAP },
      notes: [`${stats.shed} turned away`],
    }),
    claim(
      'frames that never end are ended by their deadline',
      stats.closed.frameTimeout > 0,
      `${stats.closed.frameTimeout} by --frame-timeout ${FRAME_TIMEOUT_MS.threaded} ms; ${reaped} thrown out or turned away while the client was measured`,
    ),
  ];
}

/** Honest clients that come when every place is taken, one after the other, and try until they are in. */
async function serveNewcomers(port: number, count: number): Promise<{ tries: number; tookMs: number }[]> {
  const all: { tries: number; tookMs: number }[] = [];
  while (all.length < count) {
    const from = performance.now();
    let tries = 0;
    for (let isServed = false; !isServed && performance.now() - from < 3 * NEWCOMER_WITHIN_MS; ) {
      tries++;
      const client = new Client(port);
      try {
        client.roundTrip();
        isServed = true;
      } catch {
        await delay(NEWCOMER_EVERY_MS);
      }
      client.close();
    }
    all.push({ tries, tookMs: performance.now() - from });
  }
  return all;
}

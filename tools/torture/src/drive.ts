import { EpollSet } from '@qsl/posix';
import { type Heard, ScriptedConnection } from './connection.ts';
import { FaultLine } from './faults.ts';
import type { Gateway } from './gateway.ts';
import { Hindrance } from './hindrance.ts';
import type { ClientScript, RoundScript } from './script.ts';

const MAX_EVENTS = 256;
/** How late a step may be. */
const RESOLUTION_MS = 5;
/** How often this process looks after its other business: the gateway's output, its end. */
const BREATH_MS = 20;

const NEVER = Number.POSITIVE_INFINITY;

/** Where a client is in its script. */
interface Playing {
  readonly script: ClientScript;
  readonly heard: Heard[];
  connection: ScriptedConnection | undefined;
  /** When its next connection begins; infinite after the last. */
  nextMs: number;
}

/**
 * Plays a round on a gateway: all clients from one thread, so that only the gateway decides who is served when. Returns
 * what went over the connections of each client, in order; early where the gateway ends.
 * @throws PosixError where this process can open no more connections
 */
export async function playRound({ clients, faults }: RoundScript, gateway: Gateway): Promise<Heard[][]> {
  const epoll = EpollSet.open(MAX_EVENTS);
  const beganMs = performance.now();
  const playing = clients.map(
    (script): Playing => ({ script, heard: [], connection: undefined, nextMs: beganMs + script.startMs }),
  );
  const faultLine = new FaultLine(faults, gateway, beganMs);
  const hindrance = new Hindrance(gateway.pid, beganMs);
  let breathAtMs = beganMs;
  try {
    for (;;) {
      const nowMs = performance.now();
      hindrance.note(nowMs, faultLine.inEffect);
      faultLine.act(nowMs);
      for (const [slot, client] of playing.entries()) act(client, { ...gateway, epoll, slot, nowMs, hindrance });
      const isOver = playing.every(({ connection, nextMs }) => connection === undefined && nextMs === NEVER);
      if ((isOver && faultLine.isOver) || gateway.hasEnded) break;
      if (nowMs >= breathAtMs) {
        await new Promise(setImmediate);
        breathAtMs = performance.now() + BREATH_MS;
      }
      const count = epoll.wait(waitMs(playing, faultLine, performance.now()));
      const wokenMs = performance.now();
      hindrance.note(wokenMs, faultLine.inEffect); // before an end is seen that came while this process stood still
      serve(epoll, playing, { count, nowMs: wokenMs });
    }
  } finally {
    faultLine.end();
    for (const { connection } of playing) connection?.abandon();
    epoll.close();
  }
  return playing.map(({ heard }) => heard);
}

/** Begins the client's next connection when it is time, has it act, and takes down what it heard when it has ended. */
function act(client: Playing, place: ConstructorParameters<typeof ScriptedConnection>[1]): void {
  const { connections } = client.script;
  const { nowMs } = place;
  if (client.connection === undefined && nowMs >= client.nextMs) {
    client.nextMs = NEVER;
    const script = connections[client.heard.length];
    if (script === undefined) return;
    client.connection = new ScriptedConnection(script, place);
  }
  const { connection } = client;
  if (connection === undefined) return;
  if (connection.end === undefined && nowMs >= connection.dueMs) connection.act(nowMs);
  if (connection.end === undefined) return;
  client.heard.push(connection.heard);
  client.connection = undefined;
  const next = connections[client.heard.length];
  if (next !== undefined) client.nextMs = nowMs + next.waitMs;
}

function waitMs(playing: readonly Playing[], faults: FaultLine, nowMs: number): number {
  let dueMs = Math.min(nowMs + RESOLUTION_MS, faults.dueMs);
  for (const { connection, nextMs } of playing) dueMs = Math.min(dueMs, connection?.dueMs ?? nextMs);
  return Math.max(0, Math.ceil(dueMs - nowMs));
}

function serve(epoll: EpollSet, playing: readonly Playing[], { count, nowMs }: { count: number; nowMs: number }): void {
  for (let i = 0; i < count; i++) {
    const { connection } = playing[epoll.slot(i)]!;
    if (connection !== undefined && connection.end === undefined) connection.onEvents(epoll.events(i), nowMs);
  }
}

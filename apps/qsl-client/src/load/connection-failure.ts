import { RuntimeFailure } from '@qsl/cli';
import { type Endpoint, errnoMessage, errnoName, formatEndpoint, os } from '@qsl/posix';
import * as wire from '@qsl/wire-protocol';
import type { Session } from './session.ts';

const NOBODY_THERE = 'Is qsl-gateway running there, on this port?';

/** A connection could not be made. */
export function connectFailure(gateway: Endpoint, errno: number): RuntimeFailure {
  return new RuntimeFailure({
    code: 'CONNECT_FAILED',
    message: `connect ${formatEndpoint(gateway)}: ${errnoMessage(errno)} (${errnoName(errno)})`,
    remedy:
      errno === os.EADDRNOTAVAIL
        ? 'All local ports are in use or in TIME_WAIT: widen net.ipv4.ip_local_port_range, or connect at a lower --rate.'
        : NOBODY_THERE,
  });
}

/** A connection ended while answers were due. `result` is recv's or send's: 0 for the end of the stream, or −errno. */
export function lostConnection(session: Session, result: number): RuntimeFailure {
  const where = `connection ${session.slot}`;
  const unanswered = describeUnanswered(session);
  if (result === 0) {
    return new RuntimeFailure({
      code: 'CLOSED_EARLY',
      message: `${where}: the gateway closed it, with ${unanswered}`,
      remedy: 'The gateway closes a connection that breaks its rules, or that is one too many (--max-connections).',
    });
  }
  const why = `${where}: ${errnoMessage(-result)} (${errnoName(-result)})`;
  if (result === -os.ECONNREFUSED) {
    return new RuntimeFailure({ code: 'CONNECT_FAILED', message: why, remedy: NOBODY_THERE });
  }
  return new RuntimeFailure({ code: 'CONNECTION_LOST', message: `${why}, with ${unanswered}` });
}

function describeUnanswered({ inFlight, idHigh, answerLow, carried, heartbeatOwed }: Session): string {
  if (inFlight === 0) return heartbeatOwed ? 'a heartbeat unanswered' : 'nothing unanswered';
  const orders = inFlight === 1 ? '1 order' : `${inFlight} orders`;
  const cut = carried === 0 ? '' : ', in the middle of a reply';
  return `${orders} unanswered, ${wire.formatUint64(idHigh, answerLow)} first${cut}`;
}

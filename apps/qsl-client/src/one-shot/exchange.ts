import { connect } from 'node:net';
import { RuntimeFailure } from '@qsl/cli';
import { formatGateway } from '../gateway-options.ts';

export interface ExchangeOptions {
  host: string;
  port: number;
  requests: Buffer;
  /** How long the gateway may send nothing. */
  timeoutMs: number;
  /** Takes what the gateway sends. What it throws ends the exchange. */
  onBytes: (bytes: Buffer) => void;
}

const CONNECT_REMEDY = 'Is qsl-gateway running there, on this port?';

/**
 * Connects, sends the requests, half-closes, and takes in what comes until the gateway closes. Rejects with RuntimeFailure:
 * CONNECT_FAILED, CONNECTION_LOST, TIMEOUT. Over node:net and not libs/posix: start-up is most of a one-shot's time.
 */
export function exchange({ host, port, requests, timeoutMs, onBytes }: ExchangeOptions): Promise<void> {
  const gateway = formatGateway({ host, port });
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    let connected = false;
    const fail = (error: unknown) => {
      reject(error);
      socket.destroy();
    };
    socket.setTimeout(timeoutMs, () => {
      const doing = connected ? `${gateway} has sent nothing` : `${gateway} has not accepted the connection`;
      const message = `${doing} for ${timeoutMs} ms`;
      fail(new RuntimeFailure({ code: 'TIMEOUT', message, remedy: 'If it is only slow, give it a longer --timeout.' }));
    });
    socket.on('connect', () => {
      connected = true;
    });
    socket.on('data', (bytes) => {
      try {
        onBytes(bytes as Buffer);
      } catch (error) {
        fail(error);
      }
    });
    socket.on('error', (cause: NodeJS.ErrnoException) => {
      const details = connected
        ? { code: 'CONNECTION_LOST', message: `${gateway} broke the connection: ${cause.message}` }
        : { code: 'CONNECT_FAILED', message: cause.message, remedy: CONNECT_REMEDY };
      fail(new RuntimeFailure({ ...details, cause }));
    });
    socket.on('end', resolve);
    socket.end(requests);
  });
}

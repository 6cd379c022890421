import { UntrustedMeasurement } from '@qsl/cli';
import { drive } from '../drive/drive.ts';
import type { Exchange } from '../drive/exchange.ts';
import { driveClient } from './client-load.ts';

/** What a load is told about the server. */
export interface LoadTarget {
  host: string;
  port: number;
  signal: AbortSignal;
  /** Called every 50 ms or so. */
  onPause?: () => void;
}

/** What the kernel said of the load's connections. */
export interface TcpSample {
  /** Which of the two ways it was asked. */
  from: 'getsockopt' | 'sock_diag';
  /** One value a connection seen, µs. */
  rttUs: number[];
  retransmits: number;
}

/** What came of one load. */
export interface LoadOutcome {
  requests: number;
  /** Of each request, in ns; empty where the client is a stranger that does not tell. */
  times: Float64Array;
  wallNs: number;
  /** null: a stranger's, who does not tell. */
  connections: number | null;
  tcp: TcpSample;
  driverCpuNs: number | null;
}

/** Makes all requests once. */
export type Load = (target: LoadTarget) => Promise<LoadOutcome>;

export interface DriverLoad {
  exchangeFor: (target: { host: string; port: number }) => Exchange;
  requests: number;
  concurrency: number;
  keepAlive: boolean;
}

/** A load by a driver of the profiler's own. */
export function driverLoad({ exchangeFor, requests, concurrency, keepAlive }: DriverLoad): Load {
  return async ({ host, port, signal, onPause }) => {
    const exchange = exchangeFor({ host, port });
    const plan = { host, port, exchange, requests, concurrency, keepAlive, signal, ...(onPause ? { onPause } : {}) };
    const { times, wallNs, connections, rttUs, retransmits, driverCpuNs } = await drive(plan);
    return { requests, times, wallNs, connections, tcp: { from: 'getsockopt', rttUs, retransmits }, driverCpuNs };
  };
}

export interface ClientLoad {
  /** The words of the client's command line for a server. */
  wordsFor: (target: { host: string; port: number }) => string[];
  /** How many requests the user says it makes. */
  requests: number;
}

/** A load by a stranger's program, which must end by itself, and well. */
export function clientLoad({ wordsFor, requests }: ClientLoad): Load {
  return async (target) => {
    const { wallNs, tcp } = await driveClient(wordsFor(target), target);
    if (wallNs <= 0) throw new UntrustedMeasurement({ code: 'NO_LOAD', message: 'the client took no time at all' });
    return { requests, times: new Float64Array(0), wallNs, connections: null, tcp, driverCpuNs: null };
  };
}

import type { RiskLimits } from '@qsl/matching-engine';
import type { Endpoint } from '@qsl/posix';
import type { JournalOptions } from './journal/durability.ts';
import type { OutputLimits } from './session/session.ts';

export type TransportName = 'threaded' | 'epoll';

/** Everything a running gateway was told; plain data, so that it travels to worker threads as it is. */
export interface GatewayOptions {
  readonly transport: TransportName;
  /** A numeric IPv4 or IPv6 address. */
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  readonly symbols: readonly string[];
  readonly risk: RiskLimits;
  /** Orders that can rest at once. */
  readonly maxOrders: number;
  /** Connections served at once; 0 for no cap. */
  readonly maxConnections: number;
  readonly output: OutputLimits;
  /** A connection without a byte in either direction for this long is ended. 0 for never. */
  readonly idleTimeoutMs: number;
  /** A frame begun must be whole within this time. 0 for no limit. */
  readonly frameTimeoutMs: number;
  /** Poll instead of sleeping (epoll only). */
  readonly spin: boolean;
  /** Whether the event loop runs the order path before its first order, so that it is fast from there on (epoll only). */
  readonly rehearse: boolean;
  /** The CPU that serving threads are pinned to. */
  readonly cpu: number | undefined;
  /** Where market data goes; undefined for none. */
  readonly marketData: Endpoint | undefined;
  /** Where accepted commands are kept; undefined for nowhere. */
  readonly journal?: JournalOptions | undefined;
  /** Serve metrics over HTTP on this port of loopback, 0 for a free one; undefined for not at all. */
  readonly metricsPort?: number | undefined;
  /** Print the counters as JSON at exit. */
  readonly stats: boolean;
}

/** How long a connection that is being ended may take to read its last replies and close its side. */
export const LINGER_MS = 1000;
/** How long a stopping gateway waits for its connections. */
export const STOP_GRACE_MS = 2000;

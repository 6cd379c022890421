import type { Listener } from '@qsl/posix';
import type { GatewayOptions } from '../options.ts';
import type { SharedState } from '../shared/shared-state.ts';

/** What a transport is started with. */
export interface TransportSetup {
  readonly options: GatewayOptions;
  readonly listener: Listener;
  readonly shared: SharedState;
}

/** A running transport. */
export interface Transport {
  /** Settles when the transport has stopped; rejects when a serving thread failed. */
  readonly ended: Promise<void>;
  /** Stops accepting, answers what was read, ends the connections. `ended` tells when it is done. */
  stop(): void;
}

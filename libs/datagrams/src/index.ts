export { type DatagramSlots, openSlots } from './datagram-slots.ts';
export { LoopedBatch } from './looped-batch.ts';
export { Outbox, type OutboxOptions, type Schedule } from './outbox.ts';
export { type Lateness, Pace } from './pace.ts';
export { SendLedger } from './send-ledger.ts';

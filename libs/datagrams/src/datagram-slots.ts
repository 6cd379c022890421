import { type BatchOptions, DatagramBatch, hasMmsg } from '@qsl/posix';
import { LoopedBatch } from './looped-batch.ts';

/** A batch of datagrams in slots, moved by as few system calls as the platform allows. */
export type DatagramSlots = Pick<
  DatagramBatch,
  'capacity' | 'slotBytes' | 'view' | 'offset' | 'setLength' | 'length' | 'send' | 'receive'
>;

/** One sendmmsg or recvmmsg a batch where there is such a call, one send or recv a datagram elsewhere (macOS). */
export function openSlots(options: BatchOptions): DatagramSlots {
  return hasMmsg ? new DatagramBatch(options) : new LoopedBatch(options);
}

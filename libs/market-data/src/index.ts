export { checkDatagram, DatagramFault } from './datagram.ts';
export { FeedReader, Reading } from './feed-reader.ts';
export { type DatagramSink, MAX_DATAGRAM_BYTES, MessageEncoder } from './message-encoder.ts';
export {
  closeMessageRing,
  createMessageRing,
  createMessageRingWriter,
  MessageRingReader,
  type MessageRingWriter,
} from './message-ring.ts';
export { type MessageSink, NO_ASK_HIGH, NO_BID_HIGH } from './messages.ts';
export {
  createFeedMemory,
  createPublish,
  type FeedMemory,
  lastSequenceOf,
  type Publish,
  rewindFeed,
  seedTops,
} from './publisher.ts';
export { Arrival, SequenceTracker } from './sequence-tracker.ts';

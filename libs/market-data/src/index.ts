export { checkDatagram, DatagramFault } from './datagram.ts';
export { FeedReader, Reading } from './feed-reader.ts';
export { type DatagramSink, MAX_DATAGRAM_BYTES, MessageEncoder } from './message-encoder.ts';
export { closeMessageRing, createMessageRing, MessageRingReader, MessageRingWriter } from './message-ring.ts';
export { type MessageSink, NO_ASK, NO_BID } from './messages.ts';
export { MarketDataPublisher } from './publisher.ts';
export { Arrival, SequenceTracker } from './sequence-tracker.ts';

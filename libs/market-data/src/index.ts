export { checkDatagram, DatagramFault } from './datagram.ts';
export { FeedReader, Reading } from './feed-reader.ts';
export { type DatagramSink, MAX_DATAGRAM_BYTES, MarketDataPublisher } from './publisher.ts';
export { Arrival, SequenceTracker } from './sequence-tracker.ts';

/** For the tests of those who publish or read feeds. */
export { DatagramList } from './datagram-list.ts';
export { type GoldenFeed, goldenFeeds, noGoldenFeeds } from './golden-feeds.ts';

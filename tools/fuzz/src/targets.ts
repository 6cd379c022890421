import type { Target } from './target.ts';

/** What can be fuzzed. The code is loaded only when it is asked for, so that a thread may look at it being loaded. */
export interface TargetChoice {
  readonly about: string;
  /** Executions for one that was asked for: the slow ones get less. */
  readonly share: number;
  /** Parts of the paths of the files whose blocks count as new code. */
  readonly covers: readonly string[];
  readonly load: () => Promise<Target>;
}

const ENGINE = '/libs/matching-engine/src/';
const CODEC = '/libs/wire-protocol/src/';
const SESSION = '/apps/qsl-gateway/src/session/';

export const TARGETS: Readonly<Record<string, TargetChoice>> = {
  codec: {
    about: 'frame checks, message decoder and encoder, stream splitter',
    share: 1,
    covers: [CODEC],
    load: async () => (await import('./targets/codec.ts')).codecTarget(),
  },
  session: {
    about: 'streams cut anywhere through session, risk and engine',
    share: 1,
    covers: [SESSION, ENGINE, CODEC],
    load: async () =>
      (await import('./targets/session.ts')).sessionTarget({ maxOrders: 48, mark: 1024, hardLimit: 16_384 }),
  },
  'session-limits': {
    about: 'the same where storage and unsent replies are short',
    share: 0.1,
    covers: [SESSION, ENGINE, CODEC],
    load: async () => (await import('./targets/session.ts')).sessionTarget({ maxOrders: 6, mark: 150, hardLimit: 200 }),
  },
  feed: {
    about: 'datagrams through the subscriber’s reader and its sequence tracker',
    share: 0.1,
    covers: ['/libs/market-data/src/', CODEC],
    load: async () => (await import('./targets/feed.ts')).feedTarget(),
  },
  segment: {
    about: 'journal segments: records, torn ends, damage, replay',
    share: 0.003,
    covers: ['/libs/journal/src/', ENGINE],
    load: async () => (await import('./targets/segment.ts')).segmentTarget(),
  },
  snapshot: {
    about: 'journal snapshots',
    share: 0.003,
    covers: ['/libs/journal/src/', ENGINE],
    load: async () => (await import('./targets/snapshot.ts')).snapshotTarget(),
  },
  transcript: {
    about: 'the transcript reader and the engine behind it',
    share: 0.002,
    covers: ['/libs/matching-engine/src/transcript/', ENGINE],
    load: async () => (await import('./targets/transcript.ts')).transcriptTarget(),
  },
};

import type { Bench } from './bench.ts';
import type { Outcome } from './row.ts';
import { measureAllocation } from './sections/allocation.ts';
import { measureCodec } from './sections/codec.ts';
import { measureEngine } from './sections/engine.ts';
import { measureFeed } from './sections/feed.ts';
import { measureJournal } from './sections/journal.ts';
import { measureMemory } from './sections/memory.ts';
import { measureScaling } from './sections/scaling.ts';
import { measureSession } from './sections/session.ts';
import { measureStartUp } from './sections/start-up.ts';
import { measureTransports } from './sections/transports.ts';

/** What can be measured, by name, in the order of the table. */
export const SECTIONS: Readonly<Record<string, { measure: (bench: Bench) => Promise<Outcome>; needsLinux: boolean }>> =
  {
    engine: { measure: measureEngine, needsLinux: false },
    codec: { measure: measureCodec, needsLinux: false },
    session: { measure: measureSession, needsLinux: false },
    transports: { measure: measureTransports, needsLinux: true },
    journal: { measure: measureJournal, needsLinux: true },
    feed: { measure: measureFeed, needsLinux: true },
    'start-up': { measure: measureStartUp, needsLinux: false },
    allocation: { measure: measureAllocation, needsLinux: false },
    memory: { measure: measureMemory, needsLinux: true },
    scaling: { measure: measureScaling, needsLinux: true },
  };

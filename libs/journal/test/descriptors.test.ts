/** Out of descriptors, as a storm of connections can leave a gateway. */
import { getDescriptorLimit, setDescriptorLimit } from '@qsl/posix';
import t from 'tap';
import { SegmentWriter } from '../src/segment-writer.ts';
import { CONFIG, filesIn, recordFlow, recovered } from './small-journal.ts';

const { records, states } = recordFlow({ seed: 12, commands: 120 });

t.test('without descriptors a segment grows beyond its size, and the next begins when there are some', async (t) => {
  const folder = t.testdir();
  const writer = new SegmentWriter({ folder, config: CONFIG, segmentBytes: 1000, tail: undefined, nextSequence: 1 });
  const write = (from: number, to: number) => {
    for (const { bytes, sequence } of records.slice(from, to)) writer.write(bytes, sequence);
  };
  const { soft } = getDescriptorLimit();
  setDescriptorLimit(0);
  try {
    write(0, 60);
  } finally {
    setDescriptorLimit(soft);
  }
  t.equal(filesIn(folder).length, 1);
  t.same(recovered(folder).state, states[60]);
  write(60, 61);
  t.equal(filesIn(folder).length, 2);
  write(61, records.length);
  t.same(recovered(folder).state, states.at(-1));
});

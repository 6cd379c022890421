import t from 'tap';
import { describePath } from './describe-path.ts';
import { type PathOptions, parseLoss } from './path-options.ts';

const PATH: PathOptions = {
  ...{ rateBitsPerSecond: 100e6, queueBytes: 65_536, delayMs: 5, lossShare: parseLoss('7%') },
  ...{ impairment: 'auto', seed: 1 },
};

t.test('a path is described in the figures that were given', async (t) => {
  t.match(describePath(PATH), /, veth, tbf 100mbit, queue 65536 bytes, delay 5 ms and loss 7 % each way$/);
  t.match(describePath(PATH, 'netem'), /, delay 5 ms and loss 7 % each way by netem$/);
  t.match(describePath({ ...PATH, delayMs: 0, lossShare: 0 }, 'none'), /, queue 65536 bytes$/);
});

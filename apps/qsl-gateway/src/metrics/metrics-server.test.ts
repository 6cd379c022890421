import t from 'tap';
import { startMetrics } from './metrics-server.ts';
import type { Reading } from './reading.ts';

t.test('a scrape that fails is answered with status 500, and so is the next', async (t) => {
  let readings = 0;
  const server = await startMetrics(0, () => {
    if (readings++ > 0) throw new Error('nothing to read');
    return { stats: {}, connections: [], commitLatency: [] } as unknown as Reading;
  });
  t.teardown(() => server.close());
  for (let scrape = 0; scrape < 2; scrape++) t.equal((await fetch(server.url)).status, 500);
});

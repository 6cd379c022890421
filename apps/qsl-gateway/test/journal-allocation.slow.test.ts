/**
 * Once compiled, an order allocates nothing on its way through a session into the journal's buffer, nor without a journal.
 * As in libs/wire-protocol: V8 counts its allocation buffers when it hands them out, so the bound is a byte an order. In a
 * process of its own, without the compile cache that tests share: from code that comes out of it V8 optimises less.
 */
import { spawnSync } from 'node:child_process';
import t from 'tap';

const MEASURE = new URL('./fixtures/order-allocation.ts', import.meta.url).pathname;

for (const journal of ['without', 'with']) {
  t.test(`${journal} a journal`, async (t) => {
    const { NODE_COMPILE_CACHE: _, ...env } = process.env;
    const args = ['--conditions=@qsl/source', MEASURE, journal];
    const { stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
    t.equal(stderr, '');
    const { bytesPerFrame, journalBytes, dueBytes } = JSON.parse(stdout);
    t.equal(journalBytes, dueBytes, 'the commands are in the buffer');
    t.ok(bytesPerFrame < 1, `${bytesPerFrame} bytes a frame`);
  });
}

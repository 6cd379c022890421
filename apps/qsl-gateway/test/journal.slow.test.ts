/** Gateways that keep a journal: what they start from, what they refuse, and what they do when it fails. */

import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineFor } from '@qsl/journal';
import { AckFrame, FillFrame } from '@qsl/wire-protocol';
import t, { type Test } from 'tap';
import { CONFIG, catchUp, lostPromises } from './crash/history.ts';
import { connectTraders, receiveToEnd, tradeUntil } from './crash/trade.ts';
import { cancelOrder, decodeAll, newOrder, Side } from './frames.ts';
import { type GatewayTerms, runGateway, startGateway, transports, withPatience } from './harness.ts';
import { createVenue, LocalSession } from './local-session.ts';
import { Peer } from './peer.ts';
import { seededRandom } from './random.ts';
import { noStrace } from './strace.ts';

const ENOUGH = 1_000_000;

const journalArgs = (folder: string, durability = 'sync') => ['--journal', folder, '--durability', durability];
const journalFiles = (folder: string) =>
  fs
    .readdirSync(folder)
    .filter((name) => name.startsWith('journal-'))
    .sort();

/** Trades until the gateway ends by itself. Returns how it ended, and what it had promised that its journal does not have. */
async function tradeToTheEnd(t: Test, terms: GatewayTerms, folder: string) {
  const gateway = await startGateway(t, terms);
  let lastId = 0n;
  const traders = connectTraders(t, gateway, { random: seededRandom(1), nextId: () => ++lastId });
  tradeUntil(traders, ENOUGH);
  receiveToEnd(traders);
  const ended = await withPatience(gateway.ended, 'a gateway without a journal to end');
  const acknowledged = traders.reduce((sum, { acks }) => sum + acks.length, 0);
  const readJournal = () => lostPromises(traders, catchUp(folder, engineFor(CONFIG)));
  return { ended, acknowledged, lost: readJournal() };
}

for (const transport of transports) {
  // Where replies do not wait, the transports do the same.
  for (const durability of transport === 'threaded' ? ['sync'] : ['batch', 'sync']) {
    t.test(
      `${transport}, ${durability}: an orderly stop loses nothing, and the answers are the usual ones`,
      async (t) => {
        const folder = join(t.testdir(), 'orders', 'today');
        const args = [...journalArgs(folder, durability), '--journal-segment', '4096'];
        const session = new LocalSession(createVenue({ maxOrders: CONFIG.maxOrders }));
        const exchange = (peer: Peer, requests: Buffer) => {
          const due = session.feed(requests);
          peer.send(requests);
          t.ok(peer.receive(due.length).equals(due), 'byte for byte');
        };
        const orders = Array.from({ length: 400 }, (_, i) =>
          newOrder({
            id: BigInt(i),
            price: BigInt(90 + (i % 20)),
            side: i % 3 === 0 ? Side.Sell : Side.Buy,
            quantity: 3,
          }),
        );
        const first = await startGateway(t, { transport, args });
        exchange(Peer.connect(t, first), Buffer.concat(orders));
        const { stats, stdout } = await first.stop();
        t.match(stdout, `journal ${folder} (${durability}): new\n`);
        t.ok(journalFiles(folder).length > 1, 'in several files');
        const second = await startGateway(t, { transport, args });
        const cancels = Array.from({ length: 400 }, (_, i) => cancelOrder({ id: BigInt(i) }));
        exchange(Peer.connect(t, second), Buffer.concat([...orders.slice(0, 20), ...cancels]));
        const again = await second.stop();
        t.match(again.stdout, /: 400 commands replayed, last sequence \d+, \d+ orders rest\n/);
        t.match(again.stdout, `${stats.restingOrders} orders rest`);
        t.equal(again.stats.restingOrders, 0);
      },
    );
  }

  t.test(
    `${transport}: at a file size limit it ends with 1, has kept its promises, and goes on without the limit`,
    { skip: process.env.QSL_BIN_DIR && 'an executable unpacks its native part first, which is over the limit' },
    async (t) => {
      const folder = join(t.testdir(), 'journal');
      const wrapper = ['prlimit', '--fsize=100000'];
      const { ended, acknowledged, lost } = await tradeToTheEnd(
        t,
        { transport, args: journalArgs(folder), wrapper },
        folder,
      );
      t.match(ended, { code: 1, stderr: /^qsl-gateway: the journal cannot write .*\.log: EFBIG.* Raise the limit/ });
      t.same(lost, []);
      t.ok(acknowledged > 100, `${acknowledged} promises`);
      const next = await startGateway(t, { transport, args: journalArgs(folder) });
      Peer.connect(t, next).roundTrip();
      t.match((await next.stop()).stdout, /: \d+ commands replayed/);
    },
  );
}

t.test('after a failed fdatasync nothing more is promised', { skip: noStrace }, async (t) => {
  const folder = join(t.testdir(), 'journal');
  const wrapper = ['strace', '-D', '-f', '-qq', '-o', '/dev/null', '-e', 'trace=fdatasync'];
  wrapper.push('-e', 'inject=fdatasync:error=EIO:when=20+');
  const { ended, acknowledged, lost } = await tradeToTheEnd(
    t,
    { transport: transports.at(-1)!, args: journalArgs(folder), wrapper },
    folder,
  );
  t.match(ended, { code: 1, stderr: /^qsl-gateway: the journal cannot sync .*\.log: EIO/ });
  t.same(lost, []);
  t.ok(acknowledged > 0, `${acknowledged} promises`);
});

const noMount = (() => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'qsl-mount-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', 'none', folder]).status === 0;
  if (mounted) spawnSync('umount', [folder]);
  fs.rmdirSync(folder);
  return mounted ? false : 'file systems cannot be mounted here';
})();

t.test('on a file system without space, or that cannot be written to', { skip: noMount }, async (t) => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'qsl-small-disk-'));
  t.teardown(() => fs.rmdirSync(folder));
  t.equal(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', folder]).status, 0);
  t.teardown(() => spawnSync('umount', [folder]));
  for (const durability of ['none', 'sync']) {
    const journal = join(folder, durability);
    const terms = { transport: transports.at(-1)!, args: journalArgs(journal, durability) } as const;
    const { ended, lost } = await tradeToTheEnd(t, terms, journal);
    t.match(
      ended,
      { code: 1, stderr: /^qsl-gateway: the journal cannot write .*\.log: ENOSPC.* Free space/ },
      durability,
    );
    if (durability === 'sync') t.same(lost, []);
    fs.rmSync(journal, { recursive: true });
  }
  t.equal(spawnSync('mount', ['-o', 'remount,ro', folder]).status, 0);
  for (const readOnly of [folder, join(folder, 'new', 'one')]) {
    const ended = await runGateway(['0', ...journalArgs(readOnly)]);
    t.match(ended, { code: 1, stdout: '', stderr: /the journal cannot (?:lock|create) .*EROFS.*writable/ });
  }
});

t.test('a journal of its own is refused where it cannot be trusted, or fits no option', async (t) => {
  const folder = t.testdir({ file: '' });
  const args = journalArgs(folder);
  const gateway = await startGateway(t, { transport: 'threaded', args });
  const peer = Peer.connect(t, gateway);
  for (let id = 1n; id <= 3n; id++) {
    peer.send(newOrder({ id }));
    peer.receive(AckFrame.frameSize);
  }
  const refuses = async (args: string[], code: number, stderr: RegExp) =>
    t.match(await runGateway(['0', ...args]), { code, signal: null, stdout: '', stderr });
  await refuses(args, 1, new RegExp(`is in use by process ${gateway.pid}`));
  t.match(await runGateway(['snapshot', folder]), { code: 1, stderr: /is in use by process/ });
  await gateway.stop();
  await refuses([...args, '--symbols', 'MSFT,AAPL'], 2, /--symbols AAPL,MSFT \(here MSFT,AAPL\)/);
  await refuses(journalArgs(join(folder, 'file')), 1, /file is no folder/);
  await refuses(['--durability', 'sync'], 2, /--durability goes with --journal/);
  await refuses([...args.slice(0, 2), '--durability', 'some'], 2, /--durability: "some" is not none, batch or sync/);
  const file = join(folder, journalFiles(folder)[0]!);
  const bytes = fs.readFileSync(file);
  const secondRecord = bytes.length - 16 - 2 * 40;
  bytes[secondRecord + 30]! ^= 4;
  fs.writeFileSync(file, bytes);
  await refuses(args, 1, new RegExp(`${file} is damaged at offset ${secondRecord}: .*Nothing was changed`));
  t.match(await runGateway(['journal', 'verify', folder]), { code: 1, stdout: /^not sound: .*damaged at offset/ });
  t.match(await runGateway(['journal', 'inspect', folder]), { code: 1, stdout: /damaged at offset/ });
});

t.test('a torn end is dropped, and said; the commands look into what is left', async (t) => {
  const folder = join(t.testdir(), 'journal');
  const gateway = await startGateway(t, { transport: 'threaded', args: journalArgs(folder) });
  const peer = Peer.connect(t, gateway);
  peer.send(Buffer.concat([newOrder({ id: 1n, quantity: 5 }), newOrder({ id: 2n, side: Side.Sell, quantity: 2 })]));
  t.equal(decodeAll(peer.receive(2 * AckFrame.frameSize + FillFrame.frameSize)).length, 3);
  process.kill(gateway.pid, 'SIGKILL');
  await gateway.ended;
  const file = join(folder, journalFiles(folder)[0]!);
  const sound = fs.statSync(file).size;
  fs.appendFileSync(file, 'half a record');
  const json = async (...args: string[]) => {
    const { code, stdout } = await runGateway([...args, '--json']);
    t.equal(code, 0, args.join(' '));
    return JSON.parse(stdout);
  };
  t.match(await json('journal', 'inspect', folder), {
    schema: 'qsl-journal-inspect/1',
    config: { symbols: ['AAPL', 'MSFT'] },
    files: [{ file, bytes: sound + 13, records: 2, kinds: { limit: 2 }, tornBytes: 13, isClosed: false, damage: null }],
  });
  t.match(await json('journal', 'verify', folder), {
    schema: 'qsl-journal-verify/1',
    ok: true,
    restingOrders: 1,
    recovery: { commands: 2, lastSequence: 3, tail: { soundBytes: sound, tornBytes: 13 } },
  });
  const books = { lastSequence: 3, trades: 1, books: [{ bids: [{ price: 100, total: 3 }], asks: [] }, { orders: 0 }] };
  t.match(await json('journal', 'replay', folder), { schema: 'qsl-journal-replay/1', ...books });
  t.equal(fs.statSync(file).size, sound + 13, 'reading changes nothing');
  t.match(await json('snapshot', folder, '--remove-older'), { lastSequence: 3, restingOrders: 1, removed: [file] });
  t.match(await json('journal', 'verify', folder), { recovery: { commands: 0, snapshotSequence: 3, lastSequence: 3 } });
  t.match((await runGateway(['journal', 'replay', folder])).stdout, /^snapshot last_seq 3 trades 1\nsym 0 bid 100 /);
  t.match(await runGateway(['journal', 'look', folder]), {
    code: 2,
    stderr: /"look" is not inspect, verify or replay/,
  });
});

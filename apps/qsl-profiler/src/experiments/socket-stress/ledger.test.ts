import t from 'tap';
import { keepLedger, sumKnown, type TrialCounts } from './ledger.ts';

const NOTHING_LOST: TrialCounts = {
  ...{ published: 100, received: 100, gapMissing: 0, outOfOrder: 0, sendFailures: 0, socketDrops: 0 },
};

t.test('every lost datagram is attributed, or stays unexplained', async (t) => {
  const cases: [
    what: string,
    Partial<TrialCounts>,
    expected: [lost: number, outsideGaps: number, unexplained: number | null],
  ][] = [
    ['nothing is lost', {}, [0, 0, 0]],
    ['all in gaps and dropped', { received: 60, gapMissing: 40, socketDrops: 40 }, [40, 0, 0]],
    ['a tail that no gap shows', { received: 60, gapMissing: 25, socketDrops: 40 }, [40, 15, 0]],
    ['nothing arrives', { received: 0, socketDrops: 100 }, [100, 100, 0]],
    ['some never left', { received: 90, gapMissing: 10, sendFailures: 7, socketDrops: 3 }, [10, 0, 0]],
    ['some vanish', { received: 90, gapMissing: 10, socketDrops: 6 }, [10, 0, 4]],
    ['more dropped than lost', { received: 90, gapMissing: 10, socketDrops: 12 }, [10, 0, -2]],
    ['late ones fill their gaps', { received: 95, gapMissing: 8, outOfOrder: 3, socketDrops: 5 }, [5, 0, 0]],
    ['drops unknown', { received: 90, gapMissing: 10, socketDrops: null }, [10, 0, null]],
    ['drops unknown, but no loss left', { received: 90, sendFailures: 10, socketDrops: null }, [10, 10, 0]],
  ];
  for (const [what, counts, [lost, outsideGaps, unexplained]] of cases) {
    const ledger = keepLedger({ ...NOTHING_LOST, ...counts });
    t.match(ledger, { lost, outsideGaps, unexplained }, what);
    t.equal(ledger.inGaps + ledger.outsideGaps, ledger.lost, what);
  }
});

t.test('a sum with an unknown in it is unknown', async (t) => {
  t.equal(sumKnown([1, 2]), 3);
  t.equal(sumKnown([1, null, 2]), null);
  t.equal(sumKnown([]), 0);
});

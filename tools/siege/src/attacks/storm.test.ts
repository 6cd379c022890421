import t from 'tap';
import { outcomeFindings } from './storm.ts';

const SOUND = { served: 100, shed: 895, gaveUp: 5, asked: 300, answered: 300, lost: 0, tookMs: 1000 };
const storm = { connections: 1000, leastServed: 98, outcome: SOUND, survivors: { stillServed: 100, questions: SOUND } };
type Storm = Parameters<typeof outcomeFindings>[0];

/** What did not hold. */
const broken = (course: Storm) =>
  outcomeFindings(course)
    .filter(({ verdict }) => verdict !== 'held')
    .map(({ what }) => what);

t.test('all that is claimed of a storm holds of a sound one', async (t) => {
  t.same(broken(storm), []);
});

t.test('what does not hold is found', async (t) => {
  const outcome = (part: Partial<typeof SOUND>) => ({ ...storm, outcome: { ...SOUND, ...part } });
  const survivors = (stillServed: number, part: Partial<typeof SOUND> = {}) => ({
    ...storm,
    survivors: { stillServed, questions: { ...SOUND, ...part } },
  });
  const EACH = 'there are survivors, each was asked, and none was lost';
  const cases: [what: string, course: Storm, broken: string[]][] = [
    ['a connection that nobody accounts for', outcome({ shed: 894 }), ['connections of the storm']],
    [
      'too few served',
      { ...outcome({ served: 97, shed: 898 }), survivors: { stillServed: 97, questions: SOUND } },
      ['connections of the storm that were served'],
    ],
    ['a survivor that is silent at the end', survivors(99), ['survivors served to the end']],
    ['a question without an answer', survivors(100, { answered: 299 }), ['questions of survivors answered']],
    ['a survivor that was lost', survivors(100, { lost: 1 }), [EACH]],
    ['survivors that were not asked', survivors(100, { asked: 99, answered: 99 }), [EACH]],
  ];
  for (const [what, course, expected] of cases) t.same(broken(course), expected, what);
});

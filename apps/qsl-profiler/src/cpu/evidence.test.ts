import t from 'tap';
import { classify } from './evidence.ts';

const count = (value: string, event: string) => `${value},,${event},1000,100.00,,\n`;

t.test('perf counts as evidence only for what it counted', async (t) => {
  const cases: [name: string, status: number | null, text: string, wanted: string][] = [
    ['all counters', 0, count('9', 'cycles') + count('8', 'instructions') + count('1.5', 'task-clock'), 'full'],
    ['no kernel', 0, count('9', 'cycles:u') + count('8', 'instructions:u') + count('1.5', 'task-clock:u'), 'partial'],
    ['a guest', 0, count('<not supported>', 'cycles') + count('0.5', 'task-clock'), 'partial'],
    ['half a guest', 0, count('9', 'cycles') + count('0.5', 'task-clock'), 'partial'],
    ['not even clocks', 0, count('<not counted>', 'task-clock'), 'constrained'],
    ['refused', 255, 'Access to performance monitoring and observability operations is limited.\n', 'constrained'],
    ['hung', null, '', 'constrained'],
  ];
  for (const [name, status, text, wanted] of cases) {
    t.equal(classify({ version: '6.1', status, text }).class, wanted, name);
  }
});

import t from 'tap';
import { choosePlacement } from './cpus.ts';

t.test(
  'server and driver are kept apart where there are two CPUs, and a reader is told where there are not',
  async (t) => {
    t.match(choosePlacement([0, 1, 5]), { serverCpu: 5, driverCpu: 1, note: 'servers on CPU 5, drivers on CPU 1' });
    t.match(choosePlacement([3]), { serverCpu: 3, driverCpu: 3, note: /^one CPU for server and driver together$/ });
    t.match(choosePlacement([]), { serverCpu: undefined, driverCpu: undefined, note: /cannot pin/ });
  },
);

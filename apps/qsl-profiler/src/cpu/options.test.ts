import t from 'tap';
import { DEFAULTS, describeFlags } from './options.ts';

t.test('where each setting came from is kept', async (t) => {
  t.strictSame(describeFlags({ frequencyHz: Number(DEFAULTS.frequency), source: DEFAULTS.source }), {
    '--frequency': { value: '199', from: 'default' },
    '--source': { value: 'auto', from: 'default' },
  });
  t.strictSame(describeFlags({ frequencyHz: 99, source: 'v8' }), {
    '--frequency': { value: '99', from: 'command line' },
    '--source': { value: 'v8', from: 'command line' },
  });
});

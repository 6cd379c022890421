import t from 'tap';
import { isScript } from './failure.ts';

t.test('a script is what can be played', async (t) => {
  const script = {
    schema: 'qsl-torture-script/1',
    transport: 'epoll',
    finding: '',
    round: { clients: [], faults: [] },
  };
  const cases: [what: string, saved: unknown, isOne: boolean][] = [
    ['whole', script, true],
    ['nothing', null, false],
    ['another schema', { ...script, schema: 'another/1' }, false],
    ['the schema alone', { schema: script.schema }, false],
    ['no transport that there is', { ...script, transport: 'udp' }, false],
    ['a round that is null', { ...script, round: null }, false],
    ['no clients', { ...script, round: { faults: [] } }, false],
    ['no faults', { ...script, round: { clients: [] } }, false],
  ];
  for (const [what, saved, isOne] of cases) t.equal(isScript(saved), isOne, what);
});

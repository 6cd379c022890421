import t from 'tap';
import { socketStateOf } from './socket-state.ts';

t.test('states have the numbers of include/net/tcp_states.h', async (t) => {
  const cases: [code: number, state: string | undefined][] = [
    [0, undefined],
    [1, 'ESTABLISHED'],
    [6, 'TIME_WAIT'],
    [7, 'CLOSE'],
    [8, 'CLOSE_WAIT'],
    [10, 'LISTEN'],
    [12, 'NEW_SYN_RECV'],
    [13, 'BOUND_INACTIVE'],
    [14, undefined],
  ];
  for (const [code, state] of cases) t.equal(socketStateOf(code), state, String(code));
});

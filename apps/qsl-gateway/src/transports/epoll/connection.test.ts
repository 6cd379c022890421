import t from 'tap';
import { createVenue } from '../../../test/local-session.ts';
import { ChunkPool } from './backlog.ts';
import { Connection, ConnectionTable } from './connection.ts';

const venue = createVenue();
const pool = new ChunkPool();

function add(table: ConnectionTable, fd: number): Connection {
  const connection = new Connection(fd, table.reserve(), venue, pool, 0);
  table.put(connection);
  return connection;
}

t.test('an event finds the connection that it was registered for', async (t) => {
  const table = new ConnectionTable();
  const [first, second] = [add(table, 7), add(table, 8)];
  t.equal(table.find(first.slot, first.generation), first);
  t.equal(table.find(second.slot, second.generation), second);
  t.equal(table.find(9, 0), undefined, 'no such slot');
});

t.test('an event of a closed descriptor does not reach the connection that reuses its number and place', async (t) => {
  const table = new ConnectionTable();
  const old = add(table, 7);
  table.remove(old);
  t.equal(table.find(old.slot, old.generation), undefined, 'nobody there');
  const young = add(table, 7);
  t.equal(young.slot, old.slot, 'the place is used again');
  t.equal(table.find(old.slot, old.generation), undefined, 'a late event finds nobody');
  t.equal(table.find(young.slot, young.generation), young);
});

t.test('no connection is missed, nor met twice, while others close', async (t) => {
  const table = new ConnectionTable();
  const connections = Array.from({ length: 10 }, (_, i) => add(table, i));
  const met: number[] = [];
  for (const connection of table) {
    met.push(connection.fd);
    table.remove(connection);
    const next = connections[connection.fd + 1];
    if (connection.fd % 4 === 0 && next) table.remove(next);
  }
  t.same(met, [0, 2, 3, 4, 6, 7, 8]);
  t.equal(table.count, 0);
});

import t from 'tap';
import { Engine } from './engine.ts';
import { SymbolRegistry } from './symbols.ts';

t.test('ids follow the order of registration, and a known name keeps its id', async (t) => {
  const engine = Engine.create({ maxOrders: 1, maxSymbols: 3 });
  const symbols = new SymbolRegistry(engine);
  t.same(
    ['AAPL', 'MSFT', 'AAPL', '__proto__'].map((name) => symbols.register(name)),
    [0, 1, 0, 2],
  );
  t.equal(engine.symbolCount, 3);
  t.equal(symbols.idOf('MSFT'), 1);
  t.equal(symbols.idOf('msft'), undefined);
});

t.test('a name that finds no room is not remembered', async (t) => {
  const symbols = new SymbolRegistry(Engine.create({ maxOrders: 1, maxSymbols: 1 }));
  symbols.register('AAPL');
  t.throws(() => symbols.register('MSFT'), new RangeError('no room for more than 1 symbols'));
  t.equal(symbols.idOf('MSFT'), undefined);
  t.equal(symbols.register('AAPL'), 0);
});

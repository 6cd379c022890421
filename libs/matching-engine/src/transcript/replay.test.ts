import t from 'tap';
import { TranscriptCapacityError, TranscriptError } from './errors.ts';
import { type ReplayOptions, replay } from './replay.ts';

const HEADER = ['# a comment', 'version 1', 'meta seed 1 symbols 1 orders 2 max_qty 100 max_notional 10000'];

function replayed(lines: readonly string[], options: Partial<ReplayOptions> = {}): string[] {
  return [...replay([`${lines.join('\n')}\n`], { file: 'flow.txt', ...options })];
}

/** The lines after the header. */
function outcomeOf(commands: readonly string[], options: Partial<ReplayOptions> = {}): string[] {
  return replayed([...HEADER, ...commands], options).slice(HEADER.length);
}

t.test('a header alone is a transcript', async (t) => {
  t.same(replayed(HEADER), [...HEADER, 'snapshot last_seq 0 trades 0']);
});

t.test('outcomes that are already there are ignored, whatever they say, wherever they are', async (t) => {
  const clean = ['cmd reg A', 'cmd limit 0 1 B 10 5 GTC', 'cmd cancel 0 2'];
  const outcomes = [
    'evt accept 99 9 9',
    'evt',
    'reject what?',
    'snapshot',
    'sym x',
    'level \t 1 2 3',
    '  evt nonsense',
  ];
  const littered = outcomes.flatMap((line) => [line, ...clean.splice(0, 1)]);
  const expected = replayed([...HEADER, 'cmd reg A', 'cmd limit 0 1 B 10 5 GTC', 'cmd cancel 0 2']);
  t.same(replayed(['evt early', HEADER[0]!, 'level', HEADER[1]!, 'sym', HEADER[2]!, ...littered]), expected);
  t.same(replayed(expected), expected, 'a transcript is its own transcript');
});

t.test('blank lines, further comments, blanks around fields and CRLF change nothing', async (t) => {
  const plain = [...HEADER, 'cmd reg A', 'cmd limit 0 1 B 10 5 GTC'];
  const spaced = [
    '',
    `${HEADER[0]}\r`,
    '# another',
    '  version \t1\r',
    '\r',
    `${HEADER[2]}\r`,
    '#yet another',
    ' cmd  reg\tA  \r',
    ' \t ',
    'cmd limit 0 1 B\t10 5 GTC\r',
  ];
  t.same(replayed(spaced), replayed(plain));
});

t.test('a last line needs no line feed', async (t) => {
  const text = [...HEADER, 'cmd reg A'].join('\n');
  t.same([...replay([text], { file: 'flow.txt' })], replayed([...HEADER, 'cmd reg A']));
});

t.test('text may be cut anywhere', async (t) => {
  const text = `${[...HEADER, 'cmd reg A', 'cmd limit 0 1 B 10 5 GTC'].join('\r\n')}\r\n`;
  const whole = [...replay([text], { file: 'flow.txt' })];
  for (let at = 0; at <= text.length; at++) {
    t.same([...replay([text.slice(0, at), '', text.slice(at)], { file: 'flow.txt' })], whole, `cut at ${at}`);
  }
});

t.test('the first comment is carried through as it is, a missing one made up', async (t) => {
  t.equal(replayed(['#  odd  spacing, “quotes” ', ...HEADER.slice(1)])[0], '#  odd  spacing, “quotes” ');
  const standard = '# qsl differential-testing fixture: command stream + events + rejections + snapshot';
  t.equal(replayed(HEADER.slice(1))[0], standard);
  t.equal(replayed([...HEADER.slice(1), '# too late'])[0], standard);
});

t.test('risk limits beyond the numbers of the engine are carried through, and as good as none', async (t) => {
  const meta = `meta seed ${'9'.repeat(40)} symbols 0 orders 007 max_qty ${2n ** 64n} max_notional ${2n ** 63n - 1n}`;
  const commands = ['cmd reg A', `cmd limit 0 1 B 2097152 ${2 ** 32 - 1} GTC`, `cmd limit 0 2 B ${2n ** 53n} 1 GTC`];
  const lines = replayed([...HEADER.slice(0, 2), meta, ...commands]);
  t.equal(lines[2], meta);
  t.same(lines.slice(4, 8), [commands[1], 'evt accept 1 0 1', commands[2], 'reject new_limit 2 MaxNotionalExceeded']);
});

t.test('prices beyond 2^53 are judged by their true value', async (t) => {
  const prices = [2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n), -1n, 0n];
  const commands = prices.map((price, id) => `cmd limit 0 ${id} B ${price} 1 GTC`);
  const rejects = outcomeOf(['cmd reg A', ...commands]).filter((line) => line.startsWith('reject'));
  t.same(rejects, [
    'reject new_limit 0 MaxNotionalExceeded',
    'reject new_limit 1 MaxNotionalExceeded',
    'reject new_limit 2 InvalidPrice',
    'reject new_limit 3 InvalidPrice',
    'reject new_limit 4 InvalidPrice',
  ]);
});

t.test('leading zeros do not make another id', async (t) => {
  t.same(outcomeOf(['cmd reg A', 'cmd limit 000 007 B 010 01 GTC', 'cmd cancel 0 7']), [
    'cmd reg A',
    'cmd limit 000 007 B 010 01 GTC',
    'evt accept 1 0 7',
    'cmd cancel 0 7',
    'evt cancel 2 0 7',
    'snapshot last_seq 2 trades 0',
    'sym 0 bid - ask - orders 0',
  ]);
});

t.test('a name is anything without blanks', async (t) => {
  const names = ['__proto__', 'evt', '#', 'version', '\u2028', '\u00a0', 'a"b'];
  const lines = outcomeOf(names.map((name) => `cmd reg ${name}`));
  t.same(
    lines.slice(0, names.length),
    names.map((name) => `cmd reg ${name}`),
  );
  t.equal(lines.filter((line) => line.startsWith('sym ')).length, names.length);
});

const LIMIT_FORM = '"cmd limit SYMBOL ID B|S PRICE QUANTITY GTC|IOC"';
const ID = 'ID, a whole number from 0 to 18446744073709551615';
const QUANTITY = 'QUANTITY, a whole number from 0 to 4294967295';
const PRICE = 'PRICE, a whole number from -9223372036854775808 to 9223372036854775807';

t.test('a line that cannot be read is named, with what was expected and what was found', async (t) => {
  const rows: [line: string, expected: string, found?: string][] = [
    ['cmd limit 0 1 B 10 5', LIMIT_FORM],
    ['cmd limit 0 1 B 10 5 GTC GTC', LIMIT_FORM],
    ['cmd limit 0 1 b 10 5 GTC', 'B or S', '"b"'],
    ['cmd limit 0 1 B 10 5 FOK', 'GTC or IOC', '"FOK"'],
    ['cmd limit 0 1 B 1e3 5 GTC', PRICE, '"1e3"'],
    ['cmd limit 0 1 B 9223372036854775808 5 GTC', PRICE, '"9223372036854775808"'],
    ['cmd limit 0 1 B -9223372036854775809 5 GTC', PRICE, '"-9223372036854775809"'],
    ['cmd limit 0 1 B 10 4294967296 GTC', QUANTITY, '"4294967296"'],
    ['cmd limit 0 1 B 10 -5 GTC', QUANTITY, '"-5"'],
    ['cmd limit 0 18446744073709551616 B 10 5 GTC', ID, '"18446744073709551616"'],
    ['cmd limit x 1 B 10 5 GTC', 'SYMBOL, a whole number from 0 to 4294967295', '"x"'],
    ['cmd market 0 1 B', '"cmd market SYMBOL ID B|S QUANTITY"'],
    ['cmd market 0 1 B 0x5', QUANTITY, '"0x5"'],
    ['cmd cancel 0', '"cmd cancel SYMBOL ID"'],
    ['cmd cancel 0 one', ID, '"one"'],
    ['cmd modify 0 1 10', '"cmd modify SYMBOL ID PRICE QUANTITY"'],
    ['cmd modify 0 1 - 5', PRICE, '"-"'],
    ['cmd reg', '"cmd reg NAME"'],
    ['cmd reg two words', '"cmd reg NAME"'],
  ];
  for (const [line, expected, found = JSON.stringify(line)] of rows) {
    const message = `flow.txt:5: expected ${expected}, found ${found}`;
    const shape = {
      name: 'TranscriptError',
      code: 'TRANSCRIPT_UNREADABLE',
      message,
      file: 'flow.txt',
      line: 5,
      expected,
      found,
    };
    t.throws(() => outcomeOf(['', line]), shape, line);
  }
});

t.test('neither is anything else a command', async (t) => {
  const forms = /^flow.txt:4: expected one of "cmd reg NAME", .*, "cmd modify SYMBOL ID PRICE QUANTITY", found /;
  for (const line of [
    'cmd',
    'cmd fill 0 1',
    'cmdreg A',
    'limit 0 1 B 10 5 GTC',
    'order cancel 0 1',
    'events',
    'version 1',
    'cmd toString',
    '\0',
  ]) {
    t.throws(() => outcomeOf([line]), { name: 'TranscriptError', message: forms }, JSON.stringify(line));
  }
});

t.test('a header that is not one is named', async (t) => {
  const [comment, version, meta] = HEADER as [string, string, string];
  const metaForm = '"meta seed A symbols B orders C max_qty D max_notional E"';
  const rows: [lines: string[], message: string][] = [
    [[], 'flow.txt:2: expected "version 1", found the end of the transcript'],
    [[comment], 'flow.txt:2: expected "version 1", found the end of the transcript'],
    [[comment, version], 'flow.txt:3: expected a "meta" line, found the end of the transcript'],
    [[comment, 'version 2'], 'flow.txt:2: expected "version 1", found "version 2"'],
    [['cmd reg A'], 'flow.txt:1: expected "version 1", found "cmd reg A"'],
    [[meta], `flow.txt:1: expected "version 1", found ${JSON.stringify(meta)}`],
    [[version, 'cmd reg A'], `flow.txt:2: expected ${metaForm}, found "cmd reg A"`],
    [[version, 'meta seed 1 symbols 1'], `flow.txt:2: expected ${metaForm}, found "meta seed 1 symbols 1"`],
    [
      [version, meta.replace('10000', '-1')],
      `flow.txt:2: expected ${metaForm}, found "${meta.replace('10000', '-1')}"`,
    ],
  ];
  for (const [lines, message] of rows) t.throws(() => replayed(lines), { name: 'TranscriptError', message });
  t.throws(() => [...replay([], { file: '-' })], {
    message: '-:1: expected "version 1", found the end of the transcript',
  });
});

t.test('what was found is quoted, cut and escaped', async (t) => {
  t.throws(() => outcomeOf(['\u0007\u001b[31m"']), { name: 'TranscriptError', found: '"\\u0007\\u001b[31m\\""' });
  t.throws(() => outcomeOf([`cmd cancel 0 ${'9'.repeat(1000)}`]), {
    name: 'TranscriptError',
    found: `"${'9'.repeat(80)}"…`,
  });
});

t.test('text without line feeds is refused before it fills the memory', async (t) => {
  function* endless(): Generator<string> {
    for (let pieces = 0; ; pieces++) {
      if (pieces > 100) throw new Error('it was all taken');
      yield '#'.repeat(4096);
    }
  }
  const expected = { name: 'TranscriptError', expected: 'a line of at most 65536 characters', line: 1 };
  t.throws(() => [...replay(endless(), { file: '-' })], expected);
  t.throws(() => [...replay([`${'#'.repeat(70_000)}\n`], { file: '-' })], expected);
});

t.test('what stands before an unreadable line has been printed by then', async (t) => {
  const printed: string[] = [];
  const lines = replay([[...HEADER, 'cmd reg A', 'nonsense'].join('\n')], { file: '-' });
  t.throws(() => {
    for (const line of lines) printed.push(line);
  }, TranscriptError);
  t.same(printed, [...HEADER, 'cmd reg A']);
});

const THREE_ORDERS = ['cmd reg A', ...[1, 2, 3].map((id) => `cmd limit 0 ${id} S 10 5 GTC`)];

t.test('more resting orders than there is room for are an error that names the option', async (t) => {
  t.throws(() => outcomeOf(THREE_ORDERS, { maxOrders: 2 }), {
    name: 'TranscriptCapacityError',
    code: 'TRANSCRIPT_CAPACITY',
    option: 'maxOrders',
    line: 7,
    message: 'flow.txt:7: no room for more than 2 resting orders: replay it with a larger maxOrders',
  });
  t.equal(outcomeOf(THREE_ORDERS, { maxOrders: 3 }).at(-1), 'level 0 A 10 15');
});

t.test('or rejects, if asked for', async (t) => {
  const options = { maxOrders: 2, whenFull: 'reject' } as const;
  const crossing = ['cmd limit 0 4 B 10 1 GTC', 'cmd limit 0 4 B 10 1 IOC', 'cmd market 0 5 B 1'];
  t.same(outcomeOf([...THREE_ORDERS, ...crossing], options).slice(5), [
    'cmd limit 0 3 S 10 5 GTC',
    'reject new_limit 3 StorageExhausted',
    'cmd limit 0 4 B 10 1 GTC',
    'reject new_limit 4 StorageExhausted',
    'cmd limit 0 4 B 10 1 IOC',
    'evt accept 3 0 4',
    'evt trade 4 0 4 1 10 1',
    'cmd market 0 5 B 1',
    'evt accept 5 0 5',
    'evt trade 6 0 5 1 10 1',
    'snapshot last_seq 6 trades 2',
    'sym 0 bid - ask 10 orders 2',
    'level 0 A 10 8',
  ]);
});

t.test('more symbols than there is room for are an error too, a known name is not one more', async (t) => {
  const symbols = ['cmd reg A', 'cmd reg B', 'cmd reg A'];
  t.equal(outcomeOf(symbols, { maxSymbols: 2 }).length, 6);
  const problem = { option: 'maxSymbols', line: 7, message: /no room for more than 2 symbols/ };
  t.throws(() => outcomeOf([...symbols, 'cmd reg C'], { maxSymbols: 2 }), problem);
  t.throws(() => outcomeOf([...symbols, 'cmd reg C'], { maxSymbols: 2, whenFull: 'reject' }), TranscriptCapacityError);
});

t.test('a capacity out of range is refused', async (t) => {
  t.throws(() => outcomeOf([], { maxOrders: 0 }), { name: 'RangeError', message: /^maxOrders / });
  t.throws(() => outcomeOf([], { maxSymbols: 2 ** 20 + 1 }), { name: 'RangeError', message: /^maxSymbols / });
});

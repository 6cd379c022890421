import t from 'tap';
import { renderFlameGraph } from './flame-graph.ts';
import { parsePerfScript } from './perf-script.ts';
import { parsePerfStat } from './perf-stat.ts';
import { countSamples, foldStack, rankFunctions, readFolded, unfoldStack, writeFolded } from './stacks.ts';
import { foldV8Profile, type V8Profile } from './v8-profile.ts';

/** Recorded with perf 6.1, folders changed. */
const SCRIPT = `node-MainThread 15581/15582 
	ffffffff8161f1c5 __alloc_frozen_pages_noprof ([kernel.kallsyms])
	ffffffff81000c82 asm_exc_page_fault ([kernel.kallsyms])
	          16e058 __memset_avx512_unaligned_erms (/usr/lib/libc.so.6)
	         10103f0 v8::internal::(anonymous namespace)::Invoke (/opt/node)

node-MainThread 15581/15582 
	    7f6bfb043f90 JS:*'hot file:///opt/app/src/engine.ts:12:13 (/tmp/perf-15581.map)
	    7f6bfb0017a4 Script:~ [eval]:1:1 (/tmp/perf-15581.map)
	         163221c Builtins_JSEntry (/opt/node)

epoll loop 15583 
	    7f6bfb043f99 [unknown] ([unknown])
	    7f6bfb0003a4 JS:~open node:internal/fs:7:1 (/tmp/perf-15581.map)

`;

t.test('what perf printed becomes stacks, outermost first, without folders', async (t) => {
  const { stacks, samples, unresolved } = parsePerfScript(SCRIPT);
  t.strictSame([samples, unresolved], [3, 1]);
  t.strictSame(writeFolded(stacks).sort(), [
    'epoll loop;open fs:7_[j];[unknown] 1',
    'node-MainThread;Builtins_JSEntry_[j];(anonymous) [eval]:1_[j];hot engine.ts:12_[j] 1',
    'node-MainThread;v8::internal::(anonymous namespace)::Invoke;__memset_avx512_unaligned_erms;asm_exc_page_fault_[k];__alloc_frozen_pages_noprof_[k] 1',
  ]);
  t.strictSame(parsePerfScript('').samples, 0);
});

t.test(
  'modules of the kernel and its file of symbols are kernel code, whatever the kernel lends a program is not',
  async (t) => {
    const cases: [line: string, isKernel: boolean][] = [
      ['ffffffffc0a1b2c3 veth_xmit ([veth])', true],
      ['ffffffffc0a1b2c3 nft_do_chain (/lib/modules/6.1.0/kernel/net/netfilter/nf_tables.ko)', true],
      ['ffffffffc0a1b2c3 nft_do_chain (/lib/modules/6.1.0/kernel/net/netfilter/nf_tables.ko.xz)', true],
      ['ffffffff8161f1c5 do_syscall_64 (/usr/lib/debug/boot/vmlinux-6.1.0)', true],
      ['ffffffff8161f1c5 do_syscall_64 ([guest.kernel.kallsyms])', true],
      ['ffffffffc0001000 bpf_prog_6deef7357e7b4530 (bpf_prog_6deef7357e7b4530)', true],
      ['ffffffffc0001000 [unknown] ([unknown])', true],
      ['            1000 veth_xmit ([veth])', true],
      ['    7ffd1c5f0a00 __vdso_clock_gettime ([vdso])', false],
      ['ffffffffff600000 gettimeofday ([vsyscall])', false],
      ['    7f6bfb043f99 [unknown] ([heap])', false],
      ['    7f6bfb043f99 f (/opt/vmlinux-tools/bin/f)', false],
      ['    7f6bfb043f99 f (/opt/x.kobold)', false],
    ];
    for (const [line, isKernel] of cases) {
      const [stack = ''] = parsePerfScript(`x 1/1\n\t${line}\n\n`).stacks.keys();
      t.equal(stack.endsWith('_[k]'), isKernel, line);
    }
  },
);

const frame = (functionName: string, url = '', lineNumber = -1) => ({ functionName, url, lineNumber });
const PROFILE: V8Profile = {
  nodes: [
    { id: 1, callFrame: frame('(root)'), children: [2, 3, 5] },
    { id: 2, callFrame: frame('(idle)') },
    { id: 3, callFrame: frame('main', 'file:///opt/app/main.ts', 4), children: [4] },
    { id: 4, callFrame: frame('', 'node:internal/net', 0) },
    { id: 5, callFrame: frame('(garbage collector)') },
  ],
  samples: [2, 2, 3, 4, 4, 5],
};

t.test("V8's profile becomes stacks; idling is none", async (t) => {
  const { stacks, samples, idle } = foldV8Profile(PROFILE, 'main');
  t.strictSame([samples, idle], [4, 2]);
  t.strictSame(writeFolded(stacks), [
    'main;main main.ts:5_[j];(anonymous) net:1_[j] 2',
    'main;(garbage collector) 1',
    'main;main main.ts:5_[j] 1',
  ]);
  t.throws(() => foldV8Profile({} as V8Profile, 'main'), TypeError);
});

t.test('whatever a thread and a function are called, their stack is one line that can be read again', async (t) => {
  const stack = foldStack('a\nb;c', [{ name: 'f\x1b[2J', kind: 'js' }]);
  t.equal(stack, 'a b:c;f?[2J_[j]');
  t.strictSame([...readFolded([`${stack} 1`])], [[stack, 1]]);
});

t.test('a function counts once a stack, however often it is on it', async (t) => {
  const stacks = readFolded(['t;a;b;a 3', 't;a 1', 't;c_[k] 2']);
  t.strictSame(rankFunctions(stacks), [
    { name: 'a', kind: 'native', self: 4, total: 4 },
    { name: 'c', kind: 'kernel', self: 2, total: 2 },
    { name: 'b', kind: 'native', self: 0, total: 3 },
  ]);
  t.equal(countSamples(stacks), 6);
  t.strictSame(unfoldStack('t;x_[j]')[1], { name: 'x', kind: 'js' });
  t.throws(() => readFolded(['no count']), RangeError);
});

t.test('counters that the machine lacks are null, not nought', async (t) => {
  const text =
    '# started\n<not supported>,,cycles:u,0,100.00,,\n0.49,msec,task-clock,486262,50.00,0.547,CPUs utilized\n';
  t.strictSame(parsePerfStat(text), [
    { event: 'cycles:u', value: null, unit: '', countedShare: 1 },
    { event: 'task-clock', value: 0.49, unit: 'msec', countedShare: 0.5 },
  ]);
});

t.test('a flame graph shows every frame to scale, and is well-formed whatever functions are called', async (t) => {
  const stacks = readFolded(['t;<a & "b">;inner_[j] 3', 't;<a & "b"> 1', 'u;tiny_[k] 4']);
  const svg = renderFlameGraph(stacks, { title: 'a < b', subtitle: 'x' });
  t.match(svg, /&lt;a &amp; &quot;b&quot;&gt;/);
  t.notMatch(svg, /<a &/);
  const widths = [...svg.matchAll(/<rect class="f (\w+) s\d"[^>]* width="([\d.]+)"/g)].map(([, kind, width]) => [
    kind,
    Number(width),
  ]);
  const full = widths.filter(([kind]) => kind === 'thread').reduce((sum, [, width]) => sum + Number(width), 0);
  const shareOf = (kind: string) => widths.filter(([k]) => k === kind).map(([, width]) => Number(width) / full);
  t.ok(Math.abs((shareOf('js')[0] ?? 0) - 3 / 8) < 0.001);
  t.ok(Math.abs((shareOf('kernel')[0] ?? 0) - 4 / 8) < 0.001);
  t.equal([...svg.matchAll(/<title>/g)].length, widths.length, 'each with its own words');
  t.match(renderFlameGraph(new Map(), { title: 'empty', subtitle: '' }), /no samples/);
});

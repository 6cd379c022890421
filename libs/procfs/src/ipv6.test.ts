import fc from 'fast-check';
import t from 'tap';
import { formatIpv6 } from './ipv6.ts';

t.test('addresses are written as RFC 5952 wants them', async (t) => {
  const cases: [groups: string, text: string][] = [
    ['0000 0000 0000 0000 0000 0000 0000 0000', '::'],
    ['0000 0000 0000 0000 0000 0000 0000 0001', '::1'],
    ['2001 0db8 0000 0000 0000 0000 0002 0001', '2001:db8::2:1'],
    ['2001 0db8 0000 0001 0001 0001 0001 0001', '2001:db8:0:1:1:1:1:1'],
    ['2001 0000 0000 0001 0000 0000 0000 0001', '2001:0:0:1::1'],
    ['2001 0db8 0000 0000 0001 0000 0000 0001', '2001:db8::1:0:0:1'],
    ['fe80 0000 0000 0000 0000 0000 0000 0000', 'fe80::'],
    ['0000 0000 0000 0000 0000 ffff c000 0201', '::ffff:192.0.2.1'],
  ];
  for (const [groups, text] of cases) t.equal(formatIpv6(Buffer.from(groups.replaceAll(' ', ''), 'hex')), text);
});

t.test("any address is written as the platform's URL parser writes it", async (t) => {
  const group = fc.oneof(fc.constant(0), fc.nat({ max: 0xffff }));
  const groups = fc.array(group, { minLength: 8, maxLength: 8 }).filter((all) => all[5] !== 0xffff);
  const property = fc.property(groups, (all) => {
    const full = all.map((one) => one.toString(16).padStart(4, '0'));
    const bytes = Buffer.from(full.join(''), 'hex');
    return `[${formatIpv6(bytes)}]` === new URL(`http://[${full.join(':')}]`).hostname;
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 1000 }));
});

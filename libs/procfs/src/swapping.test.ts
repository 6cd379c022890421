import t from 'tap';
import { parseSwapping } from './swapping.ts';

t.test('pages in and out, wherever they stand', async (t) => {
  t.strictSame(parseSwapping('nr_free_pages 5\npswpin 3\npswpout 4\npgfault 9\n'), { pagesIn: 3, pagesOut: 4 });
});

t.test('a kernel without swap moves no pages', async (t) => {
  t.strictSame(parseSwapping('nr_free_pages 5\n'), { pagesIn: 0, pagesOut: 0 });
});

t.test('a cut or wrong number is refused', async (t) => {
  t.throws(() => parseSwapping('pswpin -3\n', 'here'), { code: 'QSL_PROCFS_FORMAT', file: 'here', field: 'pswpin' });
  t.throws(() => parseSwapping('pswpin 3', 'here'), { code: 'QSL_PROCFS_FORMAT', field: 'end of file' });
});

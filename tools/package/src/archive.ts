import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import { create } from 'tar';

/** Higher ones gain a few per cent and take many times as long. */
const LEVEL = 9;
/** Node repeats itself over long distances; 128 MiB is the most that `zstd -d` takes without being asked. */
const WINDOW_LOG = 27;

/** tar(5) counts from 1970, and extractors warn of times in the far past: the earliest that zip knows too. */
const NO_TIME = new Date('1980-01-01T00:00:00Z');

/**
 * Packs files of one folder, under a folder of the given name, into a .tar.zst. The same files give the same bytes:
 * owners and times are left out.
 */
export async function packArchive(
  output: string,
  { folder, files, root }: { folder: string; files: readonly string[]; root: string },
): Promise<void> {
  const tar = create({ cwd: folder, prefix: root, portable: true, mtime: NO_TIME }, [...files]);
  const zstd = createZstdCompress({
    params: {
      [constants.ZSTD_c_compressionLevel]: LEVEL,
      [constants.ZSTD_c_windowLog]: WINDOW_LOG,
      [constants.ZSTD_c_checksumFlag]: 1,
    },
  });
  await pipeline(tar, zstd, createWriteStream(output));
}

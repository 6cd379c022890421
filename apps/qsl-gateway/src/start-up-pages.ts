import { diagnostics } from '@qsl/cli';
import { platform, releaseFilePages, trimHeap } from '@qsl/posix';
import { type Mapping, readMappings } from '@qsl/procfs';

const log = diagnostics('gateway');

/**
 * Lets go of what only the start needed: free memory that malloc keeps, and the program's own pages, parsers, compilers and
 * tables of Node, some 30 MB that an idle gateway would keep resident. They are pages of files, as the disk has them; what is
 * needed again comes back from the page cache with a minor fault for each 64 KiB. Where the system does not say what is
 * mapped, those stay.
 */
export function releaseStartUpPages(): void {
  if (platform !== 'linux') return;
  trimHeap();
  try {
    for (const mapping of readMappings({ pid: process.pid }).filter(isUntouchedFile)) releaseFilePages(mapping);
  } catch (error) {
    log('the pages of the start stay resident: %s', error);
  }
}

/** Whether a mapping is as its file has it: nobody may write to it, and nobody has, the dynamic linker included. */
export function isUntouchedFile({ name, permissions, residentBytes, anonymousBytes }: Mapping): boolean {
  return name.startsWith('/') && permissions[1] === '-' && residentBytes > 0 && anonymousBytes === 0;
}

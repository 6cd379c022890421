import { type ProcRoot, systemPlace } from './place.ts';
import { readTextIfOffered } from './read.ts';
import { columnsOf, completeText } from './text.ts';

export type SysctlTarget = ProcRoot & {
  /** As sysctl(8) names it, with dots: `kernel.yama.ptrace_scope`. */
  name: string;
};

/** The values of a file under /proc/sys, one word each; undefined where this kernel or namespace does not show it. */
export function readSysctl({ name, ...options }: SysctlTarget): string[] | undefined {
  const place = systemPlace(options, `sys/${name.replaceAll('.', '/')}`);
  const text = readTextIfOffered(place);
  return text === undefined ? undefined : columnsOf(completeText(text, place.file));
}

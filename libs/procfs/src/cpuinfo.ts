import { type ProcRoot, systemPlace } from './place.ts';
import { readText } from './read.ts';
import { completeLines } from './text.ts';

export type Cpuinfo = {
  /** As the first CPU reports it. undefined where the file names none, as on arm64: never guessed. */
  modelName: string | undefined;
  /** Logical CPUs online, hyper-threads counted each. */
  processors: number;
};

/** Reads /proc/cpuinfo. */
export function readCpuinfo(options: ProcRoot = {}): Cpuinfo {
  const place = systemPlace(options, 'cpuinfo');
  return parseCpuinfo(readText(place), place.file);
}

/** Parses the text of /proc/cpuinfo: "key : value" lines whose set of keys differs with the architecture. */
export function parseCpuinfo(text: string, file = '/proc/cpuinfo'): Cpuinfo {
  const lines = completeLines(text, file);
  const modelName = lines.map((line) => /^model name\s*:(.*)$/.exec(line)?.[1]?.trim()).find(Boolean);
  return { modelName, processors: lines.filter((line) => /^processor\s*:/.test(line)).length };
}

/** The features of the first CPU; empty where the file lists none under that name, as on arm64. */
export function readCpuFlags(options: ProcRoot = {}): string[] {
  const place = systemPlace(options, 'cpuinfo');
  const lines = completeLines(readText(place), place.file);
  const flags = lines.map((line) => /^flags\s*:(.*)$/.exec(line)?.[1]).find((words) => words !== undefined);
  return flags?.trim().split(/\s+/) ?? [];
}

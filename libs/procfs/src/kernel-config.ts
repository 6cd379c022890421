import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type ProcRoot, systemPlace } from './place.ts';

/** 'y': built in, 'm': a module that may be loaded, 'n': not there. */
export type ConfigChoice = 'y' | 'm' | 'n';

/**
 * The options that the running kernel was built with, from /proc/config.gz, without their CONFIG_; undefined where the
 * kernel does not tell (IKCONFIG_PROC). Options of another kind than yes, module or no are left out.
 */
export function readKernelConfig(options: ProcRoot = {}): ((option: string) => ConfigChoice) | undefined {
  const { file } = systemPlace(options, 'config.gz');
  if (!existsSync(file)) return undefined;
  return parseKernelConfig(gunzipSync(readFileSync(file)).toString('latin1'));
}

/** Parses a kernel's .config: `CONFIG_NET_SCH_TBF=y`. What it does not name is not there. */
export function parseKernelConfig(text: string): (option: string) => ConfigChoice {
  const choices = new Map(
    Array.from(text.matchAll(/^CONFIG_(\w+)=([ym])$/gm), ([, name = '', choice]) => [name, choice as ConfigChoice]),
  );
  return (option) => choices.get(option) ?? 'n';
}

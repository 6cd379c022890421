/** The bundle that an executable starts with. */
export const MAIN = 'main.cjs';
/** The code that runs a bundle; threads need it as text. */
export const BOOT = 'boot.cjs';
/** The native part of koffi. */
export const NATIVE_PART = 'koffi.node';

/** The code cache of a bundle. */
export function cacheOf(bundle: string): string {
  return `${bundle}.cache`;
}

/** The call that ends the text of the boot code; `qsl` is the global name that it is bundled under. */
export const BOOT_GLOBAL = 'qsl';
export function bootCall(bundle: string): string {
  return `${BOOT_GLOBAL}.boot(${JSON.stringify(bundle)});`;
}

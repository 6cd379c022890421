import { getRawAsset } from 'node:sea';
import { NATIVE_PART } from '../asset-names.ts';
import { loadNativePart } from './native-part.ts';

/** Takes the place of the function of that name in libs/posix: koffi's native part has all that is used of it. */
export function loadKoffi(): unknown {
  return loadNativePart(() => new Uint8Array(getRawAsset(NATIVE_PART)));
}

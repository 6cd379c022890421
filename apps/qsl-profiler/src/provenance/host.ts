import { readFileSync } from 'node:fs';
import os from 'node:os';
import { readCpuinfo } from '@qsl/procfs';

/** Facts about the machine, as text; undefined for what it does not tell. */
export interface HostFacts {
  hardware: string;
  os: string | undefined;
  kernel: string;
  cpuModel: string | undefined;
  cores: string;
}

const BYTES_PER_GIB = 1024 ** 3;
/** Folders of DMI (x86) and the device tree (arm64) whose files any user may read. Serial numbers are none of them. */
const MODEL_FILES = [
  ['/sys/class/dmi/id/sys_vendor', '/sys/class/dmi/id/product_name'],
  ['/sys/firmware/devicetree/base/model'],
];

/** Asks the machine what it is. */
export function readHostFacts(): HostFacts {
  const memory = `${(os.totalmem() / BYTES_PER_GIB).toFixed(1)} GiB memory`;
  return {
    hardware: [readModel() ?? 'model unavailable', os.machine(), memory].join(', '),
    os: readOsName(),
    kernel: `${os.type()} ${os.release()}`,
    cpuModel: process.platform === 'linux' ? readCpuinfo().modelName : os.cpus()[0]?.model,
    cores: String(os.cpus().length),
  };
}

function readModel(): string | undefined {
  for (const files of MODEL_FILES) {
    const words = files.map(readWord).filter((word) => word !== undefined && word !== '');
    if (words.length > 0) return words.join(' ');
  }
  return undefined;
}

/** os-release(5): a shell assignment, quoted or not. */
function readOsName(): string | undefined {
  return /^PRETTY_NAME=(['"]?)(.*)\1$/m.exec(readWord('/etc/os-release') ?? '')?.[2];
}

/** The text of a small file without its padding (the device tree ends strings with NUL); undefined if unreadable. */
function readWord(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').replaceAll('\0', '').trim();
  } catch {
    return undefined;
  }
}

/** A command line as typed, by the name of its npm script and what came after; which folders it named is nobody's business. */
export function describeCommandLine(script: string, args: readonly string[] = process.argv.slice(2)): string {
  const withoutFolders = args.map((arg) => arg.replace(/^(--[^=]+=)?.*\/(?=[^/])/s, '$1'));
  return [`npm run ${script}`, ...(args.length > 0 ? ['--', ...withoutFolders] : [])].join(' ');
}

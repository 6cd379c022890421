/** For what is measured: without what would make Node do more than its work (inspectors, coverage), and without colour or pagers for tools. */
export function childEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(NODE_|DEBUG$|TAP|_TAPJS)/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: 'C', PERF_CONFIG: '/dev/null' };
}

/** The most long connections, or short ones at a time: what the ids of one load have room for, and more than ports. */
export const MAX_CONNECTIONS = 1_000_000;

/** The most orders in flight on a connection: 172 KiB of requests. */
export const MAX_DEPTH = 4096;

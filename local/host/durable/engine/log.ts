/** Where the engine says what it is doing. */
export type Log = (level: 'info' | 'warn' | 'error', message: string) => void;

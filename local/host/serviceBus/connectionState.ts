import type { Log } from '../log';

/** Says once when the broker is lost, and once when it is back. */
export type ConnectionState = { up: () => void; away: (reason: string) => void };

export function createConnectionState(
  { name, entity }: { name: string; entity: string },
  log: Log,
): ConnectionState {
  const category = 'Host.Triggers.ServiceBus';
  let state: 'starting' | 'listening' | 'away' = 'starting';
  return {
    up: () => {
      if (state !== 'listening') {
        state = 'listening';
        log('information', category, `${name} receives from ${entity}.`);
      }
    },
    away: (reason) => {
      if (state !== 'away') {
        state = 'away';
        const text = `${name} cannot receive from ${entity}, and goes on trying: ${reason}`;
        log('warning', category, text);
      }
    },
  };
}

import type { Row } from '../group';
import { commandOf, peakMemoryMb } from '../process/process';
import type { Process } from '../process/process';

/** Which script each of the demo's processes runs. */
const scripts = {
  app: 'dist/local/host/worker/child.js',
  host: 'dist/local/host/main.js',
  cloud: 'dist/local/cloud/main.js',
};

/** Notes the most memory that each of the demo's processes has had resident, in MB. */
export function watchMemory(): {
  look: (family: readonly Process[]) => void;
  rows: () => Row[];
} {
  const peaks = new Map<string, number>();

  return {
    look: (family) => {
      for (const each of family) {
        const command = commandOf(each);
        for (const [name, script] of Object.entries(scripts)) {
          if (command.some((word) => word.endsWith(script))) {
            peaks.set(name, Math.max(peaks.get(name) ?? 0, peakMemoryMb(each)));
          }
        }
      }
    },

    rows: () =>
      Object.entries(scripts).map(([name, script]) => {
        const value = peaks.get(name);
        if (value === undefined) {
          throw new Error(`Saw no process that runs ${script}`);
        }
        return { name: `start/${name}_rss_mb`, value, unit: 'MB' };
      }),
  };
}

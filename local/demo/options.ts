import { parseArgs } from 'node:util';

/** How the story is to be played. */
export type Options = {
  plants: number;
  /** Circuits of the whole fleet. */
  circuits: number;
  /** The simulated services run this many times faster than the real ones. */
  speed: number;
  port: number;
  /** End when the report is there, instead of staying up. */
  once: boolean;
  /** Print the account as one line of JSON at the end. */
  json: boolean;
  /** Go on with the state of the last run instead of a new one. */
  keep: boolean;
  /** Where all state and logs are kept. */
  state: string;
};

export const usage = `Usage: npm start -- [options]

Plays a bad release on a simulated fleet, and lets Ripcord take it back.

  --once         end when the report is there (otherwise everything stays up until Ctrl-C)
  --json         print the account as one line of JSON, last, on standard output
  --circuits N   circuits in the fleet (default 200)
  --plants N     plants they are spread over, at most 20 circuits each (default: as few as can be)
  --speed N      how much faster than real the simulated services are (default 20)
  --port N       port of the app (default 7071)
  --keep         keep the state of the last run
  --state DIR    where state and logs are kept (default .local/demo)
  --help         this text
`;

/** One circuit alone points at its model: no environment is blamed for it. */
const fewestCircuits = 2;

/** Azure ML's own default limit. */
const circuitsPerPlant = 20;

export type Asked =
  { ask: 'play'; options: Options } | { ask: 'help' } | { ask: 'wrong'; reason: string };

export function readOptions(args: readonly string[]): Asked {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        circuits: { type: 'string', default: '200' },
        plants: { type: 'string' },
        speed: { type: 'string', default: '20' },
        port: { type: 'string', default: '7071' },
        state: { type: 'string', default: '.local/demo' },
      },
    });
    if (values.help) {
      return { ask: 'help' };
    }
    const circuits = number('circuits', values.circuits, { from: fewestCircuits, to: 20_000 });
    const fewest = Math.ceil(circuits / circuitsPerPlant);
    const plants = number('plants', values.plants ?? String(fewest), {
      from: fewest,
      to: circuits,
    });
    const speed = number('speed', values.speed, { from: 1, to: 1000, fractions: true });
    const port = number('port', values.port, { from: 1, to: 65_535 });
    const { once, json, keep, state } = values;
    return { ask: 'play', options: { plants, circuits, speed, port, once, json, keep, state } };
  } catch (error) {
    return { ask: 'wrong', reason: error instanceof Error ? error.message : String(error) };
  }
}

type Range = { from: number; to: number; fractions?: boolean };

function number(name: string, text: string, { from, to, fractions = false }: Range): number {
  const value = Number(text);
  if (
    !Number.isFinite(value) ||
    value < from ||
    value > to ||
    !(fractions || Number.isInteger(value))
  ) {
    throw new Error(
      `--${name} is ${text}, expected ${fractions ? 'a' : 'a whole'} number from ${from} to ${to}`,
    );
  }
  return value;
}

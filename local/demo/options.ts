import { parseArgs } from 'node:util';
import { isScenario, stories } from './stories/stories';
import type { Scenario } from './stories/stories';

/** How the story is to be played. */
export type Options = {
  scenario: Scenario;
  /** Posts of alerts, in the storm. */
  posts: number;
  /** `planned`: a person asks for it, and it goes wave by wave; no alert has a say. */
  strategy: 'emergency' | 'planned';
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

Plays what befalls a simulated fleet, and lets Ripcord deal with it.

  --scenario S   environment  a bad environment for the whole fleet: taken back everywhere (default)
                 model        bad models on some of the circuits that got new ones: just these go back
                 both         a bad model and a bad environment at once: both go back, in one write
                 outage       shared data is gone while an innocent release is fresh: a person is called
                 noise        noisy circuits and an innocent release: nothing is done
                 storm        thousands of alerts about one bad release: one incident
  --alerts N     posts of alerts in the storm (default 10000)
  --strategy S   emergency (default): at once, on alerts; planned: in waves, as a person asks for it
  --once         end when the story is over (otherwise everything stays up until Ctrl-C)
  --json         print the account as one line of JSON, last, on standard output
  --circuits N   circuits in the fleet (default 200)
  --plants N     plants they are spread over, at most 20 circuits each (default: as few as can be)
  --speed N      how much faster than real the simulated services are (default 20)
  --port N       port of the app (default 7071)
  --keep         keep the state of the last run
  --state DIR    where state and logs are kept (default .local/demo)
  --help         this text

The exit code is 0 only if the story ended as it should.
`;

/** One circuit alone points at its model: no environment is blamed for it. Others have to be compared with. */
const fewestCircuits = { environment: 2, storm: 2, model: 8, both: 8, outage: 10, noise: 6 };

/** Azure ML's own default limit. */
const circuitsPerPlant = 20;

export type Asked =
  { ask: 'play'; options: Options } | { ask: 'help' } | { ask: 'wrong'; reason: string };

/** Reads the command line; what is wrong with it is said with what was found and what was expected. */
export function readOptions(args: readonly string[]): Asked {
  try {
    const { values } = parseArgs({ args: [...args], options: known });
    return values.help ? { ask: 'help' } : { ask: 'play', options: optionsOf(values) };
  } catch (error) {
    return { ask: 'wrong', reason: error instanceof Error ? error.message : String(error) };
  }
}

const known = {
  scenario: { type: 'string', default: 'environment' },
  strategy: { type: 'string', default: 'emergency' },
  alerts: { type: 'string', default: '10000' },
  once: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  circuits: { type: 'string', default: '200' },
  plants: { type: 'string' },
  speed: { type: 'string', default: '20' },
  port: { type: 'string', default: '7071' },
  state: { type: 'string', default: '.local/demo' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof known }>>['values'];

function optionsOf({ once, json, keep, state, ...texts }: Values): Options {
  const { scenario, strategy } = texts;
  if (!isScenario(scenario)) {
    throw new Error(`--scenario is ${scenario}, expected ${Object.keys(stories).join(', ')}`);
  }
  if (strategy !== 'emergency' && strategy !== 'planned') {
    throw new Error(`--strategy is ${strategy}, expected emergency or planned`);
  }
  if (strategy === 'planned' && (scenario === 'outage' || scenario === 'noise')) {
    throw new Error(`--strategy planned takes a release back, and ${scenario} has no bad one`);
  }
  const fewest = fewestCircuits[scenario];
  const circuits = number('circuits', texts.circuits, { from: fewest, to: 20_000 });
  const least = Math.ceil(circuits / circuitsPerPlant);
  return {
    scenario,
    strategy,
    circuits,
    posts: number('alerts', texts.alerts, { from: 1, to: 100_000 }),
    plants: number('plants', texts.plants ?? String(least), { from: least, to: circuits }),
    speed: number('speed', texts.speed, { from: 1, to: 1000, fractions: true }),
    port: number('port', texts.port, { from: 1, to: 65_535 }),
    once,
    json,
    keep,
    state,
  };
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

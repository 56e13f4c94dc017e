import type { Command } from 'commander';
import { z } from 'zod';
import { Circuits, Releases } from '../api/answers';
import { carryOut } from '../command';
import type { Answer, Kit, Session } from '../command';
import { counted } from '../show/circuitNames';
import { table } from '../text/table';
import { assetName, assetVersion } from '../../shared/domain/asset';

/** `reference`: which command takes back what, made from what runs now. */
export function addReference(program: Command, session: Session): void {
  const command = program
    .command('reference')
    .summary('for each component the command that takes it back, from what runs now')
    .description(
      'A table to print: for each environment and plant the command that takes it, or a model, back, made from what runs now and from the releases on record.',
    );
  carryOut(command, session, { input: z.object({}), run: makeReference });
}

type Running = z.infer<typeof Circuits>['circuits'];
type Row = { component: string; runs: string; command: string };

async function makeReference(_: object, { api, look }: Kit): Promise<Answer> {
  const app = api();
  const [{ circuits }, { releases }] = await Promise.all([
    app.get('/api/circuits', Circuits),
    app.get('/api/releases', Releases),
  ]);
  const rows = [...environments(circuits, releases), ...models(circuits), ...everything()];
  return {
    json: { reference: rows },
    lines: table(
      {
        heads: ['component', 'runs', 'command; each takes --reason "..."'],
        rows: rows.map(({ component, runs, command }) => [component, runs, command]),
      },
      look,
    ),
  };
}

/** The newest release that brought an environment is the one to take back. */
function environments(circuits: Running, releases: Releases['releases']): Row[] {
  const running = Map.groupBy(circuits, ({ environment = '' }) => environment);
  return [...running]
    .filter(([environment]) => environment !== '')
    .map(([environment, own]) => {
      const release = releases.find(({ environments: brought }) => brought.includes(environment));
      return {
        component: `environment ${assetName(environment)}`,
        runs: `${assetVersion(environment)} on ${counted(own.length, 'circuit')}`,
        command: release
          ? `ripcord rollback environment --release ${release.id}`
          : 'no release on record brought it',
      };
    });
}

/** Models go circuit by circuit: one line says how, for all of a plant. */
function models(circuits: Running): Row[] {
  const withModel = circuits.filter(({ model }) => model !== undefined);
  return [...Map.groupBy(withModel, ({ plant }) => plant)].map(([plant, own]) => ({
    component: `a model of ${plant}`,
    runs: `on ${counted(own.length, 'circuit')}`,
    command: `ripcord rollback model --plant ${plant} --circuit ${own[0]?.circuit}`,
  }));
}

function everything(): Row[] {
  return [
    { component: 'all writes', runs: '', command: 'ripcord kill-switch on' },
    { component: 'a running rollback', runs: '', command: 'ripcord pause ID' },
  ];
}

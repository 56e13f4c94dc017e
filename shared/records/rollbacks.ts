import { z } from 'zod';
import { Target } from '../domain/deployment';
import { inBatches } from '../domain/inBatches';
import { Plan } from '../domain/plan/plan';
import { Control, KillSwitch, steady } from '../domain/restore/control';
import { PartRecord } from '../domain/restore/part';
import type { Part } from '../domain/restore/part';
import type { Blobs, Rollbacks } from '../ports';
import { documentText, readDocument } from './document';
import { joined } from './joined';

/** What rollbacks are to write, what became of it, and how people steer them. */
export function rollbacksIn(blobs: Blobs): Rollbacks {
  const control = joined((incident) => readControl(blobs, incident));
  const killSwitch = joined(() => readKillSwitch(blobs));
  return {
    savePlan: (incident, plan) => savePlan(blobs, incident, plan),
    plan: async (incident) => (await readDocument(blobs, planName(incident), Plan))?.value,
    work: (part) => readWork(blobs, part),

    saveOutcomes: (part, record) => blobs.write(partName(part, 'outcomes'), documentText(record)),
    outcomes: async (part) =>
      (await readDocument(blobs, partName(part, 'outcomes'), PartRecord))?.value,

    control,
    steer: (incident, change) => steer(blobs, incident, change),
    killSwitch: () => killSwitch(''),
    throwKillSwitch: (next) => blobs.write(killSwitchName, documentText(next)),
  };
}

/** Each plant's part lies by itself, so that who restores one plant need not read all of the plan. */
async function savePlan(blobs: Blobs, incident: string, plan: Plan): Promise<Plan> {
  const name = planName(incident);
  const stands =
    (await blobs.create(name, documentText(plan))) === 'created'
      ? plan
      : (await readDocument(blobs, name, Plan))?.value;
  if (!stands) {
    throw new Error(`${name} was there and is gone: nobody deletes plans`);
  }
  const cause = { incident };
  const parts = stands.waves.flatMap(({ plants }, wave) =>
    plants.map(({ plant, targets }) => ({ part: { cause, wave, plant }, targets })),
  );
  await inBatches(parts, ({ part, targets }) =>
    blobs.write(partName(part, 'work'), documentText(targets)),
  );
  return stands;
}

async function readWork(blobs: Blobs, part: Part): Promise<Target[]> {
  const name = partName(part, 'work');
  const work = await readDocument(blobs, name, z.array(Target).min(1));
  if (!work) {
    throw new Error(`there is no ${name}: nothing was planned for ${part.plant}`);
  }
  return work.value;
}

async function readControl(blobs: Blobs, incident: string): Promise<Control> {
  return (await readDocument(blobs, controlName(incident), Control))?.value ?? steady;
}

async function readKillSwitch(blobs: Blobs): Promise<KillSwitch> {
  return (await readDocument(blobs, killSwitchName, KillSwitch))?.value ?? { on: false };
}

/** Of two who steer at once, the second sees what the first did. */
async function steer(
  blobs: Blobs,
  incident: string,
  change: (control: Control) => Control,
): Promise<Control> {
  for (;;) {
    const name = controlName(incident);
    // oxlint-disable-next-line no-await-in-loop -- again only if somebody else steered meanwhile
    const found = await readDocument(blobs, name, Control);
    const next = change(found?.value ?? steady);
    // oxlint-disable-next-line no-await-in-loop -- as above
    const done = await (found
      ? blobs.replace(name, documentText(next), found.etag)
      : blobs.create(name, documentText(next)));
    if (done === 'created' || done === 'replaced') {
      return next;
    }
  }
}

const killSwitchName = 'control/kill-switch.json';

function controlName(incident: string): string {
  return `incidents/${incident}/control.json`;
}

function planName(incident: string): string {
  return `incidents/${incident}/plan.json`;
}

function partName({ cause, wave, plant }: Part, kind: 'work' | 'outcomes'): string {
  return `incidents/${cause.incident}/${kind}/${wave}/${plant}.json`;
}

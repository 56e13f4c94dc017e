import { z } from 'zod';
import { Target } from '../domain/deployment';
import { Consultation } from '../domain/guard/answer';
import { narrowPlan } from '../domain/guard/narrowPlan';
import { inBatches } from '../domain/inBatches';
import { Plan, PlantTargets } from '../domain/plan/plan';
import { Control, KillSwitch, steady } from '../domain/restore/control';
import { Switches } from '../domain/switch/switch';
import { PartRecord } from '../domain/restore/part';
import type { Part } from '../domain/restore/part';
import { instantOf } from '../domain/time';
import type { Instant } from '../domain/time';
import type { Blobs, Rollbacks, Standing } from '../ports';
import { documentText, readDocument } from './document';
import { forwardsIn } from './forwards';
import { joined } from './joined';

const Wave = z.array(PlantTargets).min(1);

/** What rollbacks are to write, what became of it, and how people steer them. */
export function rollbacksIn(blobs: Blobs, now = clock): Rollbacks {
  const control = joined((incident) => readControl(blobs, incident));
  const killSwitch = joined(() => readKillSwitch(blobs));
  return {
    ...forwardsIn(blobs),
    savePlan: (incident, plan) =>
      saveFirst(blobs, planName(incident), { value: plan, schema: Plan }),
    plan: async (incident) => readPlan(blobs, incident),
    saveConsultation: (incident, consultation) =>
      saveFirst(blobs, guardsName(incident), { value: consultation, schema: Consultation }),
    consultation: async (incident) => readConsultation(blobs, incident),
    saveSwitches: (incident, switches) =>
      saveFirst(blobs, switchesName(incident), { value: switches, schema: Switches }),
    switches: async (incident) =>
      (await readDocument(blobs, switchesName(incident), Switches))?.value,
    saveWave: (incident, wave, plants) => saveWave(blobs, { incident, wave }, plants),
    waves: (incident) => readWaves(blobs, incident),
    work: (part) => readWork(blobs, part),

    saveOutcomes: (part, record) => blobs.write(partName(part, 'outcomes'), documentText(record)),
    outcomes: async (part) =>
      (await readDocument(blobs, partName(part, 'outcomes'), PartRecord))?.value,

    control,
    standing: joined((incident) => readStanding(blobs, incident, now())),
    steer: (incident, change) => steer(blobs, incident, change),
    killSwitch: () => killSwitch(''),
    throwKillSwitch: (next) => blobs.write(killSwitchName, documentText(next)),
  };
}

/** The first of a name stands: what was made before a crash is what is gone on with. */
async function saveFirst<T>(
  blobs: Blobs,
  name: string,
  { value, schema }: { value: T; schema: z.ZodType<T> },
): Promise<T> {
  if ((await blobs.create(name, documentText(value))) === 'created') {
    return value;
  }
  const stands = await readDocument(blobs, name, schema);
  if (!stands) {
    throw new Error(`${name} was there and is gone: nobody deletes what was planned`);
  }
  return stands.value;
}

async function readPlan(blobs: Blobs, incident: string): Promise<Plan | undefined> {
  const [plan, consultation] = await Promise.all([
    readDocument(blobs, planName(incident), Plan),
    readConsultation(blobs, incident),
  ]);
  return plan && consultation ? narrowPlan(plan.value, consultation) : plan?.value;
}

async function readConsultation(blobs: Blobs, incident: string): Promise<Consultation | undefined> {
  return (await readDocument(blobs, guardsName(incident), Consultation))?.value;
}

/** Each plant's part lies by itself, so that who restores one plant need not read all of the wave. */
async function saveWave(
  blobs: Blobs,
  { incident, wave }: { incident: string; wave: number },
  plants: readonly PlantTargets[],
): Promise<PlantTargets[]> {
  const value = [...plants];
  const stands = await saveFirst(blobs, waveName(incident, wave), { value, schema: Wave });
  await inBatches(stands, ({ plant, targets }) =>
    blobs.write(partName({ cause: { incident }, wave, plant }, 'work'), documentText(targets)),
  );
  return stands;
}

async function readWaves(blobs: Blobs, incident: string): Promise<PlantTargets[][]> {
  const waves: PlantTargets[][] = [];
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- a wave begins after the one before it
    const wave = await readDocument(blobs, waveName(incident, waves.length), Wave);
    if (!wave) {
      return waves;
    }
    waves.push(wave.value);
  }
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

async function readStanding(blobs: Blobs, incident: string, askedAt: Instant): Promise<Standing> {
  const [control, killSwitch] = await Promise.all([
    readControl(blobs, incident),
    readKillSwitch(blobs),
  ]);
  return { control, killSwitch, askedAt };
}

function clock(): Instant {
  return instantOf(Date.now());
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

function waveName(incident: string, wave: number): string {
  return `incidents/${incident}/waves/${wave}.json`;
}

function planName(incident: string): string {
  return `incidents/${incident}/plan.json`;
}

function switchesName(incident: string): string {
  return `incidents/${incident}/switches.json`;
}

function guardsName(incident: string): string {
  return `incidents/${incident}/guards.json`;
}

function partName({ cause, wave, plant }: Part, kind: 'work' | 'outcomes'): string {
  return `incidents/${cause.incident}/${kind}/${wave}/${plant}.json`;
}

import { autonomyOf } from '../../shared/domain/autonomy/autonomyOf';
import { accusersOf, withGuards } from '../../shared/domain/decide/explanation';
import { counted } from '../../shared/domain/decide/words';
import { circuitKey } from '../../shared/domain/fleet';
import { objectionsIn } from '../../shared/domain/guard/answer';
import type { Consultation } from '../../shared/domain/guard/answer';
import { consultGuards as ask } from '../../shared/domain/guard/consultGuards';
import { narrowPlan } from '../../shared/domain/guard/narrowPlan';
import type { Accused, Question } from '../../shared/domain/guard/question';
import type { CircuitHistory } from '../../shared/domain/history/history';
import { inBatches } from '../../shared/domain/inBatches';
import { blamedIn } from '../../shared/domain/incident';
import type { Cause, Incident } from '../../shared/domain/incident';
import { targetsOf } from '../../shared/domain/plan/plan';
import type { Plan } from '../../shared/domain/plan/plan';
import { planHash } from '../../shared/domain/plan/preview';
import type { Policy } from '../../shared/domain/policy';
import type { Instant } from '../../shared/domain/time';
import type { Services } from '../../shared/ports';

type Needs = Pick<
  Services,
  | 'histories'
  | 'incidents'
  | 'ledger'
  | 'log'
  | 'quarantine'
  | 'releases'
  | 'rollbacks'
  | 'rules'
  | 'settings'
>;
type Answer =
  | { status: 'passed' }
  /** Some circuits are left as they are. */
  | { status: 'narrowed'; circuits: number; reason: string }
  /** Nothing is to be written. */
  | { status: 'refused'; reason: string };

/**
 * Asks every guard about the plan of an incident, before its first write. What they say is put on
 * record beside the plan and in the incident's explanation, and what they let go is entered into
 * the ledger, so that the next incident is held to what is left. Asked again, the answer stands.
 */
export async function consultGuards(
  { cause, now }: { cause: Cause; now: Instant },
  services: Needs,
): Promise<Answer> {
  const { incidents, rollbacks, log } = services;
  const incident = await incidents.read(cause.incident);
  const plan = await rollbacks.plan(cause.incident);
  if (!incident || !plan) {
    throw new Error(`there is no plan of ${cause.incident} to ask guards about`);
  }
  const known = await rollbacks.consultation(incident.id);
  const consultation =
    known ??
    (await rollbacks.saveConsultation(
      incident.id,
      await consult({ incident, plan, now }, services),
    ));
  const explanation = withGuards(incident, consultation);
  await incidents.save({ ...incident, explanation });

  const { status, leftOut } = consultation;
  const objections = objectionsIn(consultation);
  log.info('guards consulted', { ...cause, status, leftOut: leftOut.length, objections });
  const reason = objections.join('; ');
  switch (status) {
    case 'passed':
      return { status };
    case 'narrowed':
      return {
        status,
        circuits: leftOut.length,
        reason: `guards left out ${counted(leftOut.length, 'circuit')}: ${reason}`,
      };
    case 'refused':
      return { status, reason: `guards refused the rollback: ${reason}` };
  }
}

type Asked = { incident: Incident; plan: Plan; now: Instant };

/** Judged and entered in one: of two incidents at once, the second sees what the first was let. */
async function consult(asked: Asked, services: Needs): Promise<Consultation> {
  const { plan, incident, now } = asked;
  const question = await questionOf(asked, services);
  const { consultation } = await services.ledger.begin(
    { incident: incident.id, at: now },
    (ledger) => {
      const decided = ask({ ...question, ledger });
      const isRefused = decided.status === 'refused';
      return {
        consultation: decided,
        targets: isRefused ? [] : targetsOf(narrowPlan(plan, decided)),
      };
    },
  );
  return consultation;
}

async function questionOf(
  { incident, plan, now }: Asked,
  { histories, quarantine, releases, rollbacks, rules, settings }: Needs,
): Promise<Omit<Question, 'ledger'>> {
  const [policy, fleet] = await Promise.all([settings.policy(), settings.fleet()]);
  const [accused, entries, killSwitch, known] = await Promise.all([
    accusedIn(incident, policy, { releases, rules }),
    quarantine.read(),
    rollbacks.killSwitch(),
    historiesFor(incident, plan, histories),
  ]);
  return {
    incident,
    blamed: blamedIn(incident),
    plan,
    planHash: planHash(plan),
    accused,
    policy,
    fleet,
    quarantine: entries,
    killSwitch,
    histories: known,
    now,
  };
}

/** Each release as it is on record now, and how far the rules may go that blame it. */
async function accusedIn(
  incident: Incident,
  { autonomy }: Policy,
  { releases, rules }: Pick<Needs, 'releases' | 'rules'>,
): Promise<Accused[]> {
  const ids = [...new Set(blamedIn(incident).map(({ release }) => release))];
  return inBatches(ids, async (release) => ({
    release,
    ...(await releases.examine(release)),
    rules: await inBatches(accusersOf(incident, release), async (rule) => {
      const { level } = autonomyOf(rule, await rules.read(rule), autonomy);
      return { rule, level };
    }),
  }));
}

/** Only where a version was named: whatever else is gone back to is on record anyway. */
async function historiesFor(
  { terms }: Incident,
  plan: Plan,
  histories: Services['histories'],
): Promise<ReadonlyMap<string, CircuitHistory>> {
  const wanted = terms?.choice?.target === 'version' ? targetsOf(plan) : [];
  const found = await inBatches(wanted, async (target) => histories.read(target));
  return new Map(
    found.flatMap((history) => (history ? [[circuitKey(history), history] as const] : [])),
  );
}

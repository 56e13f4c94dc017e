import type { WindowFold } from './domain/alert/folded';
import type { Memory } from './domain/alert/memory';
import type { RuleRecord, Verdict } from './domain/autonomy/ruleRecord';
import type { AlertOnFile } from './domain/alert/onFile';
import type { Ending, Receipt } from './domain/alert/receipt';
import type { PlantReading, Target, WriteAnswer } from './domain/deployment';
import type { Evidence } from './domain/evidence/samples';
import type { Circuit, Fleet } from './domain/fleet';
import type { Plan, PlantTargets } from './domain/plan/plan';
import type { Turns } from './domain/forward/forward';
import type { CircuitHistory, Period } from './domain/history/history';
import type { Consultation } from './domain/guard/answer';
import type { Ledger } from './domain/guard/ledger';
import type { Claim, Incident } from './domain/incident';
import type { AssetState } from './domain/plan/evidence';
import type { Policy } from './domain/policy';
import type { Quarantine, Quarantined } from './domain/quarantine';
import type { Release, ReleaseReading } from './domain/release';
import type { Finding, Seal } from './domain/release/chain';
import type { RawRecord } from './domain/release/integrity';
import type { RollbackReceipt } from './domain/receipt/receipt';
import type { Report } from './domain/report';
import type { Control, KillSwitch } from './domain/restore/control';
import type { Part, PartRecord } from './domain/restore/part';
import type { Revision } from './domain/revision';
import type { Switches } from './domain/switch/switch';
import type { Instant } from './domain/time';
import type { Endpoints } from './endpointPort';

/** The outside world, in our words. Adapters live in `azure/` and `records/`. */
export type Services = {
  deployments: Deployments;
  endpoints: Endpoints;
  telemetry: Telemetry;
  alertQueue: AlertQueue;
  deadLetters: DeadLetters;
  alertsOnFile: AlertsOnFile;
  settings: Settings;
  receipts: Receipts;
  releases: Releases;
  histories: Histories;
  quarantine: QuarantineRecords;
  incidents: Incidents;
  rollbacks: Rollbacks;
  ledger: LedgerRecords;
  rules: RuleRecords;
  locks: Locks;
  signer: Signer;
  log: Log;
  now: () => Instant;
  /** Comes back after so many seconds. */
  wait: (seconds: number) => Promise<void>;
};

/** Azure ML. Trouble that has a word is returned; only what has none is thrown. */
export type Deployments = {
  /** All deployments of an endpoint, and why the operations that are named failed, if they did. */
  list(endpoint: string, operations?: Readonly<Record<string, string>>): Promise<PlantReading>;

  /**
   * Looks at a deployment afresh and starts to move it to its target revision, changing
   * nothing else. Does not wait for the operation, and writes nothing that is there already.
   * Between the look and the write, `mayWrite` has the last word: what it answers is the answer.
   */
  startRestore(target: Target, incident: string, mayWrite: MayWrite): Promise<WriteAnswer>;

  /** Whether a version can still be gone back to. Throws when that cannot be found out. */
  environment(version: string): Promise<AssetState>;
  model(version: string): Promise<AssetState>;
};

/** Asked when nothing but the write is left to do; undefined when it may be done, and at once. */
export type MayWrite = () => Promise<WriteAnswer | undefined>;

/** What was measured of the fleet, as Log Analytics knows it. */
export type Telemetry = {
  /**
   * All that the policy's rules and its blame may rest on. Never throws: what could not be found
   * out is `unknown` in it, with the reason.
   */
  evidence(ask: { fleet: Fleet; policy: Policy; now: Instant }): Promise<Evidence>;
};

/** Alerts in flight, between being taken in and being judged. */
export type AlertQueue = {
  /** Throws when the queue cannot be reached: then nothing was taken in. */
  send(receipt: Receipt): Promise<void>;
};

/** A message that the queue has given up on. */
export type DeadLetter = { id: string; body: unknown; reason: string; deliveries: number };

export type DeadLetters = {
  /**
   * Hands over up to so many dead letters. Where `handle` answers true the letter is gone for good;
   * the others stay. Gives those answers on.
   */
  take(
    most: number,
    handle: (letters: readonly DeadLetter[]) => Promise<boolean[]>,
  ): Promise<readonly boolean[]>;
};

/** Azure Monitor's own file of alerts: what it has, it has whether or not it reached us. */
export type AlertsOnFile = {
  /** All that fired within the last 24 hours. Throws when they cannot be read. */
  ofLastDay(): Promise<AlertOnFile[]>;
};

export type Settings = {
  policy(): Promise<Policy>;
  fleet(): Promise<Fleet>;
};

export type Receipts = {
  /** Files receipts that came together; the same twice is once. Says whether their window was closed already. */
  file(receipts: readonly Receipt[], window: Instant): Promise<'open' | 'closed'>;

  /** Closes a window to late comers and gives all that came before, each once, in order of arrival. */
  gather(window: Instant): Promise<Receipt[]>;

  /** What other windows left: of those that began since, and of the last before. */
  recall(window: Instant, since: Instant): Promise<Memory[]>;

  /** Saves what a window was folded to, and what it leaves to others; the first stands. */
  saveFold(fold: WindowFold, memory: Memory): Promise<void>;
  fold(window: Instant): Promise<WindowFold | undefined>;

  /** Keeps a receipt that no window can take, with the reason for its rejection. */
  reject(receipt: Receipt, reason: string): Promise<void>;

  /**
   * Windows from `since` to `before` whose receipts have no endings, and receipts of windows from
   * `recent` on that were left out of all of them.
   */
  unaccounted(range: {
    since: Instant;
    recent: Instant;
    before: Instant;
  }): Promise<{ unended: Instant[]; strays: Receipt[] }>;

  /** Records what became of all receipts of a window; the first time stands. */
  settle(window: Instant, endings: readonly Ending[]): Promise<void>;
};

/** What came of putting a release on record. */
export type Recorded =
  | { status: 'recorded'; hash: string; sequence: number }
  /** The very same is on record; without a hash if it was not sealed. */
  | { status: 'known'; hash?: string; sequence?: number }
  /** Another content is on record under this name. */
  | { status: 'conflict' }
  | { status: 'refused'; reason: string };

export type Releases = {
  read(id: string): Promise<ReleaseReading>;

  /** What is on record of a release, and whether this very text is what was written of it. */
  examine(id: string): Promise<{ reading: ReleaseReading; seal: Seal }>;

  /** Puts a release on record, sealed, once and for all; before its first deployment changes. */
  record(document: RawRecord): Promise<Recorded>;

  /** Holds all records against each other and against the head of their chain. */
  verify(): Promise<Finding[]>;

  /** All releases on record whose metadata can be read, and the names of those that cannot. */
  all(): Promise<{ read: Release[]; unreadable: string[] }>;
};

/** What each circuit ran, and how well. Writers do not lose what others write at the same time. */
export type Histories = {
  read(circuit: Circuit): Promise<CircuitHistory | undefined>;
  /** Notes that a circuit began to run a revision. */
  recordPeriod(circuit: Circuit, period: Period): Promise<void>;
  /** Notes that a circuit was measured from one moment to another and was well; for sweep and watch. */
  recordHealthy(
    circuit: Circuit,
    stretch: { revision: Revision; from: Instant; until: Instant },
  ): Promise<void>;
};

/** Versions that were rolled back from. */
export type QuarantineRecords = {
  read(): Promise<Quarantine>;
  /** Adds what is not in quarantine yet. */
  add(entries: readonly Quarantined[]): Promise<void>;
  lift(asset: string, lifted: NonNullable<Quarantined['lifted']>): Promise<void>;
};

export type Incidents = {
  /**
   * Takes hold of a release for one incident, or says which other one holds or held it. `again`
   * takes over a release that an ended incident has let go of.
   */
  claim(release: string, incident: string, again: boolean): Promise<Claim>;

  /** Says that the incident has let go of its release. */
  endClaim(release: string, incident: string): Promise<void>;

  /** Lets go of a release with which nothing was done: anybody may claim it again. */
  freeClaim(release: string, incident: string): Promise<void>;

  claimOf(release: string): Promise<Claim | undefined>;

  save(incident: Incident): Promise<void>;
  read(id: string): Promise<Incident | undefined>;

  /** Newest first. */
  list(): Promise<Incident[]>;

  /** Saves the incident with its report, as JSON and as Markdown. */
  saveReport(report: Report): Promise<void>;
  report(id: string): Promise<{ report: Report; markdown: string } | undefined>;

  saveReceipt(receipt: RollbackReceipt): Promise<void>;
  receipt(id: string): Promise<RollbackReceipt | undefined>;
};

/** What people have said of a rollback, and of all of them; not known to be so after `askedAt`. */
export type Standing = { control: Control; killSwitch: KillSwitch; askedAt: Instant };

/** What a rollback is to write, what became of it, and how people steer it. */
export type Rollbacks = Forwards & {
  /** Files a plan; the first plan of an incident stands, and is handed back. */
  savePlan(incident: string, plan: Plan): Promise<Plan>;
  /** The plan as it is carried out: what guards left out of it is blocked. */
  plan(incident: string): Promise<Plan | undefined>;

  /** Files what the guards said of a plan; the first time stands, and is handed back. */
  saveConsultation(incident: string, consultation: Consultation): Promise<Consultation>;
  consultation(incident: string): Promise<Consultation | undefined>;

  /** Files what a wave writes, plant by plant; the first of a number stands, and is handed back. */
  saveWave(
    incident: string,
    wave: number,
    plants: readonly PlantTargets[],
  ): Promise<PlantTargets[]>;
  /** The waves that were begun, in order. */
  waves(incident: string): Promise<PlantTargets[][]>;

  /** What is to be written at one plant in one wave. Throws when nothing was planned there. */
  work(part: Part): Promise<Target[]>;

  /** Files how endpoints are switched; the first time stands, and is handed back. */
  saveSwitches(incident: string, switches: Switches): Promise<Switches>;
  switches(incident: string): Promise<Switches | undefined>;

  saveOutcomes(part: Part, record: PartRecord): Promise<void>;
  outcomes(part: Part): Promise<PartRecord | undefined>;

  control(incident: string): Promise<Control>;
  /** Changes how a rollback is steered; of two who do so at once, both are heard. */
  steer(incident: string, change: (control: Control) => Control): Promise<Control>;

  killSwitch(): Promise<KillSwitch>;
  /** Both, as they stood when storage was asked for them. */
  standing(incident: string): Promise<Standing>;
  throwKillSwitch(next: KillSwitch): Promise<void>;
};

/** Which circuits of an incident were moved forward again: each at most once. */
export type Forwards = {
  turns(incident: string): Promise<Turns>;
  /** Puts circuits on record as turned by an incident, those that none has turned; gives all turns. */
  turn(incident: string, ask: { by: string; circuits: readonly Circuit[] }): Promise<Turns>;
  /** Leaves of what an incident was to turn only what it may have written. */
  settleTurns(incident: string, ask: { by: string; written: readonly Circuit[] }): Promise<void>;
};

/** Which circuits rollbacks took back lately, or are at. */
export type LedgerRecords = {
  /**
   * Enters what `decide` lets an incident take back, in place of what it had entered. `decide` may
   * be asked several times: what it is given is what nobody has changed until its answer is entered.
   */
  begin<T extends { targets: readonly Target[] }>(
    doing: { incident: string; at: Instant },
    decide: (ledger: Ledger) => T,
  ): Promise<T>;
  /** Leaves of an incident's entry what it took back indeed; once. */
  end(doing: { incident: string; targets: readonly Target[]; at: Instant }): Promise<void>;
};

/** What people said of the rollbacks that rules led to. */
export type RuleRecords = {
  read(rule: string): Promise<RuleRecord>;
  /** Adds a verdict, and gives all that stand then. */
  judge(rule: string, verdict: Verdict): Promise<RuleRecord>;
};

/** One incident at a time is at work on a circuit. A lock that nobody renews is free after a minute. */
export type Locks = {
  /** Takes the lock of a circuit, or renews it: an incident that asks twice has it once. */
  take(
    circuit: Circuit,
    incident: string,
  ): Promise<{ status: 'taken' } | { status: 'held'; by: string }>;

  /** Keeps locks from expiring. One that is lost stays lost, and is no fault. */
  renew(circuits: readonly Circuit[], incident: string): Promise<void>;

  /** Lets go of a lock, if the incident has it. */
  release(circuit: Circuit, incident: string): Promise<void>;
};

/** Vouches for what Ripcord says it did. */
export type Signer = {
  /** SPKI in DER, as base64. */
  publicKey(): Promise<string>;
  /** Signs a SHA-256, in hex. */
  sign(hash: string): Promise<RollbackReceipt['signature']>;
};

export type Log = {
  info(event: string, facts?: Record<string, unknown>): void;
  warn(event: string, facts?: Record<string, unknown>): void;
};

/** Named texts in one container. */
export type Blobs = {
  /** Writes only if there is none of that name. */
  create(name: string, text: string): Promise<'created' | 'exists'>;
  read(name: string): Promise<{ text: string; etag: string } | undefined>;
  /** Writes only if nobody has written since the text with this etag was read. */
  replace(name: string, text: string, etag: string): Promise<'replaced' | 'changed'>;
  write(name: string, text: string): Promise<void>;
  exists(name: string): Promise<boolean>;
  /** Names under a prefix, in order. */
  list(prefix: string): Promise<string[]>;
};

import { z } from 'zod';
import { AutonomyPolicy } from './policy/autonomy';
import { Contacts, Escalation, uncalled } from './policy/contacts';
import { Guards } from './policy/guards';
import { ImpactPolicy } from './policy/impact';
import { MetadataPolicy } from './policy/metadata';
import { PresetName } from './policy/presets';
import { resolveRules } from './policy/resolveRules';
import { Rule } from './policy/rule';
import {
  BlamePolicy,
  ClockPolicy,
  Dependencies,
  DriftPolicy,
  EvidencePolicy,
  RestorePolicy,
  SweepPolicy,
  TriagePolicy,
  WatchPolicy,
} from './policy/sections';

const Written = z.strictObject({
  /** For editors that read the published schema. */
  $schema: z.string().optional(),
  triage: TriagePolicy.prefault({}),
  evidence: EvidencePolicy.prefault({}),
  /** Where the rules come from; without it, and without rules, those of `azureml-sensor`. */
  preset: PresetName.optional(),
  /** In place of the preset's rules of the same id, or besides them. */
  rules: z.array(Rule).optional(),
  /** Ids of rules of the preset that do not hold. */
  withoutRules: z.array(z.string()).default([]),
  blame: BlamePolicy.prefault({}),
  dependencies: Dependencies.prefault({}),
  drift: DriftPolicy.prefault({}),
  guards: Guards.prefault({}),
  autonomy: AutonomyPolicy.prefault({}),
  impact: ImpactPolicy.prefault({}),
  contacts: Contacts.default({}),
  escalation: Escalation.prefault({}),
  restore: RestorePolicy.prefault({}),
  clocks: ClockPolicy.prefault({}),
  metadata: MetadataPolicy.prefault({}),
  sweep: SweepPolicy.prefault({}),
  watch: WatchPolicy.prefault({}),
});

/**
 * What Ripcord may do by itself, and when; kept as data so that it can be reviewed and versioned.
 * Read, it has all of its rules, wherever they came from; reading it again changes nothing.
 */
export const Policy = Written.transform((written, context) => {
  const { preset, rules, problems } = resolveRules(written);
  for (const { path, message } of problems) {
    context.addIssue({ code: 'custom', path, message, input: written });
  }
  for (const id of Object.keys(written.autonomy.rules)) {
    if (!rules.some((rule) => rule.id === id)) {
      const message = `found ${JSON.stringify(id)}, expected the id of a rule that holds`;
      context.addIssue({
        code: 'custom',
        path: ['autonomy', 'rules', id],
        message,
        input: written,
      });
    }
  }
  for (const { role, found } of uncalled(written.escalation, written.contacts)) {
    const message = `found ${found === undefined ? 'nobody' : JSON.stringify(found)}, expected whom to call: escalation is on`;
    context.addIssue({ code: 'custom', path: ['contacts', role], message, input: written });
  }
  return { ...written, ...(preset && { preset }), rules };
});
export type Policy = z.infer<typeof Policy>;
export type PolicyInput = z.input<typeof Policy>;

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAlertEngine } from '../../../../../local/cloud/monitor/alerts/alertEngine';
import { createCourier } from '../../../../../local/cloud/monitor/alerts/delivery/courier';
import type { Post } from '../../../../../local/cloud/monitor/alerts/delivery/post';
import { openAlertStore } from '../../../../../local/cloud/monitor/alerts/openAlertStore';
import type { CommonAlert } from '../../../../../local/cloud/monitor/alerts/payload/commonAlert';
import { readResources } from '../../../../../local/cloud/monitor/alerts/resources/readResources';
import type { Parser } from '../../../../../local/cloud/monitor/kql/parser';
import { openMetricStore } from '../../../../../local/cloud/monitor/metrics/openMetricStore';
import { declareTables } from '../../../../../local/cloud/monitor/workspace/declareTables';
import { openRowStore } from '../../../../../local/cloud/monitor/workspace/openRowStore';
import { readRecords } from '../../../../../local/cloud/monitor/workspace/readRecords';
import { machine } from './resources';

export const schemas = declareTables({
  Errors: { TimeGenerated: 'datetime', Computer: 'string', seconds: 'real', owner: 'string' },
});

export const workspaceId = '3f0c7b1e-6f0a-4a52-9a4b-0d0a5c1f7d11';

/** What one receiver was sent. */
export type Posted = { at: number; url: string; alert: CommonAlert };

/** Rules, their data, and receivers that answer as told, on a clock that only tests move. */
export function alertWorld(parser: Parser, { speed = 1 } = {}) {
  const directory = mkdtempSync(path.join(tmpdir(), 'alerts-'));
  const state = { now: Date.parse('2026-11-20T12:00:00Z'), raw: [] as unknown[] };
  const posted: Posted[] = [];
  const heard: CommonAlert[] = [];
  const logged: string[] = [];
  /** The statuses of the next answers, after which receivers answer 202. */
  const answers: (number | undefined)[] = [];
  const post: Post = async (url, body) => {
    posted.push({ at: state.now, url, alert: JSON.parse(body) });
    return { status: answers.length > 0 ? answers.shift() : 202 };
  };
  let open = opened();

  function opened() {
    const store = openAlertStore(directory);
    const rows = openRowStore(directory, schemas);
    const metrics = openMetricStore(directory);
    const log = (line: string) => void logged.push(line);
    const clock = () => state.now;
    const courier = createCourier({ store, post, clock, speed, log, onRetry: () => {} });
    const workspace = { parser, schemas, store: rows };
    const read = readResources(state.raw);
    const engine = createAlertEngine(
      read.ok ? read.resources : { rules: [], actionGroups: new Map() },
      {
        store,
        workspace,
        metrics,
        courier,
        workspaceId,
        speed,
        onAlert: (alert) => void heard.push(alert),
        log,
      },
    );
    return { store, rows, metrics, courier, engine };
  }

  async function close() {
    await open.courier.close();
    open.store.close();
    open.rows.close();
    open.metrics.close();
  }

  return {
    posted,
    heard,
    logged,
    answers,
    get now() {
      return state.now;
    },
    raised: () => [...open.store.raised.all.values()],
    notifications: () => [...open.store.notifications.all.values()],
    put: (...resources: unknown[]) => {
      const read = readResources(resources);
      if (!read.ok) {
        throw new Error(read.message);
      }
      state.raw = resources;
      open.engine.replace(read.resources, state.now);
    },
    addErrors: (...records: Record<string, unknown>[]) => {
      const at = new Date(state.now).toISOString();
      const read = readRecords(records, schemas.get('Errors')!, at);
      if (!read.ok) {
        throw new Error(read.message);
      }
      open.rows.append('Errors', read);
    },
    addSamples: (
      ...samples: { value: number; name?: string; dimensions?: Record<string, string> }[]
    ) =>
      open.metrics.add(
        samples.map((sample) => ({
          resourceId: machine,
          name: 'Percentage CPU',
          dimensions: {},
          ...sample,
        })),
        state.now,
      ),
    clearSamples: () => open.metrics.clear(),
    /** Evaluates a moment later, when what has just been added is past. */
    evaluate: (name?: string) => {
      state.now += 1000;
      return open.engine.evaluate(state.now, name);
    },
    /** Lets so many seconds go by, doing what is due when it is due. */
    pass: async (seconds: number) => {
      const end = state.now + seconds * 1000;
      for (;;) {
        const due = open.engine.tick(state.now);
        await open.courier.idle();
        const again = open.engine.tick(state.now);
        await open.courier.idle();
        const next = Math.min(again ?? due ?? Infinity);
        if (next > end) {
          break;
        }
        state.now = Math.max(next, state.now);
      }
      state.now = end;
    },
    restart: async () => {
      await close();
      open = opened();
    },
    remove: async () => {
      await close();
      rmSync(directory, { recursive: true });
    },
  };
}

import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { formatResourceId, keyOf, parentOf } from '../arm/resourceId';
import type { ResourceId } from '../arm/resourceId';
import type { ListViewType, PageRequest } from '../arm/page';
import { ArmResource } from '../arm/resource';
import type { ResourceType } from '../arm/resourceType';

const Row = z.object({ body: z.string() });
const NumberedRow = z.object({ number: z.int(), body: z.string() });
const Count = z.object({ count: z.int() });

export type Page = {
  /** Resources as JSON text, ready to be sent. */
  bodies: string[];
  /** The order number to go on after; undefined on the last page. */
  next: number | undefined;
};

const archivedIn: Record<ListViewType, readonly [number, number]> = {
  ActiveOnly: [0, 0],
  ArchivedOnly: [1, 1],
  All: [0, 1],
};

/** The resources of the simulated cloud, by id in any case. Every write is durable on return. */
export class ResourceStore {
  private readonly statements;

  constructor(database: DatabaseSync) {
    this.statements = prepare(database);
  }

  get(id: ResourceId): ArmResource | undefined {
    const body = this.body(id);
    return body === undefined ? undefined : ArmResource.parse(JSON.parse(body));
  }

  /** The resource as JSON text, ready to be sent. */
  body(id: ResourceId): string | undefined {
    const row = this.statements.get.get(keyOf(id));
    return row && Row.parse(row).body;
  }

  save(id: ResourceId, resource: ArmResource): void {
    const parent = parentOf(id);
    this.statements.save.run({
      key: keyOf(id),
      parent: parent ? keyOf(parent) : '',
      type: id.type,
      archived: resource.properties['isArchived'] === true ? 1 : 0,
      body: JSON.stringify(resource),
    });
  }

  /** Removes a resource and everything in it; says whether it was there. */
  remove(id: ResourceId): boolean {
    const key = keyOf(id);
    this.statements.removeWithin.run(`${key}/`, `${key}0`);
    return this.statements.remove.run(key).changes > 0;
  }

  /** One page of the resources of a type directly in a parent, in the order of their creation. */
  page(parent: ResourceId, type: ResourceType, request: PageRequest): Page {
    const { size, descending, view, after } = request;
    const [archivedFrom, archivedTo] = archivedIn[view];
    const statement = descending ? this.statements.pageDown : this.statements.pageUp;
    const start = after ?? (descending ? Number.MAX_SAFE_INTEGER : 0);
    const rows = statement
      .all(keyOf(parent), type, archivedFrom, archivedTo, start, size + 1)
      .map((row) => NumberedRow.parse(row));
    const shown = rows.slice(0, size);
    return {
      bodies: shown.map(({ body }) => body),
      next: rows.length > size ? shown.at(-1)?.number : undefined,
    };
  }

  /** How many resources of a type lie in a parent, itself or further down. */
  count(type: ResourceType, within: ResourceId | undefined): number {
    const prefix = within ? `${keyOf(within)}/` : '/';
    return Count.parse(this.statements.count.get(type, prefix, `${prefix.slice(0, -1)}0`)).count;
  }

  /** The current state of all resources whose ids begin so, as JSON texts. */
  bodiesUnder(prefix: string): string[] {
    const from = prefix.toLowerCase();
    return this.statements.under.all(from, `${from}\uFFFF`).map((row) => Row.parse(row).body);
  }

  /** Removes all resources whose ids begin so; answers how many there were. */
  removeUnder(prefix: string): number {
    const from = prefix.toLowerCase();
    return Number(this.statements.removeWithin.run(from, `${from}\uFFFF`).changes);
  }
}

/** The id under which a child of a stored parent is stored: the parent's spelling, then its own. */
export function childId(parent: ArmResource, id: ResourceId): string {
  const own = formatResourceId(id).slice(parent.id.length);
  return `${parent.id}${own}`;
}

function prepare(database: DatabaseSync) {
  const page = (compare: string, order: string) =>
    database.prepare(
      `SELECT number, body FROM resources
       WHERE parent = ? AND type = ? AND archived BETWEEN ? AND ? AND number ${compare} ?
       ORDER BY number ${order} LIMIT ?`,
    );
  return {
    get: database.prepare('SELECT body FROM resources WHERE key = ?'),
    save: database.prepare(
      `INSERT INTO resources (key, parent, type, archived, body)
       VALUES (:key, :parent, :type, :archived, :body)
       ON CONFLICT (key) DO UPDATE SET archived = excluded.archived, body = excluded.body`,
    ),
    remove: database.prepare('DELETE FROM resources WHERE key = ?'),
    removeWithin: database.prepare('DELETE FROM resources WHERE key >= ? AND key < ?'),
    pageUp: page('>', 'ASC'),
    pageDown: page('<', 'DESC'),
    count: database.prepare(
      'SELECT COUNT(*) AS count FROM resources WHERE type = ? AND key >= ? AND key < ?',
    ),
    under: database.prepare(
      'SELECT body FROM resources WHERE key >= ? AND key < ? ORDER BY number',
    ),
  };
}

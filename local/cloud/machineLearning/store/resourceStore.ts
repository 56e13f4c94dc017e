import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { formatResourceId, keyOf, parentOf } from '../arm/resourceId';
import type { ResourceId } from '../arm/resourceId';
import type { ListViewType, PageRequest } from '../arm/page';
import { ArmResource } from '../arm/resource';
import type { ResourceType } from '../arm/resourceType';

const Row = z.object({ body: z.string() });
const NumberedRow = z.object({ number: z.int(), body: z.string() });
type NumberedRow = z.infer<typeof NumberedRow>;
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

  /** Remembers that there was a resource of this id. */
  bury(id: ResourceId): void {
    this.statements.bury.run(keyOf(id));
  }

  /** Whether a resource of this id was buried and has not been removed from behind since. */
  isBuried(id: ResourceId): boolean {
    return this.statements.isBuried.get(keyOf(id)) !== undefined;
  }

  /** One page of the resources of a type directly in a parent, in the order of their creation. */
  page(parent: ResourceId, type: ResourceType, request: PageRequest): Page {
    if (request.matches || request.order === 'updated' || request.offset > 0) {
      return pageOf(this.rows(parent, type, { ...request, limit: -1 }), request);
    }
    const { size } = request;
    const found = this.rows(parent, type, { ...request, limit: size + 1 });
    const listed = found.slice(0, size);
    return {
      bodies: listed.map(({ body }) => body),
      next: found.length > size ? listed.at(-1)?.number : undefined,
    };
  }

  private rows(
    parent: ResourceId,
    type: ResourceType,
    { descending, view, order, after, limit }: PageRequest & { limit: number },
  ): NumberedRow[] {
    const [archivedFrom, archivedTo] = archivedIn[view];
    const statement = descending ? this.statements.pageDown : this.statements.pageUp;
    const beginning = descending ? Number.MAX_SAFE_INTEGER : 0;
    const start = order === 'created' ? (after ?? beginning) : beginning;
    return statement
      .all(keyOf(parent), type, archivedFrom, archivedTo, start, limit)
      .map((row) => NumberedRow.parse(row));
  }

  /** How many resources of a type lie in this place, such as `/subscriptions/…`, or further down. */
  count(type: ResourceType, place: string): number {
    const prefix = `${keyOf(place)}/`;
    return Count.parse(this.statements.count.get(type, prefix, `${prefix.slice(0, -1)}0`)).count;
  }

  /** The current state of all resources whose ids begin so, as JSON texts. */
  bodiesUnder(prefix: string): string[] {
    const from = prefix.toLowerCase();
    return this.statements.under.all(from, `${from}\uFFFF`).map((row) => Row.parse(row).body);
  }

  /** Removes, as if they had never been, all resources whose ids begin so; answers how many there were. */
  removeUnder(prefix: string): number {
    const from = prefix.toLowerCase();
    this.statements.unburyWithin.run(from, `${from}\uFFFF`);
    return Number(this.statements.removeWithin.run(from, `${from}\uFFFF`).changes);
  }
}

/** The page of a list that SQL cannot narrow or order, from all its rows. */
function pageOf(rows: readonly NumberedRow[], request: PageRequest): Page {
  const { size, after, offset, order, descending, matches } = request;
  const all = rows
    .map((row) => ({ ...row, resource: ArmResource.parse(JSON.parse(row.body)) }))
    .filter(({ resource }) => matches?.(resource) ?? true);
  const direction = descending ? -1 : 1;
  const ordered =
    order === 'updated'
      ? all.toSorted((one, other) => direction * inOrder(updated(one), updated(other)))
      : all;
  const from =
    order === 'updated' && after !== undefined
      ? ordered.findIndex((row) => row.number === after) + 1
      : offset;
  const listed = ordered.slice(from, from + size);
  return {
    bodies: listed.map(({ body }) => body),
    next: from + size < ordered.length ? listed.at(-1)?.number : undefined,
  };
}

function updated({ resource }: { resource: ArmResource }): string {
  return resource.systemData?.lastModifiedAt ?? '';
}

function inOrder(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
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
    bury: database.prepare('INSERT OR IGNORE INTO buried VALUES (?)'),
    isBuried: database.prepare('SELECT key FROM buried WHERE key = ?'),
    unburyWithin: database.prepare('DELETE FROM buried WHERE key >= ? AND key < ?'),
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

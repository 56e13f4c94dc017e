/** What entity paths are compared by: case and slashes at either end do not count. */
export function keyOf(path: string): string {
  return path.replaceAll(/^\/+|\/+$/g, '').toLowerCase();
}

/**
 * Lock tokens are GUIDs. As a delivery tag Service Bus writes one in .NET's byte order, in
 * `$management` in that of RFC 4122, which is also the order of its text.
 */
const DOTNET_ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15] as const;

/** The 16 bytes of a GUID in .NET's order. */
export function guidToDeliveryTag(guid: string): Buffer {
  const bytes = guidToBytes(guid);
  return Buffer.from(DOTNET_ORDER.map((at) => bytes[at] ?? 0));
}

/** The 16 bytes of a GUID in the order of RFC 4122. */
export function guidToBytes(guid: string): Buffer {
  return Buffer.from(guid.replaceAll('-', ''), 'hex');
}

/** The text of a GUID whose 16 bytes are in the order of RFC 4122. */
export function guidFromBytes(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  const [a, b] = [hex.slice(0, 8), hex.slice(8, 12)];
  return `${a}-${b}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

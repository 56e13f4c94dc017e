import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { KeyPair } from './issue';

/** What expires within a day is replaced at the start, not in the middle of somebody's work. */
const MARGIN_MS = 24 * 60 * 60 * 1000;

/** Whether the pair can sign server certificates now. */
export function isUsableAuthority(authority: KeyPair, now: Date): boolean {
  const certificate = readPair(authority, now);
  return certificate?.ca === true && certificate.verify(certificate.publicKey);
}

/** Whether the pair serves 127.0.0.1, ::1 and localhost now to those who trust the authority. */
export function isUsableServer(server: KeyPair, authority: KeyPair, now: Date): boolean {
  const certificate = readPair(server, now);
  return (
    certificate !== undefined &&
    certificate.verify(new X509Certificate(authority.cert).publicKey) &&
    certificate.checkIP('127.0.0.1') !== undefined &&
    certificate.checkIP('::1') !== undefined &&
    certificate.checkHost('localhost') !== undefined
  );
}

function readPair({ cert, key }: KeyPair, now: Date): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(cert);
    const inForce =
      certificate.validFromDate <= now &&
      certificate.validToDate.getTime() - MARGIN_MS > now.getTime();
    return inForce && certificate.checkPrivateKey(createPrivateKey(key)) ? certificate : undefined;
  } catch {
    // OpenSSL says "not a certificate" and "not a key" in many ways; each means: make a new one.
    return undefined;
  }
}

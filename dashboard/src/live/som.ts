import { sha256 } from '@noble/hashes/sha2.js';

/**
 * The sum by which this screen knows that it is right: additive SHA-256 over the rows of the stand, as the service counts it.
 *
 * A row is its JSON with sorted keys, without spaces. The hashes are added as numbers of 256 bits, so a row can be added or
 * taken away without reading the others.
 */
const MODULUS = 1n << 256n;

/** Rows are values that never change, so each is hashed once. */
const gewogen = new WeakMap<object, bigint>();

const bytes = new TextEncoder();

/** The one text of a value: keys sorted at every depth, no spaces. */
export function canoniek(waarde: unknown): string {
  if (Array.isArray(waarde)) return `[${waarde.map(canoniek).join()}]`;
  if (waarde === null || typeof waarde !== 'object') return JSON.stringify(waarde);
  const velden = Object.entries(waarde).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${velden.map(([naam, inhoud]) => `${JSON.stringify(naam)}:${canoniek(inhoud)}`).join()}}`;
}

/** What a row adds to the sum. */
export function weeg(rij: object): bigint {
  const bekend = gewogen.get(rij);
  if (bekend !== undefined) return bekend;
  const hash = sha256(bytes.encode(canoniek(rij)));
  const getal = BigInt(`0x${Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')}`);
  gewogen.set(rij, getal);
  return getal;
}

/** A sum after something was added or taken away, back within 256 bits. */
export function tel(som: bigint, verschil: bigint): bigint {
  return (((som + verschil) % MODULUS) + MODULUS) % MODULUS;
}

/** The sum as the service tells it: 64 hexadecimal digits. */
export function toonSom(som: bigint): string {
  return som.toString(16).padStart(64, '0');
}

const KWARTIER = 15 * 60_000;

/** In how many hours a household is mostly there: nowhere in the country is much further by road. */
const UREN = [1, 2, 3] as const;

/** The expected arrivals that get a button at `nu` (milliseconds), each on the next quarter of an hour: RFC 3339 in UTC. */
export function aankomsten(nu: number): { uren: number; instant: string }[] {
  return UREN.map((uren) => {
    const kwartier = Math.ceil((nu + uren * 4 * KWARTIER) / KWARTIER) * KWARTIER;
    return { uren, instant: new Date(kwartier).toISOString().replace('.000Z', 'Z') };
  });
}

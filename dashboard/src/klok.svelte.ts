/** Milliseconds that the service's clock is ahead of this monotonic one; null until the service told its time. */
let verschil: number | null = null;

/** The time, ticking every second for whatever shows a clock. Follows the service, so a wrong wall clock shows no wrong deadline. */
let tik = $state(Date.now());

/** The time of the service now, in milliseconds since 1970. */
export function serverNu(): number {
  return verschil === null ? Date.now() : performance.now() + verschil;
}

/** Hear what time it is at the service. */
export function zetGelijk(tijdstipOp: string): void {
  verschil = Date.parse(tijdstipOp) - performance.now();
}

/** Hear the time from the `Date` header of an answer: to the second, so only until the live connection tells it better. */
export function learnTijd(datum: string | null): void {
  const tijdstip = Date.parse(datum ?? '');
  if (verschil === null && !Number.isNaN(tijdstip)) verschil = tijdstip - performance.now();
}

/** Reads as the time of the last tick, in milliseconds; whoever reads it is shown again every second. */
export function nu(): number {
  return tik;
}

/** Start ticking; calls `ook` at each tick. Answers how to stop. */
export function startKlok(ook: () => void): () => void {
  const doe = (): void => {
    tik = serverNu();
    ook();
  };
  doe();
  const id = setInterval(doe, 1000);
  return () => clearInterval(id);
}

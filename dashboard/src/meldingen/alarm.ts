/** Seconds between two sounds while somebody still has to look. */
export const HERHAAL_MS = 10_000;

/** What the alarm remembers: which meldingen it sounded for, and when it sounded last (milliseconds). */
export interface Alarm {
  ids: ReadonlySet<string>;
  laatst: number;
}

export const STIL: Alarm = { ids: new Set(), laatst: Number.NEGATIVE_INFINITY };

/** Whether to sound at `nu`: at once for a melding that was not there, and every 10 seconds while there is one. */
export function klinkt(alarm: Alarm, dringend: readonly { id: string }[], nu: number): boolean {
  if (!dringend.length) return false;
  return dringend.some(({ id }) => !alarm.ids.has(id)) || nu - alarm.laatst >= HERHAAL_MS;
}

/** The two short tones of one sound: frequency in hertz, start and length in seconds. */
export const TONEN = [
  { hertz: 880, begin: 0, duur: 0.22 },
  { hertz: 660, begin: 0.28, duur: 0.34 },
] as const;

/** Play one sound, by oscillator: no file is loaded. */
export function speel(context: AudioContext): void {
  for (const { hertz, begin, duur } of TONEN) {
    const vanaf = context.currentTime + begin;
    const [toon, sterkte] = [context.createOscillator(), context.createGain()];
    toon.frequency.value = hertz;
    // Short ramps, because a tone that starts or stops at once clicks.
    sterkte.gain.setValueAtTime(0, vanaf);
    sterkte.gain.linearRampToValueAtTime(0.4, vanaf + 0.02);
    sterkte.gain.setValueAtTime(0.4, vanaf + duur - 0.04);
    sterkte.gain.linearRampToValueAtTime(0, vanaf + duur);
    toon.connect(sterkte).connect(context.destination);
    toon.start(vanaf);
    toon.stop(vanaf + duur);
  }
}

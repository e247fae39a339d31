import { klinkt, speel, STIL, type Alarm } from './alarm';

/** `wacht`: the browser wants a tap first. `stil`: somebody turned it off on this device. `kan_niet`: no sound here. */
export type Geluidstand = 'wacht' | 'aan' | 'stil' | 'kan_niet';

const SLEUTEL = 'geluid';
const STIL_HIER = 'stil';

let stand = $state<Geluidstand>(beginstand());
let context: AudioContext | null = null;
let alarm: Alarm = STIL;

export const geluid = {
  get stand(): Geluidstand {
    return stand;
  },
};

/** Let it sound. Works only while a tap or a key press is handled: browsers keep silent until then. */
export async function turnOn(): Promise<void> {
  if (stand === 'kan_niet') return;
  remember(null);
  context ??= new AudioContext();
  await context.resume();
  stand = context.state === 'running' ? 'aan' : 'wacht';
  if (stand === 'aan') speel(context);
}

/** Silence on this device, until somebody turns it on again. */
export function turnOff(): void {
  remember(STIL_HIER);
  stand = 'stil';
}

/** Sound for what is urgent and unseen, when it is time to. `nu` in milliseconds. */
export function sound(dringend: readonly { id: string }[], nu: number): void {
  const luid = klinkt(alarm, dringend, nu);
  alarm = { ids: new Set(dringend.map(({ id }) => id)), laatst: luid ? nu : alarm.laatst };
  if (!luid || stand !== 'aan' || !context) return;
  // A phone that was locked may have stopped the sound; it needs a tap again, and the screen says so.
  if (context.state === 'running') speel(context);
  else stand = 'wacht';
}

function beginstand(): Geluidstand {
  if (typeof AudioContext === 'undefined') return 'kan_niet';
  try {
    return localStorage.getItem(SLEUTEL) === STIL_HIER ? 'stil' : 'wacht';
  } catch {
    return 'wacht'; // This browser keeps nothing: then the choice holds until the page is closed.
  }
}

function remember(waarde: string | null): void {
  try {
    if (waarde === null) localStorage.removeItem(SLEUTEL);
    else localStorage.setItem(SLEUTEL, waarde);
  } catch {
    return; // As above.
  }
}

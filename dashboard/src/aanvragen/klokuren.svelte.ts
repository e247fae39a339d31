import { api } from '../wire/api';

interface Regel {
  naam: string;
  waarde: number;
}

let uren = $state.raw<number | null>(null);

/** For how many hours the clock of an aanvraag runs: a rule of the service (R8), null until it is known here. */
export function klokuren(): number | null {
  return uren;
}

export async function loadKlokuren(): Promise<void> {
  if (uren !== null) return;
  const { regels } = await api.get<{ regels: Regel[] }>('/regels');
  uren = regels.find(({ naam }) => naam === 'plaatsing_uren')?.waarde ?? null;
}

import { learnTijd } from '../klok.svelte';
import { t } from '../taal.svelte';
import { hoor } from '../taal/dienst';
import type { Fout, Problem } from './contract';

/** The service said no, in its own words. `code` is the last part of the problem's type. */
export class Weigering extends Error {
  readonly code: string;
  readonly status: number;
  readonly fouten: readonly Fout[];

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.code = problem.type.split('/').at(-1) ?? 'onbekend';
    this.status = problem.status;
    this.fouten = problem.fouten ?? [];
    hoor([this.message, ...this.fouten.map(({ fout }) => fout)]);
  }

  /** True when the service certainly did nothing with it and never will under the same key. */
  get definitief(): boolean {
    return this.status < 500 && this.status !== 429 && this.code !== 'bezig';
  }
}

/** No answer, or no understandable one: it is unknown whether the service did what was asked. */
export class GeenAntwoord extends Error {
  constructor() {
    super(t`Er kwam geen antwoord. Het is niet zeker of dit is aangekomen. Probeer het opnieuw: dubbel kan niet.`);
  }
}

let uitgelogd = (): void => undefined;

/** Hear it when the service no longer knows who this is. */
export function onUitgelogd(doe: () => void): void {
  uitgelogd = doe;
}

interface Opdracht {
  body?: unknown;
  revisie?: number;
  sleutel?: string;
  /** How long to wait for the answer, in milliseconds; without it as long as the browser does. */
  geduldMs?: number;
}

export const api = {
  get: <T>(pad: string, geduldMs?: number): Promise<T> => ask<T>('GET', pad, geduldMs === undefined ? {} : { geduldMs }),
  post: <T>(pad: string, body: unknown, sleutel: string): Promise<T> => ask<T>('POST', pad, { body, sleutel }),
  put: <T>(pad: string, body: unknown, revisie: number, sleutel: string): Promise<T> =>
    ask<T>('PUT', pad, { body, revisie, sleutel }),
  /** Send something that is kept until its outcome is known: what hangs counts as silence. */
  write: <T>(methode: 'POST' | 'PUT', pad: string, opdracht: Opdracht): Promise<T> => ask<T>(methode, pad, opdracht),
  patch: <T>(pad: string, body: unknown, revisie: number, sleutel: string): Promise<T> =>
    ask<T>('PATCH', pad, { body, revisie, sleutel }),
  delete: (pad: string, opdracht: Omit<Opdracht, 'body'> = {}): Promise<void> => ask<void>('DELETE', pad, opdracht),
};

async function ask<T>(method: string, pad: string, opdracht: Opdracht = {}): Promise<T> {
  const antwoord = await send(method, pad, opdracht);
  if (antwoord.ok) return (antwoord.status === 204 ? undefined : await readJson(antwoord)) as T;
  if (antwoord.status === 401) uitgelogd();
  const problem = (await readJson(antwoord)) as Problem | null;
  throw typeof problem?.type === 'string' ? new Weigering({ ...problem, status: antwoord.status }) : new GeenAntwoord();
}

async function send(method: string, pad: string, { body, revisie, sleutel, geduldMs }: Opdracht): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json, application/problem+json' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (sleutel !== undefined) headers['Idempotency-Key'] = sleutel;
  if (revisie !== undefined) headers['If-Match'] = `"${revisie}"`;
  const init: RequestInit = { method, headers, credentials: 'same-origin', cache: 'no-store' };
  if (body !== undefined) init.body = JSON.stringify(body);
  if (geduldMs !== undefined) init.signal = AbortSignal.timeout(geduldMs);
  try {
    const antwoord = await fetch(`/v1${pad}`, init);
    learnTijd(antwoord.headers.get('date'));
    return antwoord;
  } catch {
    throw new GeenAntwoord();
  }
}

async function readJson(antwoord: Response): Promise<unknown> {
  try {
    return await antwoord.json();
  } catch {
    throw new GeenAntwoord();
  }
}

/** What to tell a person about something that went wrong while asking the service. */
export function zeg(fout: unknown): string {
  if (fout instanceof Weigering || fout instanceof GeenAntwoord) return fout.message;
  throw fout;
}

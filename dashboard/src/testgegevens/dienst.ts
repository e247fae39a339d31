import { vi } from 'vitest';

/** What was asked of the service in a test. */
export interface Verzoek {
  method: string;
  pad: string;
  revisie: string | undefined;
  body: unknown;
}

/** Let this stand for the service: `answer` gives a status and a body for each request. Answers what is asked of it. */
export function stubDienst(answer: (verzoek: Verzoek) => [number, unknown]): Verzoek[] {
  const verzoeken: Verzoek[] = [];
  vi.stubGlobal('fetch', (pad: string, init: RequestInit & { method: string }) => {
    const headers = init.headers as Record<string, string>;
    const body: unknown = init.body === undefined ? undefined : JSON.parse(String(init.body));
    const verzoek = { method: init.method, pad, revisie: headers['If-Match'], body };
    verzoeken.push(verzoek);
    const [status, inhoud] = answer(verzoek);
    return Promise.resolve(new Response(status === 204 ? null : JSON.stringify(inhoud), { status }));
  });
  return verzoeken;
}

/** A refusal of the service, as a problem. */
export function weiger(status: number, code: string, detail: string): [number, unknown] {
  return [status, { type: `/v1/problemen/${code}`, title: code, status, detail }];
}

// The npm package oidc-provider as a provider for the tests: strict about PKCE, with a login page of its own.
// argv: the folder of its modules, and a JSON with the client. Prints its issuer, and stops when its input ends.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , modules, settings] = process.argv;
const { Provider } = await import(pathToFileURL(join(modules, 'oidc-provider', 'lib', 'index.js')));

const server = createServer();
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const issuer = `http://127.0.0.1:${server.address().port}`;
const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });

/** Somebody is who they say: `role~organisation~number`. */
const findAccount = (_, id) => {
  const [rol, org] = id.split('~');
  return { accountId: id, claims: () => ({ sub: id, rollen: ['iets', rol], org }) };
};

const provider = new Provider(issuer, {
  clients: [{ ...JSON.parse(settings), grant_types: ['authorization_code'], response_types: ['code'] }],
  claims: { openid: ['sub', 'rollen', 'org'] },
  conformIdTokenClaims: false,
  cookies: { keys: [randomBytes(32).toString('hex')] },
  features: { backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  // It refuses to knock on doors of its own machine, where the service of a test listens.
  fetch: (url, options) => globalThis.fetch(url, { ...options, dispatcher: undefined }),
  findAccount,
  jwks: { keys: [{ ...key, kid: 'proef', use: 'sig', alg: 'RS256' }] },
  pkce: { required: () => true },
  // Nobody is asked whether they agree: an employer's provider does not either.
  async loadExistingGrant({ oidc }) {
    const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope('openid');
    await grant.save();
    return grant;
  },
});
server.on('request', provider.callback());
console.log(issuer);
process.stdin.on('end', () => process.exit(0)).resume();

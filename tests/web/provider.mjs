// provider.mjs NODE_MODULES ORIGIN - a real OpenID Connect provider (oidc-provider) on loopback, for
// sign.py: prints its issuer as JSON, and serves until it is ended. Everybody is who they say
// they are; preferred_username is the name, groups as below.
//
// POST /mode with a name makes its ID tokens bad, each signed all the same by its own key, but where
// the name says otherwise; "good" again afterwards. GET /last: what ID token it gave last.
import { createRequire } from "node:module";
import { generateKeyPairSync, createHmac, sign as signWith, constants } from "node:crypto";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const [modules, origin] = process.argv.slice(2);
const require = createRequire(`${modules}/x.js`);
const { Provider } = await import(pathToFileURL(require.resolve("oidc-provider")).href);

const groups = {
  owain: ["G-Data", "G-Unknown"], // of staff.yaml's two roles one
  mair: ["G-Unknown"], // none
  gwen: ["G-Data", "G-Governance"],
};

const pair = (kid, kind = "RSA") => {
  const made =
    kind === "RSA"
      ? generateKeyPairSync("rsa", { modulusLength: 2048 })
      : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = made.privateKey.export({ format: "jwk" });
  return { ...made, kid, jwk: { ...jwk, kid, use: "sig" } };
};
const first = pair("first");
const second = pair("second");
const curve = pair("curve", "EC");
const strangers = pair("first"); // the kid of one that is known
let published = [first, curve];
let mode = "good";
let last = "";

const encode = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const jws = (header, claims, signature) => {
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${signature(Buffer.from(text)).toString("base64url")}`;
};
const rs256 = (key) => (text) => signWith("sha256", text, key.privateKey);
const ps256 = (key) => (text) =>
  signWith("sha256", text, { key: key.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });
const es256 = (key) => (text) => signWith("sha256", text, { key: key.privateKey, dsaEncoding: "ieee-p1363" });
const publicPem = () => first.publicKey.export({ format: "pem", type: "spki" });

// Each: the claims that the real provider gave ─► a token.
const now = () => Math.floor(Date.now() / 1000);
const change = (changes) => (claims) => jws({ alg: "RS256", kid: "first" }, { ...claims, ...changes(claims) }, rs256(first));
const without = (name) => (claims) => {
  const { [name]: _, ...rest } = claims;
  return jws({ alg: "RS256", kid: "first" }, rest, rs256(first));
};
const makers = {
  "signed anew": change(() => ({})),
  "PS256": (claims) => jws({ alg: "PS256", kid: "first" }, claims, ps256(first)),
  "ES256": (claims) => jws({ alg: "ES256", kid: "curve" }, claims, es256(curve)),
  "several audiences, azp ours": change(() => ({ aud: ["cantref", "other"], azp: "cantref" })),
  "a key that came since": (claims) => jws({ alg: "RS256", kid: "second" }, claims, rs256(second)),
  "alg none": (claims) => `${encode({ alg: "none" })}.${encode(claims)}.`,
  "alg none with a signature": (claims) => jws({ alg: "none", kid: "first" }, claims, rs256(first)),
  "HS256 by the public key": (claims) =>
    jws({ alg: "HS256", kid: "first" }, claims, (text) => createHmac("sha256", publicPem()).update(text).digest()),
  "HS256 by the client's secret": (claims) =>
    jws({ alg: "HS256" }, claims, (text) => createHmac("sha256", "a-secret-of-the-client").update(text).digest()),
  "RS256 by a stranger": (claims) => jws({ alg: "RS256", kid: "first" }, claims, rs256(strangers)),
  "a key in the header": (claims) =>
    jws({ alg: "RS256", jwk: strangers.publicKey.export({ format: "jwk" }) }, claims, rs256(strangers)),
  "a key that is nowhere": (claims) => jws({ alg: "RS256", kid: "nowhere" }, claims, rs256(first)),
  "critical headers": (claims) => jws({ alg: "RS256", kid: "first", crit: ["b64"], b64: true }, claims, rs256(first)),
  "claims changed after signing": (claims) => {
    const parts = jws({ alg: "RS256", kid: "first" }, claims, rs256(first)).split(".");
    return [parts[0], encode({ ...claims, preferred_username: "owain" }), parts[2]].join(".");
  },
  "another audience": change(() => ({ aud: "other" })),
  "several audiences, no azp": change(() => ({ aud: ["cantref", "other"], azp: undefined })),
  "azp another": change(() => ({ azp: "other" })),
  "another issuer": change(() => ({ iss: "https://evil.example" })),
  "expired": change(() => ({ exp: now() - 61 })),
  "no exp": without("exp"),
  "issued in an hour": change(() => ({ iat: now() + 3600, exp: now() + 7200 })),
  "issued long ago": change(() => ({ iat: now() - 3600 })),
  "not yet": change(() => ({ nbf: now() + 3600 })),
  "another nonce": change(() => ({ nonce: "other" })),
  "no nonce": without("nonce"),
  "no sub": without("sub"),
  "no token": () => "nothing",
};

const clients = ["staff", "residents"].map((of) => ({
  client_id: of === "staff" ? "cantref" : "cantref-residents",
  client_secret: "a-secret-of-the-client",
  redirect_uris: [`${origin}/sign-on/${of}`],
  id_token_signed_response_alg: "RS256",
}));
const server = createServer();
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const issuer = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(issuer, {
  clients,
  jwks: { keys: [first.jwk] },
  claims: { openid: ["sub"], profile: ["preferred_username", "groups"] },
  conformIdTokenClaims: false,
  pkce: { required: () => true, methods: ["S256"] },
  cookies: { keys: ["a key of the tests"] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, preferred_username: id, groups: groups[id] ?? [] }),
  }),
});

provider.use(async (context, next) => {
  if (context.path === "/mode" && context.method === "POST") {
    mode = decodeURIComponent(context.querystring);
    published = mode === "a key that came since" ? [second] : [first, curve];
    context.body = "";
    context.status = mode === "good" || makers[mode] ? 200 : 404;
    return;
  }
  if (context.path === "/modes") {
    context.body = Object.keys(makers);
    return;
  }
  await next();
  if (context.path === "/jwks") {
    context.body = { keys: published.map(({ publicKey, kid }) => ({ ...publicKey.export({ format: "jwk" }), kid, use: "sig" })) };
  }
  if (context.path === "/token" && context.status === 200 && context.body.id_token) {
    if (mode !== "good") {
      const claims = JSON.parse(Buffer.from(context.body.id_token.split(".")[1], "base64url"));
      context.body = { ...context.body, id_token: makers[mode](claims) };
    }
    last = context.body.id_token;
  }
});
server.on("request", provider.callback());
console.log(JSON.stringify({ issuer, last }));

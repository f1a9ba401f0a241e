/**
 * The content policy lets no text become code. The one exception: a worker's script may be named by its address, if it is one of
 * the app's own built files. Browsers without trusted types have no such rule to make an exception from.
 */
interface Policies {
  createPolicy(name: "default", rules: { createScriptURL: (address: string) => string | null }): unknown;
}

const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;

policies?.createPolicy("default", {
  createScriptURL: (address) => {
    const { origin, pathname } = new URL(address, globalThis.location.href);
    return origin === globalThis.location.origin && pathname.startsWith("/assets/") ? address : null;
  },
});

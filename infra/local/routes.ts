/** A deployed function and the paths the load balancer sends to it. */
export interface RoutedFunction {
  readonly name: string;
  readonly paths: readonly string[];
}

/**
 * The function a path belongs to, by the load balancer's rules: an exact path first, then the longest pattern
 * that ends in `/*`. `/v1/auth/*` holds `/v1/auth/login` and `/v1/auth/`, not `/v1/auth`.
 * @throws {Error} when two functions claim one path, or a `*` stands anywhere but at the end after `/`.
 */
export function routes(functions: readonly RoutedFunction[]): (path: string) => string | undefined {
  const exact = new Map<string, string>();
  const prefixes = new Map<string, string>();
  for (const { name, paths } of functions) {
    for (const path of paths) {
      if (!/^\/([^*]*\/)?\*?$|^\/[^*]*$/.test(path))
        throw new Error(`${name}: ${path} is not a path pattern.`);
      const [kind, key] = path.endsWith("/*") ? [prefixes, path.slice(0, -1)] : [exact, path];
      const claimed = kind.get(key);
      if (claimed && claimed !== name) throw new Error(`${path} is claimed by ${claimed} and ${name}.`);
      kind.set(key, name);
    }
  }
  const longestFirst = [...prefixes].sort(([a], [b]) => b.length - a.length);
  return (path) => exact.get(path) ?? longestFirst.find(([prefix]) => path.startsWith(prefix))?.[1];
}

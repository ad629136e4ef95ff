/** What is wrong with a name and password before they are sent. The server judges again. */

/** The server's own bound (server/edge/passwords.py); NIST SP 800-63B asks for length, not for riddles. */
export const SHORTEST = 10;

export type SetupFault = "name" | "short" | "repeat";

export function setupFaults(typed: { name: string; password: string; repeat: string }): Set<SetupFault> {
  const faults = new Set<SetupFault>();
  if (typed.name.trim() === "") faults.add("name");
  if ([...typed.password].length < SHORTEST) faults.add("short");
  else if (typed.password !== typed.repeat) faults.add("repeat");
  return faults;
}

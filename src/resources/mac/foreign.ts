/** launchd labels of other tools that manage network or ranks on their own. exo#2067; NetworkSetupHelper.swift of exo. */
export const FOREIGN: ReadonlySet<string> = new Set(['io.exo.networksetup'])

/**
 * launchd jobs of other tools that configure the Thunderbolt ports again and again, both every 1786 s. exo#2067 and
 * NetworkSetupHelper.swift of exo; OdyssAI-X, whose recipe descends from exo's.
 */
export const NETWORK_JOBS = { exo: 'io.exo.networksetup', odyssai: 'eu.odyssai.networksetup' } as const

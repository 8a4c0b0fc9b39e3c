import type { Reader } from '../../command/mac.js'
import { freeBytes } from '../../macos/df.js'
import { volumeUsers } from '../../macos/diskutil.js'
import { diskUsers, fileVault, restartsUnlocked } from '../../macos/fdesetup.js'
import { powerSource } from '../../macos/pmset.js'
import { enrollment } from '../../macos/profiles.js'
import { offeredUpdates } from '../../macos/software-update.js'
import { installers } from '../../macos/startosinstall.js'
import { macosVersion } from '../../macos/sw-vers.js'
import { bootTime } from '../../macos/sysctl.js'
import type { Readers } from '../kind.js'
import { isSilent } from '../reach.js'
import { missing, seenAs, seenOf } from '../seen.js'
import type { Seen } from '../words.js'
import type { OsReleaseInputs, Target } from './inputs.js'
import type { OsReleaseObserved, Standing, Tools, Way } from './outputs.js'
import { meets } from './route.js'

/** Looks at what the Mac runs; and only where that is not what is declared, at the ways to get there (they are dear). */
export async function observe(macs: Readers, inputs: OsReleaseInputs): Promise<OsReleaseObserved> {
  const mac = macs.of(inputs.mac)
  const [own, booted] = await Promise.all([standingOf(macs, inputs.mac, inputs), mac.ask(bootTime)])
  const others = own.way?.tools == null ? [] : inputs.rollout.filter((name) => name !== inputs.mac)
  const looks = others.map(async (name) => [name, await other(macs, name, inputs)] as const)
  return {
    ...own,
    bootTime: seenAs(booted, (seconds) => Math.round(seconds / 10) * 10),
    others: Object.fromEntries(await Promise.all(looks)),
  }
}

/** A silent Mac of the rollout says nothing against the others: its own resource tells of it. */
async function other(macs: Readers, name: string, target: Target): Promise<Seen<Standing>> {
  try {
    return await standingOf(macs, name, target)
  } catch (error) {
    if (!isSilent(error)) throw error
    return { unknown: error.short }
  }
}

async function standingOf(macs: Readers, name: string, target: Target): Promise<Standing> {
  const mac = macs.of(name)
  const [macos, vault] = await Promise.all([mac.ask(macosVersion), mac.ask(fileVault)])
  const there = !macos.known || meets(target, macos.value)
  return {
    macos: seenAs(macos, ({ version, build }) => ({ version, build })),
    fileVault: seenOf(vault),
    way: there ? null : await wayOf(macs, mac, target),
  }
}

async function wayOf(macs: Readers, mac: Reader, target: Target): Promise<Way> {
  const [managed, tools] = await Promise.all([mac.ask(enrollment), toolsOf(macs, mac, target)])
  return { managedBy: seenAs(managed, ({ server }) => server), tools }
}

async function toolsOf(macs: Readers, mac: Reader, { driver, volumeOwner }: Target): Promise<Tools | null> {
  if (volumeOwner === undefined || driver === 'manual' || driver === 'mdm') return null
  const [offers, apps, users, people, unlocked, free, power] = await Promise.all([
    mac.ask(offeredUpdates),
    mac.ask(installers),
    mac.ask(volumeUsers),
    mac.ask(diskUsers),
    mac.ask(restartsUnlocked),
    mac.ask(freeBytes('/')),
    mac.ask(powerSource),
  ])
  const owns = new Set(users.known ? users.value.flatMap(({ guid, owner }) => (owner ? [guid] : [])) : [])
  return {
    offers: seenAs(offers, (list) => (list === 'no server' ? list : [...list])),
    installers: seenOf(apps),
    owners:
      missing([users]) ?? seenAs(people, (list) => list.filter(({ guid }) => owns.has(guid)).map(({ user }) => user)),
    password: passwordIn(macs, volumeOwner.passwordFrom),
    restartsUnlocked: seenOf(unlocked),
    freeGb: seenAs(free, (bytes) => Math.floor(bytes / 1e9)),
    onBattery: seenAs(power, ({ source }) => source === 'Battery Power'),
  }
}

function passwordIn({ hasSecret }: Readers, name: string): Tools['password'] {
  if (hasSecret === undefined) return { unknown: 'only `pulumi` looks for passwords' }
  return hasSecret(name) ? 'present' : 'missing'
}

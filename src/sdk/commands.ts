import { createRequire } from 'node:module'
import * as pulumi from '@pulumi/pulumi'
import type * as PulumiCommand from '@pulumi/command'
import type { Connection, PlannedCommand } from '../planner/plan.js'
import type { KindResource } from './resources.js'

/**
 * A script of the lab file as a @pulumi/command resource. It runs through `macloom run`, so that it reaches the Mac by
 * the pinned host key and the jump host like everything else (the package's own SSH accepts any key by default), and so
 * that the Mac itself knows whether it was run: the engine would take an echo for the script. Foreign resources go on
 * past `waiting`, so there is an echo in place of the script until what it needs is ready.
 */
export function declareCommand(
  command: PlannedCommand,
  connections: Readonly<Record<string, Connection>>,
  made: Readonly<Record<string, KindResource>>,
  parent: pulumi.Resource,
): pulumi.Resource {
  const { local } = createRequire(import.meta.url)('@pulumi/command') as typeof PulumiCommand
  const needs = command.needs.flatMap((name) => made[name] ?? [])
  const create = pulumi.all(needs.map((need) => need.ready)).apply((all) => {
    const block = all.find((ready) => ready.state !== 'ready')
    if (block !== undefined) return `echo ${quoted(`waiting: ${block.reason}`)}`
    return carryingOut(
      command,
      all.map((ready) => ready.generation),
    )
  })
  return new local.Command(
    command.name,
    {
      create,
      delete: [...verb(command), ...option('delete', command.delete)].join(' '),
      environment: { MACLOOM_CONNECTIONS: JSON.stringify({ [command.mac]: connections[command.mac] }) },
    },
    { parent, dependsOn: needs },
  )
}

/** The same line at every update: `macloom run` finds out what is left to do. */
function carryingOut(command: PlannedCommand, generations: readonly string[]): string {
  const scripts = [...option('create', command.create), ...option('update', command.update)]
  return [...verb(command), ...scripts, `--generation ${quoted(generations.join(' '))}`].join(' ')
}

function verb({ mac, name }: PlannedCommand): string[] {
  return ['npx --no-install macloom run', mac, name]
}

function option(name: string, script: string | undefined): string[] {
  return script === undefined ? [] : [`--${name} ${Buffer.from(script).toString('base64')}`]
}

// A reason quotes what was seen, in any characters.
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

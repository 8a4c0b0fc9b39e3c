import { createRequire } from 'node:module'
import * as pulumi from '@pulumi/pulumi'
import type * as PulumiCommand from '@pulumi/command'
import type { Connection, PlannedCommand } from '../planner/plan.js'
import type { KindResource } from './resources.js'

/**
 * A script of the lab file as a @pulumi/command resource. It runs through `macloom run`, so that it reaches the Mac by
 * the pinned host key and the jump host like everything else (the package's own SSH accepts any key by default).
 * Foreign resources go on past `waiting`, so the script is replaced by a sentence until what it needs is ready.
 */
export function declareCommand(
  command: PlannedCommand,
  connections: Readonly<Record<string, Connection>>,
  made: Readonly<Record<string, KindResource>>,
  parent: pulumi.Resource,
): pulumi.Resource {
  const { local } = createRequire(import.meta.url)('@pulumi/command') as typeof PulumiCommand
  const needs = command.needs.flatMap((name) => made[name] ?? [])
  const readiness = pulumi.all(needs.map((need) => need.ready))
  const guard = (script: string) =>
    readiness.apply((all) => {
      const block = all.find((ready) => ready.state !== 'ready')
      return block === undefined ? line(command.mac, script) : `echo ${JSON.stringify(`waiting: ${block.reason}`)}`
    })
  return new local.Command(
    command.name,
    {
      create: guard(command.create),
      ...(command.update === undefined ? {} : { update: guard(command.update) }),
      ...(command.delete === undefined ? {} : { delete: line(command.mac, command.delete) }),
      environment: { MACLOOM_CONNECTIONS: JSON.stringify({ [command.mac]: connections[command.mac] }) },
      triggers: [readiness.apply((all) => all.map((ready) => ready.generation).join(' '))],
    },
    { parent, dependsOn: needs },
  )
}

function line(mac: string, script: string): string {
  return `npx --no-install macloom run ${mac} --script ${Buffer.from(script).toString('base64')}`
}

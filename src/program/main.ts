import * as pulumi from '@pulumi/pulumi'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseLab, parseLock } from '../lab/parse.js'
import { plan } from '../planner/plan-lab.js'
import { Lab } from '../sdk/lab.js'

// The entry point of `pulumi up`: the lab file of this stack, planned and declared. Nothing here touches a Mac.
const stack = pulumi.getStack()

/** The folder with Pulumi.yaml: the engine starts us in the folder of `main`, and older hosts do not tell the root. */
function projectRoot(from: string): string {
  if (existsSync(join(from, 'Pulumi.yaml')) || dirname(from) === from) return from
  return projectRoot(dirname(from))
}

function readStackFile<T>(name: string, parse: (text: string, file: string) => T): T | null {
  const path = join(projectRoot(process.cwd()), 'stacks', name)
  return existsSync(path) ? parse(readFileSync(path, 'utf8'), `stacks/${name}`) : null
}

function declareLab(): Lab {
  try {
    const lab = readStackFile(`${stack}.yaml`, parseLab)
    if (lab === null) throw noLab()
    return new Lab(stack, plan(lab, readStackFile(`${stack}.lock.yaml`, parseLock)))
  } catch (error) {
    // A RunError is shown as its sentence, without a stack trace: the person can act on it.
    const readable = error instanceof Error && ['LabError', 'PlanError'].includes(error.name)
    throw readable ? new pulumi.RunError(error.message) : error
  }
}

function noLab(): Error {
  return new pulumi.RunError(
    `stacks/${stack}.yaml does not exist: the stack ${stack} is declared by a lab file of that name. ` +
      'Write it (stacks/studio.yaml shows one), or select another stack with `pulumi stack select`.',
  )
}

const lab = declareLab()

/** URL of each deployment's endpoint, by name. */
export const endpoints = lab.endpoints
/** What only a person can do, over all Macs; empty when nothing waits. */
export const workOrders = lab.workOrders

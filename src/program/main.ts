import * as pulumi from '@pulumi/pulumi'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseLab, parseLock } from '../lab/parse.js'
import { plan } from '../planner/plan-lab.js'
import { Lab } from '../sdk/lab.js'

// The entry point of `pulumi up`: the lab file of this stack, planned and declared. Nothing here touches a Mac.
const stack = pulumi.getStack()
const folder = join(pulumi.getRootDirectory(), 'stacks')
const labPath = join(folder, `${stack}.yaml`)
const lockPath = join(folder, `${stack}.lock.yaml`)

function readLab() {
  if (!existsSync(labPath)) {
    throw new pulumi.RunError(
      `stacks/${stack}.yaml does not exist: the stack ${stack} is declared by a lab file of that name. ` +
        `Write it (stacks/studio.yaml shows one), or select another stack with \`pulumi stack select\`.`,
    )
  }
  return parseLab(readFileSync(labPath, 'utf8'), `stacks/${stack}.yaml`)
}

function readLock() {
  return existsSync(lockPath) ? parseLock(readFileSync(lockPath, 'utf8'), `stacks/${stack}.lock.yaml`) : null
}

function declareLab(): Lab {
  try {
    return new Lab(stack, plan(readLab(), readLock()))
  } catch (error) {
    // A RunError is shown as its sentence, without a stack trace: the person can act on it.
    throw error instanceof Error && ['LabError', 'PlanError'].includes(error.name)
      ? new pulumi.RunError(error.message)
      : error
  }
}

const lab = declareLab()

/** URL of each deployment's endpoint, by name. */
export const endpoints = lab.endpoints
/** What only a person can do, over all Macs; empty when nothing waits. */
export const workOrders = lab.workOrders

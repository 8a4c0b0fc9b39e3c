import * as pulumi from '@pulumi/pulumi'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { LabError } from '../lab/trouble.js'
import { planFile, type TextFile } from '../planner/plan-file.js'
import { Lab } from '../sdk/lab.js'
import { sentence } from '../sdk/sentence.js'

// The entry point of `pulumi up`: the lab file of this stack, planned and declared. Nothing here touches a Mac.
const stack = pulumi.getStack()

/** The folder with Pulumi.yaml: the engine starts us in the folder of `main`, and older hosts do not tell the root. */
function projectRoot(from: string): string {
  if (existsSync(join(from, 'Pulumi.yaml')) || dirname(from) === from) return from
  return projectRoot(dirname(from))
}

function readStackFile(name: string): TextFile | null {
  const path = join(projectRoot(process.cwd()), 'stacks', name)
  return existsSync(path) ? { text: readFileSync(path, 'utf8'), file: `stacks/${name}` } : null
}

function declareLab(): Lab {
  try {
    const lab = readStackFile(`${stack}.yaml`)
    if (lab === null) throw noLab()
    return new Lab(stack, planFile(lab, readStackFile(`${stack}.lock.yaml`)).plan)
  } catch (error) {
    throw error instanceof LabError ? sentence(error.message) : error
  }
}

function noLab(): Error {
  return sentence(
    `stacks/${stack}.yaml does not exist: the stack ${stack} is declared by a lab file of that name. ` +
      'Write it (stacks/studio.yaml shows one), or select another stack with `pulumi stack select`.',
  )
}

const lab = declareLab()

/** URL of each deployment's endpoint, by name. */
export const endpoints = lab.endpoints
/** URL of each member of a replica pool, by pool and Mac. */
export const pools = lab.pools
/** What only a person can do, over all Macs; empty when nothing waits. */
export const workOrders = lab.workOrders

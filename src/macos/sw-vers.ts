import { run } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question } from '../command/question.js'
import { said, wholeLines } from './reply.js'

const TOOL = 'sw_vers'

export interface MacosVersion {
  readonly version: string
  readonly build: string
}

/** The macOS that runs. RDMA wants equal builds, so the build is as important as the version. */
export const macosVersion: Question<MacosVersion> = {
  name: TOOL,
  command: run('sw_vers'),
  read: (reply) => {
    const lines = wholeLines(TOOL, said(TOOL, reply))
    return {
      version: field(lines, 'ProductVersion', /^\d+(\.\d+){1,2}$/),
      build: field(lines, 'BuildVersion', /^\d+[A-Z]\d+[a-z]?$/),
    }
  },
}

function field(lines: readonly string[], key: string, shape: RegExp): string {
  const line = lines.find((candidate) => candidate.startsWith(`${key}:`))
  const value = line?.slice(key.length + 1).trim() ?? ''
  if (!shape.test(value)) throw new Unreadable(TOOL, `a ${key}`, line ?? lines.join(' '))
  return value
}

import { connect } from 'node:net'
import { readLabFiles } from '../../src/cli/lab-files.js'
import { writeLock } from '../../src/cli/lock/write-lock.js'
import type { TestLab } from './test-lab.js'

/** `macloom lock` for the lab file as it stands. */
export async function lock(lab: TestLab, uv = 'uv'): Promise<void> {
  await writeLock(readLabFiles(lab.project, lab.stack), { uv, hub: '', token: undefined, say: () => undefined })
}

/** What a served endpoint answers to one prompt. */
export async function complete(endpoint: string, prompt = 'Macs are', tokens = 4): Promise<string> {
  const response = await fetch(`${endpoint}/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'default_model', prompt, max_tokens: tokens, temperature: 0 }),
  })
  const answer = (await response.json()) as { choices?: { text: string }[] }
  return answer.choices?.[0]?.text ?? JSON.stringify(answer)
}

/** Whether anybody listens on a port of this machine. */
export async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true))
    socket.on('error', () => resolve(false)).on('connect', () => socket.destroy())
  })
}

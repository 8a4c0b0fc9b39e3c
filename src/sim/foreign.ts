import { spawn, type ChildProcess } from 'node:child_process'
import { FOREIGN, inside, macEnvironment, type Place } from './shell.js'

// A program of somebody else's: it holds the port until it is told to go.
const PROGRAM = `
const [address, port] = process.argv.slice(1)
require('node:net').createServer((socket) => socket.destroy()).listen(Number(port), address, () => console.log('holds'))
  .on('error', (error) => { console.log(error.message); process.exit(1) })
`

/** The fault `port taken`: real processes of another user that listen on ports of one Mac. */
export class ForeignPrograms {
  readonly #place: Place
  readonly #held = new Map<string, ChildProcess>()

  constructor(place: Place) {
    this.#place = place
  }

  /** Holds exactly the ports of the fault's value: `8080`, `127.77.0.1:8080`, or several with commas. */
  async hold(value: string | undefined): Promise<void> {
    const wanted = new Set((value ?? '').split(',').flatMap((each) => (each.trim() === '' ? [] : [each.trim()])))
    for (const [port, child] of this.#held) if (!wanted.has(port)) await this.#release(port, child)
    for (const port of wanted) if (!this.#held.has(port)) await this.#take(port)
  }

  async #take(which: string): Promise<void> {
    const [port = '', address = '0.0.0.0'] = which.split(':').reverse()
    const env = { ...macEnvironment(this.#place), USER: '_www', LOGNAME: '_www', [FOREIGN]: '1' }
    const words = inside(this.#place.enter, process.execPath, ['-e', PROGRAM, address, port])
    const child = spawn(...words, { env, stdio: ['ignore', 'pipe', 'ignore'] })
    const said = await new Promise<string>((resolve) => {
      child.stdout.once('data', (text: Buffer) => resolve(text.toString().trim()))
      child.once('close', () => resolve('it ended'))
    })
    if (said !== 'holds') throw new Error(`port ${which} cannot be taken: ${said}`)
    child.unref()
    this.#held.set(which, child)
  }

  async #release(port: string, child: ChildProcess): Promise<void> {
    this.#held.delete(port)
    if (child.exitCode !== null || child.signalCode !== null) return
    await new Promise((resolve) => {
      child.once('exit', resolve)
      child.kill('SIGKILL')
    })
  }
}

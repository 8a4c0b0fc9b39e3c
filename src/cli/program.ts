import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { drift } from './drift.js'
import { EXIT, exitOf, type ExitCode } from './exit.js'
import { facts } from './facts.js'
import { keys } from './keys.js'
import { lock } from './lock.js'
import { look } from './look.js'
import { orders } from './orders.js'
import { planVerb } from './plan.js'
import { record } from './record.js'
import { run } from './run.js'
import { schema } from './schema.js'
import { simDown } from './sim/down.js'
import { handsHelp } from './sim/hands-words.js'
import { simHands } from './sim/hands.js'
import { SIM_FOLDER, simStatus } from './sim/status.js'
import { simUp } from './sim/up.js'
import { status } from './status.js'
import { sudoers } from './sudoers.js'
import type { Surroundings } from './surroundings.js'
import { version } from './version.js'
import { wiring } from './wiring.js'

/** Runs one verb and gives its exit code; whatever went wrong is a sentence on stderr, never a stack trace. */
export async function runCli(argv: readonly string[], around: Surroundings): Promise<ExitCode> {
  let exit: ExitCode = EXIT.ok
  const program = programOf(around, (code) => (exit = code))
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return exit
  } catch (error) {
    // Commander has already said what is wrong, or printed the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    around.say(`macloom: ${error instanceof Error ? error.message : String(error)}`)
    return exitOf(error)
  }
}

/** Makes an action of commander from a verb: its exit code is kept, its errors fly. */
type Act = <A extends unknown[]>(
  verb: (around: Surroundings, ...args: A) => Promise<ExitCode>,
) => (...args: A) => Promise<void>

function programOf(around: Surroundings, done: (exit: ExitCode) => void): Command {
  const program = new Command('macloom')
    .description(
      'Labs of Thunderbolt 5 Macs, declared in one file. `pulumi up` converges them; these verbs go with it.',
    )
    .version(version())
    .exitOverride()
    .configureOutput({ writeOut: (text) => around.print(text), writeErr: (text) => around.say(text.trimEnd()) })
    .showHelpAfterError('(macloom --help lists the verbs)')
  const act: Act =
    (verb) =>
    async (...args) =>
      done(await verb(around, ...args))
  onMacs(program, act)
  onLabs(program, act)
  onLabsAndMacs(program, act)
  onSims(program, act)
  return program
}

function onMacs(program: Command, act: Act): void {
  program
    .command('look')
    .description('what these Macs are and which could join a lab; only reads')
    .argument('<user@mac...>', 'address or alias of ~/.ssh/config, as user@mac or user@mac:port')
    .option('--port <port>', 'SSH port of every Mac without one of its own', port)
    .option('--identity <file>', 'private key to log in with; default: the agent and ~/.ssh')
    .option(
      '--host-key <key>',
      'a host key to accept, as SHA256:…, once for each; default: ~/.ssh/known_hosts',
      collect,
    )
    .option('--json', 'the same as JSON')
    .action(act(look))
  program
    .command('keys')
    .description('the host key of a Mac, to compare and to pin in the lab file')
    .argument('<mac>', 'address or alias of ~/.ssh/config, as mac, mac:port or user@mac:port')
    .option('--port <port>', 'SSH port', port)
    .option('--jump-host-key <key>', 'host key of the jump host that ~/.ssh/config has before it, as SHA256:…')
    .action(act(keys))
  program
    .command('sudoers')
    .description('the commands that macloom runs as root, as a file for /etc/sudoers.d')
    .addOption(new Option('--user <name>', 'login user on the Macs').default('admin'))
    .action(act(sudoers))
  program
    .command('run', { hidden: true })
    .description(
      'carry out or take back a script on a Mac of MACLOOM_CONNECTIONS; what `commands:` of a lab file become',
    )
    .argument('<mac>')
    .argument('<name>', 'under which the Mac remembers that it was run')
    .option('--create <base64>', 'the script; without it, what was run is taken back')
    .option('--update <base64>', 'run in its place when it has run before')
    .option('--generation <text>', 'what it builds on: another text runs it again')
    .option('--delete <base64>', 'run to take it back')
    .action(act(run))
}

const PLAN_EXIT = `
Without a lock file it shows what follows without one, and says what is missing.
Exit code: 0 a whole plan; 1 the lab would endanger its Macs, or the plan waits for \`macloom lock\`, or with --look
or --from a Mac did not answer or would be refused; 2 the lab file, its lock file or the bundle is wrong.`

const LAB = 'name of a lab in stacks/, or path of a lab file'
const FROM = 'replay this bundle of `macloom record` in place of the Macs'

const WIRING_EXIT = `
Exit code: 0 every declared cable is where it belongs, or nobody looked; 1 one is not, or a Mac could not be looked at;
2 the lab file, the bundle or the host file is wrong.`

function onLabs(program: Command, act: Act): void {
  program
    .command('lock')
    .description('write stacks/<lab>.lock.yaml: model files with sizes and hashes, Python, uv and wheels with hashes')
    .argument('<lab>', LAB)
    .action(act(lock))
  program
    .command('plan')
    .description('everything that follows from the lab file and its lock file; touches no Mac unless asked to look')
    .argument('<lab>', LAB)
    .option('--look', 'look at the Macs, and show what `pulumi up` would change on them')
    .option('--from <bundle>', FROM)
    .option('--json', 'the same as JSON')
    .addHelpText('after', PLAN_EXIT)
    .action(act(planVerb))
  program
    .command('wiring')
    .description('what the cables of a lab form and allow, and the sheet a person holds while cabling; only reads')
    .argument('[lab]', 'name of a lab in stacks/, or path of a lab file')
    .option('--from <bundle>', 'look at a bundle in place of the Macs')
    .option('--declared', 'look at nothing: the sheet of what is declared')
    .option('--json', 'the sheet as JSON')
    .option('--svg <file>', 'write the drawing')
    .option('--html <file>', 'write the sheet with the drawing as one page that prints')
    .addOption(
      new Option('--hostfile [over]', 'print the host file of mlx.launch instead').choices(['thunderbolt', 'ethernet']),
    )
    .option('--import <hostfile>', 'print what a host file of mlx.launch says, as lines of a lab file')
    .addHelpText('after', WIRING_EXIT)
    .action(act(wiring))
  program
    .command('orders')
    .description('the sheet of work orders, from `pulumi stack output workOrders --json` on stdin')
    .action(act(orders))
  program
    .command('schema')
    .description("the package's schema, the lab file's schema and the reference, from the kinds themselves")
    .option('--write', 'write schema.json, stacks/lab.schema.json and docs/reference/')
    .action(act(schema))
}

const STATE_EXIT = `
Exit code: 0 all as declared; 3 all as declared but for what waits for a person; 4 something differs that \`pulumi up\`
would repair (and perhaps a person has work too); 1 a Mac does not answer or would be refused; 2 what was typed, the lab
file or the bundle is wrong.`

function onLabsAndMacs(program: Command, act: Act): void {
  const looking = (verb: string, description: string) =>
    program.command(verb).description(description).option('--from <bundle>', FROM).option('--json', 'the same as JSON')
  looking('facts', 'what the Macs of a lab or of a bundle are, and what is plugged in; only reads')
    .argument('[lab]', `${LAB}; with --from it may be left out`)
    .action(act(facts))
  looking('drift', 'every difference between a lab and its Macs; only reads, needs no engine and no state')
    .argument('<lab>', LAB)
    .addHelpText('after', STATE_EXIT)
    .action(act(drift))
  looking('status', 'how a lab stands: Macs, resources, RDMA, what waits for a person; only reads')
    .argument('<lab>', LAB)
    .addHelpText('after', STATE_EXIT)
    .action(act(status))
  program
    .command('record')
    .description('write what the Macs of a lab print to a bundle that --from replays; only reads')
    .argument('<lab>', LAB)
    .option('--to <folder>', 'folder of the bundle; default: <lab>-bundle')
    .addHelpText('after', RECORD_HELP)
    .action(act(record))
}

const RECORD_HELP = `
Serial numbers, UUIDs, addresses, names of people, Macs and networks, and keys become stand-ins, the same ones all over
the bundle; secrets are taken out. Names of Macs and addresses of the fabric stay as the lab file has them. Look through it
before you send it. A serial that the lab file declares is compared with a stand-in when the bundle is replayed.
Exit code: 0 every Mac answered; 1 one did not (the bundle says so in its place); 2 nothing was written.`

const UP_HELP = `
The Macs listen where the lab file expects them, if that is a loopback address with a port. A lab file for sims has:
  ssh: { user: admin, identity: ${SIM_FOLDER}/id_ed25519 }   the key that \`sim up\` makes (below --dir)
  address: 127.0.0.1, a port of its own, and the hostKey of its sim, for each Mac
  fabric: { subnet: 127.77.0.0/16 }   on Linux, which answers on all of 127.0.0.0/8
\`sim up\` prints the lines that are missing; a host key follows from the names of lab and Mac, and stays.`

function onSims(program: Command, act: Act): void {
  const sim = program.command('sim').description("simulated Macs of a lab file, and a person's hands on them")
  const directory = () => new Option('--dir <folder>', 'where the sim keeps everything').default(SIM_FOLDER)
  sim
    .command('up')
    .description('start the Macs of a lab as they come out of the box, cabled as declared')
    .argument('<lab>', LAB)
    .addOption(directory())
    .addHelpText('after', UP_HELP)
    .action(act(simUp))
  sim
    .command('status')
    .description('Macs, cables and settings of a running sim')
    .addOption(directory())
    .action(act(simStatus))
  sim.command('down').description('stop a sim; its folder stays').addOption(directory()).action(act(simDown))
  sim
    .command('hands')
    .description("a person's hands: plug, unplug, move, rdma, reboot, unlock, …")
    .argument('<what>')
    .argument('[words...]')
    .addOption(directory())
    .addHelpText('after', handsHelp)
    .action(act(simHands))
}

/** An option that is given once for each of its values. */
function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}

function port(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= 65535) return value
  throw new InvalidArgumentError('A port is a number from 1 to 65535.')
}

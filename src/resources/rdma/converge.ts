import type { Work, Writers } from '../kind.js'
import { recordOf } from '../operation.js'
import { removeFact, writeFact } from '../record.js'
import { worthRemembering } from './history.js'
import type { RdmaInputs } from './inputs.js'
import type { RdmaObserved } from './outputs.js'
import { HISTORY } from './recorded.js'

/** Nothing switches RDMA from afar; what we do is to note on the Mac how far it has come. */
export async function converge(macs: Writers, { inputs, observed }: Work<RdmaInputs, RdmaObserved>): Promise<void> {
  const history = worthRemembering(inputs, observed)
  const commands = history === null ? removeFact(HISTORY) : writeFact(HISTORY, JSON.stringify(history))
  await macs.of(inputs.mac).tell({ what: 'note how far RDMA has come', commands })
}

/** The switch stays as its person left it; our note goes. */
export async function release(macs: Writers, { mac }: RdmaInputs): Promise<void> {
  const { facts } = await recordOf(macs, mac)
  if (facts[HISTORY] === undefined) return
  await macs.of(mac).tell({ what: 'forget how far RDMA had come', commands: removeFact(HISTORY) })
}

// @ts-check
// The group as JACCL forms it (lib/jaccl/mesh.cpp and ring.cpp of MLX 0.32.2): the same steps in the same order, and the
// same sentence where one fails. What travels between the ranks is text, no RDMA.
import { openDevices } from './devices.mjs'
import { fromEnvironment } from './matrix.mjs'
import { sideChannel } from './side-channel.mjs'
import { leave } from './surroundings.mjs'

/** @param {number} size as declared @returns {Promise<{epoch: string, channel: import('./side-channel.mjs').Channel}>} */
export async function formJaccl(size) {
  const { rank, size: rows, coordinator, connections } = fromEnvironment()
  if (rows !== size) leave(`the device matrix has ${rows} ranks, ${size} are declared`)
  const channel = await sideChannel(rank, size, coordinator)
  const { gids, reach } = await openDevices(connections.map(({ device }) => device))
  const all = await channel.gather(gids)
  for (const [at, { peer, other }] of connections.entries()) {
    // The peer is not at the end of this cable: the matrix pairs the wrong devices (facts 1.8).
    if (!reach[at]?.includes(all[peer][other])) leave('[jaccl] Changing queue pair to RTR failed with errno 60')
  }
  const starts = await channel.gather(String(Date.now()))
  return { epoch: starts[0], channel }
}

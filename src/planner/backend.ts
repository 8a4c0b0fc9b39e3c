import type { Lab } from '../lab/schema.js'

/** Ring, with the reason; or why this version cannot deploy what the lab asks for. */
export function chooseBackend(
  lab: Lab,
  { backend, meanwhile, macs }: Lab['deployments'][string],
): { readonly backend: 'ring'; readonly reason: string } | { readonly refused: string } {
  const ring = (reason: string): { backend: 'ring'; reason: string } => ({ backend: 'ring', reason })
  if (macs.length === 1) return ring('one rank needs no ring')
  if (backend === 'ring') return ring('the ranks talk over ring, as the lab file asks')
  if (meanwhile === 'ring') return ring('the ranks talk over ring meanwhile, as the lab file asks')
  if (lab.rdma === 'ignored') return ring('the ranks talk over ring, because the lab ignores RDMA')
  return {
    refused:
      'backend auto in a lab with rdma enabled means JACCL, which this version cannot deploy yet; ' +
      'write meanwhile: ring to serve over TCP for now, or backend: ring, or rdma: ignored for the lab',
  }
}

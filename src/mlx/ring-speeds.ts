/** What the ring of MLX over TCP was seen to get from a link that takes no RDMA. */
export interface RingSpeed {
  readonly gigabytesPerSecond: number
  readonly seen: string
}

/**
 * Measured by others: jiribrejcha.net, TCP over a Thunderbolt 4 link of 20 Gb/s each way; copies over 10-gigabit Ethernet.
 * USB4 takes the figure of Thunderbolt 3 from the same measurement: no better one is published.
 */
export const RING_SPEEDS: Readonly<Record<'tb4' | 'usb4' | 'ethernet', RingSpeed>> = {
  tb4: { gigabytesPerSecond: 2, seen: 'TCP over Thunderbolt 4 was measured at 16.4 Gb/s' },
  usb4: { gigabytesPerSecond: 1.6, seen: 'TCP over a Thunderbolt 3 link was measured at 13 Gb/s' },
  ethernet: { gigabytesPerSecond: 1.1, seen: '10-gigabit Ethernet carries 1.1 GB/s, gigabit Ethernet 0.1' },
}

/** JACCL moves 6.1 to 6.5 GB/s and needs 27 to 31 µs a collective (omlx#3118); TCP about 300 µs a hop. */
export const RDMA_GIGABYTES = 6.1

/** What the split over TCP costs, from a model of one token that was fitted to published figures. */
export const TENSOR_OVER_TCP =
  'tensor ranks wait for each other twice a layer, about 300 µs a hop over TCP and 30 over RDMA: for Qwen3-235B in 8 bit ' +
  '19.6 tokens/s are predicted on one Mac, 6.8 on two and 2.7 on four over TCP, 26.3 and 31.8 over RDMA'

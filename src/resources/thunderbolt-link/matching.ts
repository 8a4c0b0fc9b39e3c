/**
 * The cheapest assignment of every row of a square matrix to a column of its own: the column of each row. The Hungarian
 * method by shortest paths with potentials, O(n³); among equally cheap ones always the same.
 */
export function cheapestMatching(costs: readonly (readonly number[])[]): number[] {
  const size = costs.length
  const rowPrice = new Array<number>(size + 1).fill(0)
  const columnPrice = new Array<number>(size + 1).fill(0)
  // Column 0 is a stand-in for the row that is looking for a place; `holder` is 1-based, 0 is nobody.
  const holder = new Array<number>(size + 1).fill(0)
  for (let row = 1; row <= size; row++) {
    holder[0] = row
    const { last, cameFrom } = shortestPath(costs, rowPrice, columnPrice, holder)
    for (let column = last; column !== 0; column = cameFrom[column] ?? 0) {
      holder[column] = holder[cameFrom[column] ?? 0] ?? 0
    }
  }
  const columnOf = new Array<number>(size).fill(0)
  for (let column = 1; column <= size; column++) columnOf[(holder[column] ?? 1) - 1] = column - 1
  return columnOf
}

/** From the row at column 0 to a free column; prices are moved so that every step on the way costs nothing more. */
function shortestPath(
  costs: readonly (readonly number[])[],
  rowPrice: number[],
  columnPrice: number[],
  holder: readonly number[],
): { last: number; cameFrom: readonly number[] } {
  const size = costs.length
  const distance = new Array<number>(size + 1).fill(Infinity)
  const cameFrom = new Array<number>(size + 1).fill(0)
  const done = new Array<boolean>(size + 1).fill(false)
  let here = 0
  do {
    done[here] = true
    const row = holder[here] ?? 0
    let next = 0
    for (let column = 1; column <= size; column++) {
      if (done[column]) continue
      const reduced = (costs[row - 1]?.[column - 1] ?? 0) - (rowPrice[row] ?? 0) - (columnPrice[column] ?? 0)
      if (reduced < (distance[column] ?? 0)) [distance[column], cameFrom[column]] = [reduced, here]
      if (next === 0 || (distance[column] ?? 0) < (distance[next] ?? 0)) next = column
    }
    const step = distance[next] ?? 0
    for (let column = 0; column <= size; column++) {
      if (done[column]) {
        rowPrice[holder[column] ?? 0] = (rowPrice[holder[column] ?? 0] ?? 0) + step
        columnPrice[column] = (columnPrice[column] ?? 0) - step
      } else distance[column] = (distance[column] ?? 0) - step
    }
    here = next
  } while (holder[here] !== 0)
  return { last: here, cameFrom }
}

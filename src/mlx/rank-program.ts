/**
 * The Python that a rank runs: joins the group, reports what it joined, serves. `strict` because MLX otherwise answers
 * missing variables with a group of one. MLX keeps the first group for every later `init()` (seen with 0.32.4), so
 * `mlx_lm.server` serves in the very group that was counted. The sum counts the ranks that really answered and carries
 * rank 0's start time to all of them: the epoch.
 */
export const RANK_PROGRAM = `"""Joins the group, reports its size and epoch, and serves. Written by macloom."""

import os
import sys
import time

size = int(os.environ["MACLOOM_SIZE"])
run = os.environ["MACLOOM_RUN"]


def report(name, value):
    path = os.path.join(run, name)
    with open(path + ".new", "w") as file:
        file.write(f"{value}\\n")
    os.replace(path + ".new", path)


def join():
    started = time.time_ns() // 1_000_000
    if size == 1:
        return 0, 1, started
    import mlx.core as mx

    group = mx.distributed.init(strict=True, backend=os.environ["MACLOOM_BACKEND"])
    own = [1, started if group.rank() == 0 else 0]
    total, epoch = mx.distributed.all_sum(mx.array(own, dtype=mx.int64), stream=mx.cpu).tolist()
    if total != size or group.size() != size:
        sys.exit(f"macloom: {size} ranks are declared, {total} answered in a group of {group.size()}")
    return group.rank(), total, epoch


rank, total, epoch = join()
report("epoch", epoch)
report(f"group-size.{rank}", total)
print(f"macloom: rank {rank} of {total}, epoch {epoch}", flush=True)

from mlx_lm.server import main

main()
`

/** Python of the link meter: round trips, load, and what the receiver makes of it by its own clock. */
export const METER_LOADS = `def ping(stream):
    """Round trips in microseconds, by this Mac's own clock; the first ones wake both Macs and are left out."""
    ball, trips = bytearray(64), []
    end = time.perf_counter() + plan["seconds"]
    for turn in range(PINGS + 20):
        start = time.perf_counter()
        stream.sendall(b"p" * 64)
        exactly(stream, memoryview(ball))
        if turn >= 20:
            trips.append((time.perf_counter() - start) * 1e6)
        if start > end and trips:
            break
    stream.sendall(b"e" * 64)
    trips.sort()
    return figures(trips, 0.99)


def echo(stream):
    ball = bytearray(64)
    while True:
        exactly(stream, memoryview(ball))
        if ball[0] == ord("e"):
            return
        stream.sendall(ball)


def figures(values, most):
    at = lambda part: round(values[min(len(values) - 1, int(part * len(values)))], 2)
    return {"p50": at(0.5), "p99": at(most), "max": round(values[-1], 2)}


def send(lines):
    def pour(stream):
        block, last = bytes(BLOCK), b"\\x01" + bytes(BLOCK - 1)
        end, left = time.perf_counter() + plan["seconds"], MOST
        while time.perf_counter() < end and left > 0:
            stream.sendall(block)
            left -= BLOCK
        stream.sendall(last)

    together([lambda stream=stream: pour(stream) for line in lines for stream in line])


def receive(lines):
    times = [[] for _ in lines]

    def drain(stream, own):
        block = memoryview(bytearray(BLOCK))
        while True:
            exactly(stream, block)
            own.append(time.perf_counter())
            if block[0] == 1:
                return

    together([lambda stream=stream, own=own: drain(stream, own) for line, own in zip(lines, times) for stream in line])
    return [rate(own) for own in times]


def rate(times):
    """Gigabits a second, by the receiver's clock from the first block on; p99: what 99 of 100 slices reached."""
    times.sort()
    first, last = times[0], times[-1]
    counts = [0] * max(1, int((last - first) / SLICE))
    for at in times:
        slot = int((at - first) / SLICE)
        if slot < len(counts):
            counts[slot] += 1
    gbps = lambda blocks, seconds: blocks * BLOCK * 8 / 1e9 / max(seconds, 1e-6)
    slices = sorted(gbps(count, SLICE) for count in counts)
    return {"gbps": round(gbps(len(times) - 1, last - first), 3), **figures(slices, 0.01)}


def together(tasks):
    troubles = []

    def guarded(task):
        try:
            task()
        except OSError as error:
            troubles.append(error)

    threads = [threading.Thread(target=guarded, args=(task,), daemon=True) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if troubles:
        raise troubles[0]


def listener(lines):
    """What this end has measured: from the other Mac to this one."""
    back = []
    if plan["latency"]:
        for line in lines:
            echo(line[0])
            back.append(ping(line[0]))
    rates = receive(lines)
    go = bytearray(1)
    for line in lines:
        exactly(line[0], memoryview(go))
    send(lines)
    for line, index in zip(lines, range(len(lines))):
        own = {"rate": rates[index], **({"trips": back[index]} if back else {})}
        text = json.dumps(own).encode()
        line[0].sendall(len(text).to_bytes(4, "big") + text)


def connector(lines):
    forth = []
    if plan["latency"]:
        for line in lines:
            forth.append(ping(line[0]))
            echo(line[0])
    send(lines)
    for line in lines:
        line[0].sendall(b"g")
    rates = receive(lines)
    return [
        {"there": told(line[0]), "here": {"rate": rates[index], **({"trips": forth[index]} if forth else {})}}
        for index, line in enumerate(lines)
    ]


def told(stream):
    size = bytearray(4)
    exactly(stream, memoryview(size))
    text = bytearray(int.from_bytes(size, "big"))
    exactly(stream, memoryview(text))
    return json.loads(text)
`

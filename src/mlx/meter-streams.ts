/** Python of the link meter: how the two ends find each other, and how a stranger is told from the other end. */
export const METER_STREAMS = `import json
import os
import signal
import socket
import sys
import threading
import time

STREAMS = 4
BLOCK = 1 << 17
SLICE = 0.1
PINGS = 1000
MOST = 1 << 34  # bytes of one stream, whatever the clock says
STALL = 5

plan = json.loads(sys.argv[1])
token = plan["token"].encode()


def fail(code, why):
    sys.stderr.write(why + "\\n")
    sys.exit(code)


def open_socket(link):
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if sys.platform == "darwin":
        # IP_BOUND_IF of netinet/in.h: this interface and no other, whatever the routes say.
        made.setsockopt(socket.IPPROTO_IP, 25, socket.if_nametoindex(link["interface"]))
    return made


def exactly(stream, view):
    got = 0
    while got < len(view):
        more = stream.recv_into(view[got:])
        if more == 0:
            raise ConnectionError("the other end closed the connection")
        got += more


def listen(link):
    for port in plan["ports"]:
        made = open_socket(link)
        try:
            made.bind((link["own"], port))
            made.listen(2 * STREAMS)
            return made
        except OSError as error:
            made.close()
            last = error
    fail(1, f"cannot listen at {link['own']}: {last}")


def accept(link, door, deadline):
    streams = {}
    while len(streams) < STREAMS:
        door.settimeout(max(0.1, deadline - time.monotonic()))
        try:
            stream, (address, _) = door.accept()
        except TimeoutError:
            fail(1, f"nobody came to {link['own']} from {link['peer']} in {plan['wait']} s")
        if address == link["peer"] and (index := welcome(stream)) is not None:
            streams[index] = stream
        else:
            stream.close()
    door.close()
    return [streams[index] for index in range(STREAMS)]


def welcome(stream):
    """The number of the stream; None for a stranger, who does not know the token."""
    stream.settimeout(2)
    hello = bytearray(len(token) + 1)
    try:
        exactly(stream, memoryview(hello))
        if hello[:-1] != token or hello[-1] >= STREAMS:
            return None
        stream.sendall(b"!")
        return hello[-1]
    except OSError:
        return None


def reach(link, index, deadline):
    why = "no port was tried"
    while time.monotonic() < deadline:
        for port in plan["ports"]:
            made = open_socket(link)
            made.settimeout(2)
            try:
                made.bind((link["own"], 0))
                made.connect((link["peer"], port))
                made.sendall(token + bytes([index]))
                if made.recv(1) == b"!":
                    return made
                why = "a stranger answers there"
            except OSError as error:
                why = str(error)
            made.close()
        time.sleep(0.05)
    fail(1, f"{link['peer']} does not answer {link['own']} in {plan['wait']} s: {why}")


def connected():
    deadline = time.monotonic() + plan["wait"]
    if plan["role"] == "listen":
        doors = [listen(link) for link in plan["links"]]
        lines = [accept(link, door, deadline) for link, door in zip(plan["links"], doors)]
    else:
        lines = [[reach(link, index, deadline) for index in range(STREAMS)] for link in plan["links"]]
    for stream in (stream for line in lines for stream in line):
        stream.settimeout(STALL)
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return lines
`

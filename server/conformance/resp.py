"""Redis's protocol from the client's side: requests as bytes, replies as they came."""

import socket

SECONDS_MAX = 60
CLOSED = b"<closed>"


def encoded(arguments):
    """A request; an argument is bytes, or text, or a number."""
    parts = [b"*%d\r\n" % len(arguments)]
    for argument in arguments:
        if not isinstance(argument, bytes):
            argument = str(argument).encode("latin-1")
        parts.append(b"$%d\r\n%s\r\n" % (len(argument), argument))
    return b"".join(parts)


class Connection:
    """One socket. read() gives a whole reply, byte for byte, or CLOSED."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=SECONDS_MAX)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.unread = b""
        self.is_closed = False

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError:
            self.is_closed = True

    def finish(self):
        """Nothing more will be sent."""
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.is_closed = True

    def close(self):
        self.socket.close()

    def receive(self):
        """More bytes; False: there are none any more."""
        try:
            data = self.socket.recv(1 << 16)
        except ConnectionError:
            data = b""
        self.unread += data
        return bool(data)

    def read_to_end(self):
        while self.receive():
            pass
        data, self.unread = self.unread, b""
        return data

    def read(self):
        end = self._end_of_reply(0)
        if end is None:
            rest, self.unread = self.unread, b""
            return rest + CLOSED
        reply, self.unread = self.unread[:end], self.unread[end:]
        return reply

    def _line_end(self, start):
        while (end := self.unread.find(b"\r\n", start)) < 0:
            if not self.receive():
                return None
        return end + 2

    def _end_of_reply(self, start):
        end = self._line_end(start)
        if end is None:
            return None
        kind, number = self.unread[start:start + 1], self.unread[start + 1:end - 2]
        if kind in b"$=!" and int(number) >= 0:
            end += int(number) + 2
            while len(self.unread) < end:
                if not self.receive():
                    return None
        elif kind in b"*~>%":
            for _ in range(int(number) * (2 if kind == b"%" else 1)):
                end = self._end_of_reply(end)
                if end is None:
                    return None
        return end


def parsed(reply):
    """(kind, value): the elements of an array, set or map are a list of such pairs."""
    tree, end = _parsed_at(reply, 0)
    return tree if end == len(reply) else ("?", reply)


def _parsed_at(reply, start):
    end = reply.find(b"\r\n", start)
    if end < 0:
        return ("?", reply[start:]), len(reply)
    kind, text = reply[start:start + 1].decode("latin-1"), reply[start + 1:end]
    end += 2
    if kind in "$=!" and text != b"-1":
        length = int(text)
        return (kind, reply[end:end + length]), end + length + 2
    if kind in "*~>%" and text != b"-1":
        elements = []
        for _ in range(int(text) * (2 if kind == "%" else 1)):
            element, end = _parsed_at(reply, end)
            elements.append(element)
        return (kind, elements), end
    return (kind, text), end

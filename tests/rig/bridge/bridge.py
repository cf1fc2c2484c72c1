"""The bridge: what the network provider inside Wine asks about every connection.

A request is one line, a word and `key=value` fields with the values percent-encoded; a key that is absent is a
null pointer at the caller.

    connect     letter= remote= user= password= flags=   -> code=N ; the provider then makes the letter and says `done`
    disconnect  name= force=                             -> code=N ; it takes the letter away, says `done`, gets code=0
    enumerate                                            -> code=0 count=N, then N lines letter= remote=

The letter is made by the provider, in the process that asked. If that process dies on the way, the prefix shows
whether its letter came into being; Wine's mount manager may make it, or take it away, a moment after that death.
"""

import select
import socketserver
import sys
import threading
import time
import traceback
import urllib.parse

import nt_status
import samba_servers
import smb_login
from connections import ERROR_OPEN_FILES, Connections, Refused, RemotePath
from fault_plan import PlanError
from open_files import has_open_files

ERROR_BAD_NETPATH = 53
ERROR_BAD_NET_NAME = 67
ERROR_INTERNAL_ERROR = 1359
ERROR_BAD_CONFIGURATION = 1610

LATE_LETTER_SECONDS = 3


class ClientGone(Exception):
    """The process that asked has ended or closed its end."""


class Bridge:
    def __init__(self, servers, plan, logins, dosdevices, report_failure):
        self.servers = servers
        self.plan = plan
        self.logins = logins
        self.dosdevices = dosdevices
        self.wineserver = None
        self.connections = Connections()
        self._report_failure = report_failure

    def start(self):
        """Returns the port it listens on."""
        server = _Listener((samba_servers.LOOPBACK, 0), _Handler)
        server.bridge = self
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server.server_address[1]

    def serve(self, client):
        word, fields = client.receive()
        try:
            {"connect": self._connect, "disconnect": self._disconnect, "enumerate": self._enumerate}[word](client, fields)
        except Refused as refused:
            client.send(code=refused.code)
        except PlanError as error:
            self._report_failure(str(error))
            client.send(code=ERROR_BAD_CONFIGURATION)
        except ClientGone:
            pass
        except Exception:
            self._report_failure(traceback.format_exc())
            client.send(code=ERROR_INTERNAL_ERROR)

    def _connect(self, client, fields):
        begin = time.monotonic()
        try:
            remote = RemotePath.parse(fields["remote"])
        except ValueError:
            raise Refused(ERROR_BAD_NET_NAME) from None
        identity = smb_login.Identity(fields.get("user", samba_servers.DEFAULT.name),
                                      fields.get("password", samba_servers.DEFAULT.password))
        connection = self.connections.reserve(fields.get("letter", ""), remote, identity,
                                              lambda: client.is_gone_within(0))
        made = False
        try:
            fault = self.plan.take("connect", remote.server, remote.share)
            if fault.password is not None and "user" not in fields:
                identity = smb_login.Identity(identity.name, fault.password)
            self._suffer(fault, client)
            encrypt = bool(int(fields.get("flags", "0")) & smb_login.CONNECT_REQUIRE_PRIVACY)
            self._log_in(remote, identity, encrypt)
            left = begin + fault.takes / 1000 - time.monotonic()
            if fault.takes and client.is_gone_within(max(0, left)):
                raise ClientGone
            self.connections.establish(connection)
            client.send(code=0)
            made = client.says_done() or (connection.letter and self._comes_late(connection))
        finally:
            if not made:
                self.connections.remove(connection)

    def _log_in(self, remote, identity, encrypt):
        if remote.server not in self.servers.ports:
            raise Refused(ERROR_BAD_NETPATH)
        status = smb_login.log_in(self.servers.ports[remote.server], remote.share, remote.folder, identity,
                                  self.servers.client_configuration, encrypt)
        self.logins.follow()
        code = nt_status.to_win32(status)
        if code:
            raise Refused(code)

    def _disconnect(self, client, fields):
        leaving = self.connections.leave(fields["name"])
        gone = False
        try:
            first = leaving[0].remote
            self._suffer(self.plan.take("disconnect", first.server, first.share), client)
            if fields["force"] == "0" and has_open_files(self.wineserver, map(self._folder, leaving)):
                raise Refused(ERROR_OPEN_FILES)
            client.send(code=0)
            gone = client.says_done() or not self._letter_exists(leaving[0])
        finally:
            if gone:
                for connection in leaving:
                    self.connections.remove(connection)
            else:
                self.connections.stay(leaving)
        if not gone and self._comes_to(leaving[0], exists=False):
            for connection in leaving:
                self.connections.remove(connection)
        client.send(code=0)

    def _enumerate(self, client, _fields):
        shown = self.connections.connected()
        client.send(code=0, count=len(shown))
        for connection in shown:
            client.send(letter=connection.letter, remote=str(connection.remote))

    def _suffer(self, fault, client):
        if fault.hang:
            client.wait_until_gone()
        if fault.delay and client.is_gone_within(fault.delay / 1000):
            raise ClientGone
        if fault.error:
            raise Refused(fault.error)

    def _folder(self, connection):
        remote = connection.remote
        parts = [remote.server, remote.share, *filter(None, remote.folder.split("\\"))]
        return self.dosdevices.joinpath("unc", *parts)

    def _comes_late(self, connection):
        self.connections.doubt(connection)
        return self._comes_to(connection, exists=True) and self.connections.confirm(connection)

    def _comes_to(self, connection, exists):
        """Of a client that died: what it had asked Wine's mount manager for may still be done."""
        deadline = time.monotonic() + LATE_LETTER_SECONDS
        while self._letter_exists(connection) != exists:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def _letter_exists(self, connection):
        return self.dosdevices.joinpath(f"{connection.letter.lower()}:").is_symlink()


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128


class _Handler(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self):
        try:
            self.server.bridge.serve(self)
        except (ClientGone, ConnectionError):
            pass  # nobody is left to report to

    def receive(self):
        line = self.rfile.readline().decode()
        if not line.endswith("\n"):
            raise ClientGone
        word, *fields = line.split()
        pairs = (field.partition("=") for field in fields)
        return word, {key: urllib.parse.unquote(value, errors="strict") for key, _, value in pairs}

    def send(self, **fields):
        line = " ".join(f"{key}={urllib.parse.quote(str(value), safe='')}" for key, value in fields.items())
        try:
            self.wfile.write(f"{line}\n".encode())
        except ConnectionError:
            raise ClientGone from None

    def says_done(self):
        """False when it says that it failed, or is gone."""
        try:
            return self.rfile.readline() == b"done\n"
        except ConnectionError:
            return False

    def is_gone_within(self, seconds):
        """A client says nothing while it waits for an answer, so the first thing to be read is its end."""
        readable, _, _ = select.select([self.connection], [], [], seconds)
        return bool(readable)

    def wait_until_gone(self):
        self.is_gone_within(None)
        raise ClientGone


def print_failure(text):
    print(f"rig: {text}", file=sys.stderr, flush=True)

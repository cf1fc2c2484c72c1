"""To be run in the rig: a Windows program whose server forgets it in the moment of its start ends, and standard error
with it. Plays the server to the program, with the greeting of the real one.

    usage: forgotten_program_test.py
"""

import os
import pathlib
import socket
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().with_name("bridge")))

import processes

LOADER = "/usr/lib/wine/wine64"


def receive_greeting(prefix):
    """What the server of the prefix says to a program that connects: the version of its protocol."""
    (server,) = (process for process in processes.processes_of(prefix)
                 if os.readlink(f"/proc/{process}/exe").endswith("wineserver64"))
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(f"/proc/{server}/cwd/socket")
        greeting, descriptors, *_ = socket.recv_fds(connection, 4, 1)
        for descriptor in descriptors:
            os.close(descriptor)
        return greeting


def start_forgotten_program(greeting, errors):
    """It gets the pipe for its requests, makes the first one, and the server is gone."""
    server, client = socket.socketpair()
    requests, request_end = os.pipe()
    program = subprocess.Popen([LOADER, "cmd.exe", "/c", "exit"], stderr=errors, pass_fds=[client.fileno()],
                               env=os.environ | {"WINESERVERSOCKET": str(client.fileno())})
    client.close()
    socket.send_fds(server, [greeting], [request_end])
    os.close(request_end)
    os.read(requests, 1)  # the first request: from now on it waits for the answer
    os.close(requests)
    server.close()
    return program


def main():
    errors, write_end = os.pipe()
    program = start_forgotten_program(receive_greeting(os.environ["WINEPREFIX"]), write_end)
    os.close(write_end)
    try:
        program.wait(1)
        sys.exit(f"the program ended by itself ({program.returncode}): this test shows nothing")
    except subprocess.TimeoutExpired:
        pass
    try:
        program.wait(60)
    except subprocess.TimeoutExpired:
        program.kill()
        sys.exit("the program waits for its server")
    os.read(errors, 1)  # its end


if __name__ == "__main__":
    main()

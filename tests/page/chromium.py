"""A browser for tests: Chromium without a window, driven through its DevTools protocol over a pipe
(--remote-debugging-pipe: messages are JSON with a NUL behind each, to descriptor 3 and from descriptor 4).

Nothing but Python's own library. Everything the browser says is kept: console messages, errors, requests.
"""
import json
import os
import select
import shutil
import subprocess
import tempfile
import time


class BrowserError(Exception):
    """The browser did not do what it was asked."""


class Page:
    """One page of a browser of its own. A context manager: the browser and its folder go with it."""

    def __init__(self):
        self.messages = []  # of the console, and errors of scripts
        self.requests = []  # addresses
        self.events = []
        self._next = 0
        self._buffer = b""

    def __enter__(self):
        program = shutil.which("chromium")
        if program is None:
            raise BrowserError("chromium is not installed: tests/support/prepare.sh test")
        self._folder = tempfile.mkdtemp(prefix="page-test-")
        to_browser, self._write = os.pipe()
        self._read, from_browser = os.pipe()

        # bash, because dash takes only one digit behind <&.
        self._process = subprocess.Popen(
            ["bash", "-c", f'exec "$0" "$@" 3<&{to_browser} 4>&{from_browser}', program, "--headless=new", "--no-sandbox",
             "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
             "--disable-background-networking", "--disable-component-update", "--mute-audio", "--remote-debugging-pipe",
             f"--user-data-dir={self._folder}", "--window-size=1400,1000", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            pass_fds=(to_browser, from_browser))
        os.close(to_browser)
        os.close(from_browser)
        self._session = None
        targets = self.call("Target.getTargets")["targetInfos"]
        target = next(one["targetId"] for one in targets if one["type"] == "page")
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        return self

    def __exit__(self, *_):
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._write)
        os.close(self._read)
        shutil.rmtree(self._folder, ignore_errors=True)

    # ---- The protocol

    def _receive(self, deadline):
        while b"\0" not in self._buffer:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._read], [], [], left)[0]:
                raise BrowserError("the browser does not answer")
            piece = os.read(self._read, 1 << 20)
            if not piece:
                raise BrowserError("the browser has ended")
            self._buffer += piece
        text, self._buffer = self._buffer.split(b"\0", 1)
        return json.loads(text)

    def _note(self, message):
        method, parameters = message.get("method"), message.get("params", {})
        if method == "Runtime.consoleAPICalled":
            self.messages.append(" ".join(str(one.get("value", one.get("description"))) for one in parameters["args"]))
        elif method == "Runtime.exceptionThrown":
            details = parameters["exceptionDetails"]
            self.messages.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Log.entryAdded":
            self.messages.append(parameters["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"])
        elif method is not None:
            self.events.append(method)

    def call(self, method, timeout=300, **parameters):
        self._next += 1
        message = {"id": self._next, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._write, data):]
        deadline = time.monotonic() + timeout
        while True:
            answer = self._receive(deadline)
            if answer.get("id") == self._next:
                if "error" in answer:
                    raise BrowserError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self._note(answer)

    # ---- What tests do

    def open(self, path, fragment=""):
        """Opens a file anew and waits until it is all there."""
        # Where only the fragment differs, a browser would stay on the page.
        self._go("about:blank")
        self._go(path.resolve().as_uri() + fragment)

    def _go(self, url):
        self.events.clear()
        self.call("Page.navigate", url=url)
        deadline = time.monotonic() + 120
        while "Page.loadEventFired" not in self.events:
            self._note(self._receive(deadline))

    def run(self, expression, timeout=300):
        """The value of an expression in the page; a promise is waited for."""
        answer = self.call("Runtime.evaluate", timeout=timeout, expression=expression, returnByValue=True,
                           awaitPromise=True)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise BrowserError(details.get("exception", {}).get("description", details["text"]))
        return answer["result"].get("value")

    def press(self, key, code=None, virtual=0, text=None, modifiers=0):
        for kind in ("keyDown", "keyUp"):
            parameters = {"type": kind, "key": key, "code": code or key, "windowsVirtualKeyCode": virtual,
                          "modifiers": modifiers}
            if text and kind == "keyDown":
                parameters["text"] = text
            self.call("Input.dispatchKeyEvent", **parameters)

"""A whole tutorial sent from the studio, as its page does it, beside `magewalk run` of the same one."""

import http.client
import json
import os
import signal
import statistics
import subprocess
import tempfile
import urllib.parse

TUTORIAL = "orders-refusals"
# The most CPU time that the studio may take, by that of `magewalk run`.
AIM = 1.5


def measure(magewalk, rounds):
    """Prints what both cost; the first round only warms up."""
    walked, sent = [], []
    for round_ in range(rounds + 1):
        # Whoever comes second may profit from what the first one warmed up.
        kinds = [(walked, run), (sent, studio)]
        for kept, kind in kinds if round_ % 2 else reversed(kinds):
            cost = kind(magewalk)
            if round_:
                kept.append(cost)
    ours, theirs = statistics.median(sent), statistics.median(walked)
    missed = "" if ours / theirs <= AIM else ", missed"
    print(f"- {TUTORIAL} sent from the studio: CPU time of `magewalk run`: {ours / theirs:.2f} "
          f"(aim: {AIM}{missed}; {ours:.0f} ms and {theirs:.0f} ms)")


def run(magewalk):
    with tempfile.TemporaryDirectory() as folder:
        child = start([magewalk, "run", TUTORIAL, "--sandbox"], folder)
        child.stdout.read()
        return ended(child)


def studio(magewalk):
    with tempfile.TemporaryDirectory() as folder:
        child = start([magewalk, "studio", TUTORIAL, "--sandbox", "--no-open"], folder)
        page = Page(child.stdout.readline().rsplit(" ", 1)[1].strip())
        verdicts = page.send_all()
        wrong = [verdict for verdict in verdicts if verdict not in ("passed", "not applicable")]
        if wrong or "passed" not in verdicts:
            raise SystemExit(f"not every step passed in the studio: {wrong}")
        child.send_signal(signal.SIGINT)
        child.stdout.read()
        return ended(child)


class Page:
    """Asks for what the page of the studio asks for, over a connection that is kept as browsers do."""

    def __init__(self, address):
        parts = urllib.parse.urlsplit(address)
        self.root = parts.path
        self.origin = f"http://{parts.netloc}"
        self.connection = http.client.HTTPConnection(parts.netloc)

    def send_all(self):
        for path in ["", "page.css", "api/tutorials"]:
            self.get(path)
        first = json.loads(self.get("api/tutorials"))["tutorials"][0]["pages"][0]
        end = first["first"] + len(first["steps"])
        self.command({"command": "open", "tutorial": TUTORIAL})
        self.command({"command": "run_all", "tutorial": TUTORIAL, "from": 0})
        version, read = 0, 0
        while True:
            state = json.loads(self.get(f"api/state?after={version}"))
            version, shown = state["version"], state["shown"]
            walk = shown["walks"][TUTORIAL]
            # The steps of the page that is open are read as soon as they change.
            if any(revision > read for revision in walk["revisions"][:end]):
                found = json.loads(self.get(f"api/steps/{TUTORIAL}?from=0&to={end}&after={read}"))
                read = max([read, *(step["revision"] for step in found["steps"])])
            if not shown["busy"] and any(walk["verdicts"]):
                return walk["verdicts"]

    def get(self, path):
        return self.ask("GET", path, None, {})

    def command(self, command):
        self.ask("POST", "api/command", json.dumps(command), {"Origin": self.origin})

    def ask(self, method, path, body, headers):
        self.connection.request(method, self.root + path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{method} {path}: {answer.status} {text.decode()}")
        return text


def start(command, folder):
    environment = {"PATH": "/nonexistent", "HOME": os.environ.get("HOME", "/")}
    return subprocess.Popen(command, cwd=folder, env=environment, text=True, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def ended(child):
    """Waits for the end of a process and returns its CPU time in milliseconds."""
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{child.args} ended with {child.returncode}")
    return (usage.ru_utime + usage.ru_stime) * 1000

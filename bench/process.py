"""Builds what is measured, starts programs and measures what they cost."""

import os
import statistics
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
LAUNCH = TARGET / "bench-launch"
MAGEWALK = TARGET / "release" / "magewalk"
BARE = TARGET / "release" / "examples" / "bench_bare_client"
SERVER = TARGET / "release" / "examples" / "bench_server"


def build():
    cargo = ["cargo", "build", "--quiet", "--locked", "--release", "--bins", "--examples"]
    subprocess.run(cargo, cwd=ROOT, check=True)
    source = ROOT / "bench" / "launch.c"
    subprocess.run([os.environ.get("CC", "cc"), "-O2", "-o", LAUNCH, source], check=True)


class Server:
    """The local server, as long as the block lasts."""

    def __enter__(self):
        self.process = subprocess.Popen([SERVER], stdout=subprocess.PIPE, text=True)
        return self.process.stdout.readline().strip()

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


class Cost:
    """What one process cost: microseconds and kibibytes."""

    def __init__(self, line):
        self.code, self.wall, user, system, self.memory = map(int, line.split())
        self.cpu = user + system


def launch(command, folder, code=0):
    """Starts a program by a launcher so small that its memory does not count."""
    reader, writer = os.pipe()
    # The launcher writes to file descriptor 3.
    shell = ["/bin/sh", "-c", f'exec "$@" 3>&{writer} >out.txt 2>err.txt', "sh"]
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    run = subprocess.run([*shell, LAUNCH, *command], cwd=folder, env=environment, pass_fds=[writer],
                         stdin=subprocess.DEVNULL)
    os.close(writer)
    with os.fdopen(reader) as lines:
        if run.returncode:
            raise SystemExit("the launcher failed")
        cost = Cost(lines.read())
    if cost.code != code:
        said = "".join((Path(folder) / name).read_text()[-2000:] for name in ("out.txt", "err.txt"))
        raise SystemExit(f"{' '.join(map(str, command))}: exit code {cost.code} in place of {code}\n{said}")
    return cost


def median(costs, what):
    return statistics.median(getattr(cost, what) for cost in costs)

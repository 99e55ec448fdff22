"""Long runs on a real Spark cluster: a master and two workers on this machine's loopback interface."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from backchannel.extractors.engine import shards
from backchannel.extractors.engine.local import LocalEngine
from backchannel.extractors.engine.run import run_extraction
from backchannel.extractors.engine.stages import settings_of
from backchannel.extractors.reading import ReadOptions
from tests.extractors.corpus import write_corpus
from tests.extractors.engine.test_local import bytes_of
from tests.foreign import require, require_module

SETTINGS = settings_of(ReadOptions(), "test")


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a cluster of a master and two workers with one core each, in processes of their own."""
    require("java", "apt-get install default-jre-headless")
    spark = Path(str(require_module("pyspark", "pip install 'backchannel[spark]'").__file__)).parent
    home = tmp_path_factory.mktemp("spark")
    port = _free_port()
    address = f"spark://127.0.0.1:{port}"
    variables = {
        **os.environ, "SPARK_HOME": str(spark), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_NO_DAEMONIZE": "1",
        "PYSPARK_PYTHON": sys.executable, "SPARK_WORKER_DIR": str(home / "work"),
        "SPARK_LOCAL_DIRS": str(home / "local"),
    }  # fmt: skip
    deploy = "org.apache.spark.deploy"
    ports = ["--webui-port", "0"]
    commands = [[f"{deploy}.master.Master", "--host", "127.0.0.1", "--port", str(port), *ports]]
    commands += [
        [f"{deploy}.worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "1g", *ports, address]
    ] * 2
    running = []
    try:
        for number, command in enumerate(commands):
            log = (home / f"{number}.log").open("wb")
            running.append(
                subprocess.Popen(
                    [str(spark / "bin" / "spark-class"), *command], env=variables, stdout=log, stderr=log,
                    start_new_session=True,
                )
            )  # fmt: skip
            if number == 0:
                _wait_for_port(port)
        _wait_for_line(home / "0.log", "Registering worker", 2)
        yield address
    finally:
        for process in running:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for_port(port: int) -> None:
    until = time.monotonic() + 180
    while True:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert time.monotonic() < until, "the Spark master did not start"
        time.sleep(0.1)


def _wait_for_line(log: Path, words: str, count: int) -> None:
    until = time.monotonic() + 180
    while log.read_text("utf-8", "replace").count(words) < count:
        assert time.monotonic() < until, log.read_text("utf-8", "replace")[-2000:]
        time.sleep(0.1)


DRIVER = """
import json, sys
from pathlib import Path
from backchannel.extractors.engine import shards
from backchannel.extractors.engine.run import run_extraction
from backchannel.extractors.engine.spark import SparkEngine
shards.SHARD_BYTES, shards.CHUNK_BYTES = 48 * 1024, 16 * 1024
master, corpus, out, settings = sys.argv[1:]
engine = SparkEngine(2, master)
found = run_extraction(engine, [corpus], Path(out), json.loads(settings))
print(json.dumps(found.copies(engine), sort_keys=True))
engine.close()
"""


def run_on(master: str, corpus: Path, out: Path) -> str:
    """Run the extraction on the cluster from a driver of its own; the copies it found, as JSON."""
    variables = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    arguments = [sys.executable, "-c", DRIVER, master, str(corpus), str(out), json.dumps(SETTINGS)]
    done = subprocess.run(arguments, env=variables, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip().splitlines()[-1]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = write_corpus(tmp_path_factory.mktemp("corpus") / "news.jsonl", 300)
    lines = path.read_text("utf-8").splitlines()
    lines += [line.replace('"id": "n', '"id": "copy-n').replace('"2022-', '"2023-') for line in lines[:5]]
    lines.insert(100, "{broken")
    path.write_text("\n".join(lines), "utf-8")
    return path


@pytest.fixture(scope="module")
def local(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], str]:
    """What one worker on this machine writes, and the copies it finds."""
    out = tmp_path_factory.mktemp("local")
    engine = LocalEngine(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "SHARD_BYTES", 48 * 1024)
        patch.setattr(shards, "CHUNK_BYTES", 16 * 1024)
        found = run_extraction(engine, [corpus], out, SETTINGS)
    copies = json.dumps(found.copies(engine), sort_keys=True)
    engine.close()
    return bytes_of(out), copies


@pytest.mark.slow
def test_cluster_writes_the_same_bytes(
    master: str, corpus: Path, tmp_path: Path, local: tuple[dict[str, str], str]
) -> None:
    """Two executors write what one process on this machine writes, and find the same copies."""
    copies = run_on(master, corpus, tmp_path / "spark")

    assert bytes_of(tmp_path / "spark") == local[0]
    assert copies == local[1]
    assert copies.count("copy-") == 5


@pytest.mark.slow
def test_killed_executor_loses_and_doubles_nothing(
    master: str, corpus: Path, tmp_path: Path, local: tuple[dict[str, str], str]
) -> None:
    """Executors killed while they write parts are replaced, and the result is the same bytes."""
    out, killed = tmp_path / "spark", list[int]()
    over = threading.Event()

    def kill() -> None:
        while not over.wait(0.002) and len(killed) < 2:
            for half in out.glob(".part-*.tmp"):
                executor = _java_above(int(half.name.split(".")[-2]))
                if executor and executor not in killed:
                    with suppress(ProcessLookupError):
                        os.kill(executor, signal.SIGKILL)
                        killed.append(executor)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        copies = run_on(master, corpus, out)
    finally:
        over.set()
        killer.join()

    assert killed, "no executor was met while it wrote"
    assert bytes_of(out) == local[0]
    assert copies == local[1]


def _java_above(pid: int) -> int | None:
    """The Java process among a Python worker's ancestors: its executor."""
    while pid > 1:
        try:
            if "java" in Path(f"/proc/{pid}/comm").read_text():
                return pid
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            return None
    return None

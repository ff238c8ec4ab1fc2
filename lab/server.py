"""The lab as a process: its address, its logs, its beginning and its end."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Any

from lab import moto_patches
from lab.local_requests import LocalRequests

REGION = "ap-northeast-1"
HOST = "127.0.0.1"


def export(port: int) -> str:
    """The line that a shell evaluates to turn its programs to the lab.

    One line, so that no part of it is forgotten. Programs reach the lab past a proxy; the hosts
    that the reader has excepted from the proxy stay so.
    """
    direct = f"{HOST},localhost"
    return (
        f"export AWS_ENDPOINT_URL=http://{HOST}:{port} AWS_DEFAULT_REGION={REGION}"
        " AWS_ACCESS_KEY_ID=lab AWS_SECRET_ACCESS_KEY=lab"
        f" NO_PROXY={direct},${{NO_PROXY:-${{no_proxy-}}}}"
        f" no_proxy={direct},${{no_proxy:-${{NO_PROXY-}}}}"
    )


def _listen(port: int) -> socket.socket:
    """A socket on loopback alone.

    :raises SystemExit: there is no such port, or it is taken
    """
    if not 0 <= port <= 65535:
        raise SystemExit(
            f"PORT={port} は使えません。0 から 65535 の番号にしてください "
            "(例: make lab PORT=5005)。"
        )
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(128)
    except OSError as error:
        raise SystemExit(
            f"PORT={port} は使えません ({error.strerror})。前のラボを止めるか、"
            "make lab PORT=0 で空いている番号を使ってください。"
        ) from error
    return listener


def _quiet_environment() -> None:
    """Nothing of the reader's account, and nothing that asks the network."""
    for name in list(os.environ):
        if name.startswith("AWS_") or name.lower().endswith("_proxy"):
            del os.environ[name]
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
    # moto would let every web page read its answers.
    os.environ["MOTO_DISABLE_GLOBAL_CORS"] = "true"
    # Listings attach AWS's own policies to roles.
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"


def serve(port: int, data_dir: Path | None, with_parent: bool) -> int:
    """Run until a signal says stop; returns the exit code.

    :param port: 0 for any that is free
    :param data_dir: where the folder of the jobs is made; it is removed at the end
    :param with_parent: stop when standard input is closed, too
    """
    moto_patches.check_version()
    logging.basicConfig(
        stream=sys.stderr,
        format="%(asctime)s ラボ: %(message)s",
        datefmt="%H:%M:%S",
        level=logging.WARNING,
    )
    log = logging.getLogger("lab")
    log.setLevel(logging.INFO)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    listener = _listen(port)
    _quiet_environment()
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    if with_parent:
        threading.Thread(target=_wait_for_end_of_input, args=(stop,), daemon=True).start()

    moto_patches.install()
    from lab import aws_clients, folders, processes

    server = _http_server(listener)
    aws_clients.address = f"http://{HOST}:{server.port}"
    try:
        lock = folders.create(data_dir)
    except OSError as error:
        raise SystemExit(
            f"作業フォルダーを {error.filename} に作れません ({error.strerror})。"
        ) from error
    threading.Thread(target=server.serve_forever, daemon=True).start()
    log.info("http://%s:%d で待っています (止めるには Ctrl-C)", HOST, server.port)
    log.info("プログラムを動かす端末に、次の1行を貼ってください")
    print(export(server.port), flush=True)
    # Waiting in turns: a wait without end would keep signals out on some systems.
    while not stop.wait(0.5):
        pass
    log.info("止めています")
    # What the jobs say from here on is only that the lab is going away.
    log.disabled = True
    server.shutdown()
    processes.stop_all()
    shutil.rmtree(folders.root, ignore_errors=True)
    lock.close()
    log.disabled = False
    log.info("止まりました")
    return 0


def _wait_for_end_of_input(stop: threading.Event) -> None:
    while sys.stdin.buffer.read(4096):
        pass
    stop.set()


def _http_server(listener: socket.socket) -> Any:
    """moto's application behind a server that listens where we said."""
    from moto.moto_server.werkzeug_app import (
        DomainDispatcherApplication,
        MotoRequestHandler,
    )
    from werkzeug.serving import make_server

    class Quiet(MotoRequestHandler):
        # Keep-alive: without it each request of a program costs a connection.
        protocol_version = "HTTP/1.1"

        def log_request(self, *_: Any) -> None:
            """No access log."""

    return make_server(
        HOST,
        listener.getsockname()[1],
        LocalRequests(DomainDispatcherApplication(moto_patches.application)),
        threaded=True,
        request_handler=Quiet,
        fd=listener.fileno(),
    )

"""The container that serves a model, for an endpoint or a transform job."""

from __future__ import annotations

import io
import tarfile
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lab import aws_clients, images
from lab.errors import Failure
from lab.processes import Container, free_port

# How long a container may take to answer /ping, in seconds (AWS: 4 minutes).
HEALTHY_WITHIN = 120


def _plain_file(member: tarfile.TarInfo, folder: str) -> tarfile.TarInfo:
    """Refuse what is neither a file nor a folder, and what would lead out of *folder*.

    :raises tarfile.TarError: for such a member
    """
    if not (member.isfile() or member.isdir()):
        raise tarfile.SpecialFileError(member)
    return tarfile.data_filter(member, folder)


def unpack(uri: str, folder: Path, region: str) -> None:
    """The artifact to a folder.

    :raises Failure: the object is gone, or no archive
    """
    bucket, key = aws_clients.split(uri)
    try:
        packed = aws_clients.read(bucket, key, region)
    except Exception as error:
        raise Failure(f"Could not find model data at {uri}.") from error
    folder.mkdir(parents=True)
    try:
        with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
            archive.extractall(folder, filter=_plain_file)
    except (tarfile.TarError, zlib.error, OSError, EOFError, ValueError) as error:
        raise Failure(
            "Failed to extract model data archive from URL "
            f'"{uri}". Please ensure that the object located at the URL is a valid tar.gz archive.'
        ) from error


class Server:
    """A container that serves a model on a port of loopback.

    :param model: the request of CreateModel
    :param variant: its name in messages
    :param lines: takes its output
    :raises Failure: image, artifact, or no healthy answer; the message is AWS's
    """

    def __init__(
        self,
        model: dict[str, Any],
        variant: str,
        root: Path,
        region: str,
        lines: Callable[[list[tuple[float, str]]], None],
        environment: dict[str, str] | None = None,
    ) -> None:
        box = model["PrimaryContainer"]
        if not images.runs_here(box.get("Image", ""), region):
            aws_clients.log.error("イメージ %s は使えません。%s。", box.get("Image"), images.HINT)
            raise Failure(
                f"The primary container for production variant {variant} could not be started. "
                "Please make sure all images included in the model for the production variant "
                f"{variant} exist, and that the execution role used to create the model has "
                "permissions to access them."
            )
        unpack(box["ModelDataUrl"], root / "model", region)
        self.port = free_port()
        self.container = Container(
            "lab.container.serve",
            ["--port", str(self.port)],
            root,
            lines,
            {**(box.get("Environment") or {}), **(environment or {})},
        )
        end = time.monotonic() + HEALTHY_WITHIN
        while not self._healthy():
            if self.container.exit_code is not None or time.monotonic() > end:
                self.container.wait(1)
                self.container.remove()
                raise Failure(unhealthy(variant))
            time.sleep(0.05)

    def _healthy(self) -> bool:
        try:
            return self.ask("/ping")[0] == 200
        except OSError:
            return False

    def ask(
        self, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, str, bytes]:
        """(status, content type, body) of the container's answer.

        :raises OSError: it does not answer
        """
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data=body, headers=headers or {}
        )
        # No proxy of the reader's between the lab and its containers.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=60) as answer:
                return answer.status, answer.headers.get("Content-Type", ""), answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers.get("Content-Type", ""), error.read()


def unhealthy(variant: str) -> str:
    """The reason of an endpoint whose container does not come up."""
    return (
        f"The primary container for production variant {variant} did not pass the ping health "
        "check. Please check CloudWatch logs for this endpoint."
    )

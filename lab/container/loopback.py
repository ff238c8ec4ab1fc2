"""XGBoost's workers listen on loopback only.

XGBoost 3.2.0 binds the ports of a collective to all addresses of the machine, and has no setting
for another. So its calls of ``bind`` go through a function of ours: the entry for ``bind`` in the
library's table of imported functions (ELF, on Linux) is replaced.
"""

from __future__ import annotations

import ctypes
import mmap
import socket
import struct
import sys
from pathlib import Path

import xgboost as xgb

ANY, LOOPBACK = socket.inet_aton("0.0.0.0"), socket.inet_aton("127.0.0.1")
# Of ELF: the segment of the dynamic section, and its entries.
PT_DYNAMIC, DT_PLTRELSZ, DT_STRTAB, DT_SYMTAB, DT_JMPREL = 2, 2, 5, 6, 23


@ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32)
def _bind(descriptor: int, address: int, length: int) -> int:
    """``bind`` of the system, with 127.0.0.1 in place of 0.0.0.0; *address* is a sockaddr_in."""
    if length >= 8 and ctypes.string_at(address + 4, 4) == ANY:
        ctypes.memmove(address + 4, LOOPBACK, 4)
    return ctypes.CDLL(None).bind(descriptor, ctypes.c_void_p(address), length)


def _loaded_at(path: str) -> int:
    """The address of a loaded library; the system names it without symbolic links.

    :raises StopIteration: it is not loaded
    """
    name = str(Path(path).resolve())
    maps = Path("/proc/self/maps").read_text("utf-8", "surrogateescape").split("\n")
    return int(next(line for line in maps if line.endswith(name)).split("-")[0], 16)


def _import_entry(base: int, name: bytes) -> int:
    """The address of the pointer through which the library at *base* calls a function.

    :raises StopIteration: it does not import *name*
    """
    (start,) = struct.unpack("<Q", ctypes.string_at(base + 32, 8))
    size, count = struct.unpack("<2H", ctypes.string_at(base + 54, 4))
    segments = (
        struct.unpack("<2L6Q", ctypes.string_at(base + start + size * number, 56))
        for number in range(count)
    )
    section = next(segment for segment in segments if segment[0] == PT_DYNAMIC)
    dynamic = dict(struct.iter_unpack("<2Q", ctypes.string_at(base + section[3], section[6])))
    relocations = ctypes.string_at(dynamic[DT_JMPREL], dynamic[DT_PLTRELSZ])
    for offset, info, _ in struct.iter_unpack("<3Q", relocations):
        symbol = ctypes.string_at(dynamic[DT_SYMTAB] + 24 * (info >> 32), 4)
        if ctypes.string_at(dynamic[DT_STRTAB] + struct.unpack("<L", symbol)[0]) == name:
            return base + offset
    raise StopIteration


def listen_on_loopback_only() -> None:
    """For all that XGBoost binds in this process from now on; of no effect outside of Linux."""
    if sys.platform != "linux":
        return
    entry = _import_entry(_loaded_at(xgb.core._LIB._name), b"bind")
    page = entry - entry % mmap.PAGESIZE
    ctypes.CDLL(None).mprotect(
        ctypes.c_void_p(page), ctypes.c_size_t(mmap.PAGESIZE), mmap.PROT_READ | mmap.PROT_WRITE
    )
    ctypes.memmove(entry, ctypes.byref(_bind), ctypes.sizeof(ctypes.c_void_p))

"""The addresses that plain text names: comments of listings, words in pictures."""

from __future__ import annotations

import re

# To the first blank, quotation mark, full-width punctuation, kana, arrow or the like; kanji may be
# part of a path
_ADDRESS = re.compile(
    r"https?://[^\s<>\"'`\u2010-\u2e7f\u3000-\u3004\u3008-\u30ff\u31f0-\u31ff\uff00-\uffef]+"
)
_TRAILING = ".,;:!?]}*_"
_MARK = re.compile(r"\s*(#+!?|//+|/\*+|\*+|--+(?=\s)|;+|%+|<!--|REM\b|>>>(?=\s*#))?", re.I)
_PROMPT = re.compile(
    r"\s*(\(\S+\)\s*)?(\[.*\]|[\w.-]+@\S+( \S+)?|PS\b[^>]*|[a-z]:\\[^>]*|\w+-[\d.]+|[~/]\S*)?\s*"
    r"([$#%❯➜]|>{1,3})\s+\S|\s*In \[\d+\]:",
    re.I,
)
_COMMANDS = frozenset(
    "ab apt apt-get aria2c aws az bash brew bunx cargo cat cd chromium conda crane curl.exe "
    "deno dig dnf docker docker-compose dpkg echo env exec export firefox gcloud gem gh git "
    "gradle helm hey httpie iex irm iwr java k6 kubectl "
    "locust lynx mlflow mvn mysql nc nmap node npm npx nslookup oha ping pip pip3 pipx pnpm "
    "podman poetry psql python python3 redis-cli rpm rsync sagemaker scp sh siege skopeo snap "
    "ssh sudo svn systemctl tar telnet terraform uv uvx vegeta wrk wscat xargs xdg-open xh "
    "yarn yum zsh".split()
)
_FETCHING = {
    "curl",
    "wget",
    "curl.exe",
    "iwr",
    "Invoke-WebRequest",
    "Invoke-RestMethod",
}  # wherever they stand
# An option, the value of a variable, an argument, the value of a key, a method of HTTP
_CODE = re.compile(
    r"(^|\s)--?[a-z]|\w\s*[=(]\s*[\"'`]?$|[\"']\s*:\s*[\"']$|"
    r"\b(?-i:GET|POST|PUT|PATCH|DELETE|HEAD)\s+$",
    re.I,
)
_PROSE = re.compile(r"(:|\b(see|at|in|from|of|by|via|docs?|documentation|manual))\s+[(<]?$", re.I)


def addresses(text: str) -> list[tuple[str, int]]:
    """The addresses that *text* names, each with its place in it; no part of a command is one."""
    found = []
    for match in _ADDRESS.finditer(text):
        before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        address = _trimmed(match[0])
        if not _command(before) and len(address) > address.index("//") + 2:
            found.append((address, match.start()))
    return found


def _trimmed(address: str) -> str:
    """*address* without the signs that end the sentence, or the bracket, in which it stands."""
    while address[-1] in _TRAILING or (
        address[-1] == ")" and address.count(")") > address.count("(")
    ):
        address = address[:-1]
    return address


def _command(before: str) -> bool:
    """Whether what stands *before* an address, in its line, makes it part of a command or code."""
    said = before[_MARK.match(before).end() :]
    if _PROMPT.match(said):
        return True
    words = said.split()
    if not words or not said.isascii():
        return False
    command = words[0] in _COMMANDS and not _PROSE.search(said)
    return command or not _FETCHING.isdisjoint(words) or _CODE.search(said) is not None

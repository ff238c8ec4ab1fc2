"""What the copy button gives can be pasted and runs: commands and code, no prompts, no outputs."""

from __future__ import annotations

from browsing import DESKTOP, Opener
from conftest import Book

# The language of the block, what the page shows, and what is copied
BLOCKS = [
    (
        "console",
        "$ aws s3 cp model.gz \\\n    s3://bucket/model/ \\\n    --region x\nupload: done\n$ ls",
        "aws s3 cp model.gz \\\n    s3://bucket/model/ \\\n    --region x\nls",
    ),
    (
        "console",
        "$ cat > a.json << 'EOF'\n{\"a\": 1}\n\n# 見出し\n$ 5\nEOF\n$ wc a.json\n 1 2 3 a.json",
        "cat > a.json << 'EOF'\n{\"a\": 1}\n\n# 見出し\n$ 5\nEOF\nwc a.json",
    ),
    (
        "console",
        "$ python3 - <<-END && cat <<A <<B\n> print(1)\n> END\na\nA\nb\nB\n1\n$ cat <<< word\nword",
        "python3 - <<-END && cat <<A <<B\nprint(1)\nEND\na\nA\nb\nB\ncat <<< word",
    ),
    ("console", '$ echo "一\n> 二"\n一\n二\n$ ls', 'echo "一\n二"\nls'),
    ("console", "$ echo a\\\\\nb\n$ ls", "echo a\\\\\nls"),
    (
        "console",
        "# 取る\n# apt-get install git\n$ git clone x\n(venv) $ pip list\nuser@host:~$ ls",
        "# 取る\napt-get install git\ngit clone x\npip list\nls",
    ),
    ("console", "% brew install git\n==> done", "brew install git"),
    ("console", "[root@host ~]# curl x\nok", "curl x"),
    ("console", "プロンプトのない表示", "プロンプトのない表示"),
    (
        "pycon",
        ">>> for i in (1, 2):\n...     print(i)\n...\n1\n2\n>>> print('終')\n終",
        "for i in (1, 2):\n    print(i)\n\nprint('終')",
    ),
    ("python", "# 注\nx = [\n    1,\n]\n\n>>> 1", "# 注\nx = [\n    1,\n]\n\n>>> 1"),
    (
        "none",
        "In [1]: def f():\n   ...:     return 1\nIn [2]: f()\nOut[2]: 1",
        "def f():\n    return 1\nf()",
    ),
    ("none", "PS C:\\book> make `\n  html\nできました\nPS> ls", "make `\n  html\nls"),
    ("none", "C:\\book>dir ^\n  /w\n 0 個\nC:\\book>cd", "dir ^\n  /w\ncd"),
    ("bash", "echo $ HOME\n# 注\nprice='$ 100'\n", "echo $ HOME\n# 注\nprice='$ 100'"),
    ("bash", "price='$ 100'\n$ echo a\n", "price='$ 100'\necho a"),
    ("bash", "$ echo a\na\n", "echo a"),
    ("yaml", "key: |\n  $ 100\nnext: 1\n", "key: |\n  $ 100\nnext: 1"),
]


def test_what_is_pasted_runs(book: Book, open_page: Opener) -> None:
    body = "本文\n"
    for number, (language, shown, _) in enumerate(BLOCKS):
        code = shown.replace("\n", "\n   ").replace("   \n", "\n")
        numbered = "   :linenos:\n" if number % 2 else ""
        body += f"\n.. code-block:: {language}\n{numbered}   :force:\n\n   {code}\n"
    book.installment(5, body)
    result = book.build()
    assert result.code == 0, result.output
    page = open_page(viewport=DESKTOP, permissions=["clipboard-read", "clipboard-write"])
    page.goto((result.folder / "05-slug.html").as_uri())
    buttons = page.locator("button.copybtn")
    copied = []
    for number in range(len(BLOCKS)):
        buttons.nth(number).click()
        copied.append(page.evaluate("navigator.clipboard.readText()"))
    for (_, _, wanted), text in zip(BLOCKS, copied, strict=True):
        assert text == wanted

"""図の縦の印を、目盛りで動かせるようにする。サイトの図のためのもの。"""

import json
from pathlib import Path


def save(figure, axes, name, slider, columns, rows):
    """図 name.svg と、動かすためのデータ name.explore.json を書く。

    slider は目盛りの名前、値の並び、最初の番号。rows は値ごとの数の並び。
    """
    start = slider["values"][slider["start"]]
    mark = axes.axvline(start, color="#b06a00")
    mark.set_gid("mark")
    figure.set_dpi(72)  # SVG の1単位は 1/72 インチ
    figure.canvas.draw()
    places = axes.transData.transform([(x, 0) for x in slider["values"]])
    figure.savefig(f"{name}.svg")
    data = {
        "slider": slider,
        "columns": columns,
        "rows": rows,
        "mark": {"id": "mark", "x": [round(x, 1) for x, _ in places]},
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    Path(f"{name}.explore.json").write_text(text, encoding="utf-8")

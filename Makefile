# The book's verbs; `make` alone prints them. Paths are relative, so any directory name will do.
PYTHON ?= python3
PAPER  ?= b5
PY     := .venv/bin/python
SPHINX := $(PY) -m sphinx -c . -n -W --keep-going -j auto
WORK   := _build/work
# Wheels only: the set-up of a source archive could run anything
PIP    := -m pip install --disable-pip-version-check --only-binary :all:

.DEFAULT_GOAL := help
.PHONY: help book html epub pdf offline serve draft new lab listings test lint linkcheck \
  linkcheck-fix freshness api-diff audit figures proof screenshots bench requirements clean

help: ## この一覧を表示する
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

book: ## すべての形式を作る(HTML、EPUB、PDF)
	@$(MAKE) --no-print-directory epub pdf
	@$(MAKE) --no-print-directory html  # last, since the site offers the other formats

# A failed build keeps the last good result and starts afresh the next time, since Sphinx would
# not repeat the warnings of files it has already read. What is read is kept, what is written is
# not: Sphinx never deletes the page of a source that is gone or has become a draft.
# $(1) builder, $(2) what to take over from its output folder, $(3) the place for it, $(4) what to
# say, $(5) options
define build
@mkdir -p $(dir $(3)) $(if $(filter typst,$(1)),,&& rm -rf $(WORK)/$(1))
@$(SPHINX) -b $(1) $(5) -d $(WORK)/$(1).doctrees docs $(WORK)/$(1) || { rm -rf $(WORK)/$(1)*; exit 1; }
@rm -rf $(3).new && cp -R $(WORK)/$(1)/$(2) $(3).new && rm -rf $(3) && mv $(3).new $(3)
@echo "できました: $(4)"
endef

html: .venv/book.stamp ## サイトを作る → _build/html/index.html
	$(call build,html,.,_build/html,_build/html/index.html)

epub: .venv/book.stamp ## EPUB を作る → _build/epub/book.epub
	$(call build,epub,book.epub,_build/epub/book.epub,_build/epub/book.epub)
	@cp $(WORK)/epub/sagemaker-book-lab.zip _build/epub/  # for readers who have no site

pdf: .venv/book.stamp ## PDF を作る → _build/pdf/book.pdf、_build/pdf/NN-….pdf(PAPER=b5|a4|phone)
	$(call build,typst,pdf,_build/pdf,_build/pdf/book.pdf,-D typst_paper=$(PAPER))

offline: book ## サイトを1つの zip にする(中の book/index.html から、検索も使える) → _build/offline/book.zip
	@$(PY) -m tools.offline

draft: .venv/book.stamp ## 下書きと執筆メモも含めて作る → _build/draft/index.html
	@$(PY) -m sphinx -c . -n -t draft -b html -d $(WORK)/draft.doctrees docs _build/draft
	@echo "できました: _build/draft/index.html"

serve: .venv/book.stamp ## 書きながら見る。保存のたびにサイトと PDF を作り直し、誤りを画面に出す(PORT=番号)
	@$(PY) -m tools.serve $(if $(PORT),--port $(PORT))

# What the author typed, as one word for the shell whatever signs it holds: $(call typed,NAME)
typed = '$(subst ','\'',$(value $(1)))'

new: .venv/book.stamp ## 新しい回のファイルを下書きで作る(N=17 SLUG=feature-store TITLE="題名")
	@$(PY) -m tools.new --number=$(call typed,N) --slug=$(call typed,SLUG) --title=$(call typed,TITLE)

lab: .venv/lab.stamp ## AWS の代わりを手元で動かす(Ctrl-C で終了、PORT=番号)
	@$(PY) -m lab $(if $(PORT),--port=$(call typed,PORT))

listings: .venv/lab.stamp ## リストをすべてラボで動かし、出力と図を取り直す(BANK_DATA=データのファイル)
	@$(PY) -m tools.debian fonts-noto-cjk
	@$(PY) -m tools.capture

test: lint book .venv/lab.stamp tools/node_modules/.package-lock.json ## すべての検査をする(ネットワークは要らない)
	@$(PY) -m tools.debian chromium poppler-utils fonts-noto-cjk default-jre-headless
	@$(PY) -m pytest -n 2 --dist loadgroup $(ARGS)

lint: .venv/test.stamp tools/node_modules/.package-lock.json ## 文章と用語、Python の書き方を検査する(FILE=docs/NN-….rst でその文章だけ)
ifndef FILE
	@$(PY) -m ruff check -q . && $(PY) -m ruff format -q --check . \
	  || { echo "直すには: $(PY) -m ruff check --fix . ; $(PY) -m ruff format ."; exit 1; }
endif
	@$(PY) -m tools.prose $(FILE)

linkcheck: .venv/test.stamp $(if $(SITE),,_build/html/index.html) ## 外のリンクを確かめる(SITE=フォルダー CHANGED=版) → _build/linkcheck/
	@$(PY) -m tools.linkcheck $(if $(SITE),--site "$(SITE)") $(if $(CHANGED),--changed "$(CHANGED)") $(ARGS)

linkcheck-fix: .venv/test.stamp ## 前の linkcheck で移転していたアドレスを書き換え、差分を見せる
	@$(PY) -m tools.linkcheck --fix

freshness: .venv/book.stamp ## 古くなった事実の一覧を作る(DAYS=日数) → _build/freshness/report.md
	@$(PY) -m tools.freshness $(if $(DAYS),--days "$(DAYS)")

api-diff: .venv/test.stamp ## リストの使う AWS の API が変わったかを見る(ACCEPT=1 で固定した版を基準にする) → _build/api-diff/
	@$(PY) -m tools.apidiff $(if $(ACCEPT),--accept)

audit: book .venv/test.stamp tools/audit/node_modules/.package-lock.json ## Lighthouse でサイトの速さと使いやすさを測る
	@$(PY) -m tools.debian chromium fonts-noto-cjk
	@$(PY) -m tools.audit

screenshots: book .venv/test.stamp ## README に載せる画面の写しを作り直す
	@$(PY) -m tools.debian chromium poppler-utils fonts-noto-cjk
	@$(PY) -m tools.screenshots

figures: .venv/book.stamp ## images/*.py から図を描き直す
	@$(PY) -m tools.figures

proof: .venv/book.stamp ## 図をすべて白黒で並べ、読みにくい所を挙げる → _build/proof/figures.pdf
	@$(PY) -m tools.proof

bench: .venv/test.stamp _build/bench/venv.stamp ## サイトと PDF を作り、リンクを確かめる時間を、大きさを変えて測る
	@$(PY) -m tools.debian chromium poppler-utils
	@$(PY) -m tools.bench

requirements: .venv/book.stamp ## requirements*.in から固定した版の一覧を作り直す(UPGRADE=上げるもの)
	@$(PY) $(PIP) -q pip-tools
	@for name in requirements requirements-test requirements-lab requirements-bench; do \
	  $(PY) -m piptools compile -q --generate-hashes \
	  --strip-extras --allow-unsafe --no-header --no-emit-options --pip-args='--only-binary :all:' \
	  $(UPGRADE:%=--upgrade-package %) \
	  -o $$name.txt $$name.in || exit 1; done

clean: ## 作ったものを消す(.venv は残す)
	rm -rf _build

# For a verb that only reads the site, and should not build it again for nothing
_build/html/index.html: $(shell find docs author images listings extensions conf.py -type f ! -name '*.pyc' ! -name '*.mo' 2> /dev/null)
	@$(MAKE) --no-print-directory html

# -- set-up, done when needed ------------------------------------------------------------------
.venv/book.stamp: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 以上が要ります: make PYTHON=python3.11 …"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2> /dev/null \
	  || { echo "Python の venv がありません → Debian と Ubuntu では sudo apt install python3-venv"; exit 1; }
	@echo "==> .venv を用意します(最初だけ、1分ほど)"
	@rm -rf .venv && $(PYTHON) -m venv .venv
	@$(PY) $(PIP) --require-hashes -r requirements.txt
	@touch $@

.venv/test.stamp: .venv/book.stamp requirements-test.txt
	@echo "==> 検査の道具を入れます(最初だけ、1分ほど)"
	@$(PY) $(PIP) --require-hashes -r requirements-test.txt
	@touch $@

.venv/lab.stamp: .venv/book.stamp requirements-lab.txt
	@echo "==> ラボの道具を入れます(最初だけ、数分)"
	@$(PY) $(PIP) --require-hashes -r requirements-lab.txt
	@touch $@

_build/bench/venv.stamp: requirements-bench.txt
	@rm -rf _build/bench && mkdir -p _build/bench && $(PYTHON) -m venv _build/bench/venv
	@_build/bench/venv/bin/python $(PIP) -q --require-hashes -r requirements-bench.txt
	@touch $@

%/node_modules/.package-lock.json: %/package.json %/package-lock.json
	@command -v npm > /dev/null || { echo "npm がありません → Node.js 20 以上を入れる(npm も入ります)"; exit 1; }
	@npm ci --prefix $* --no-audit --no-fund
	@touch $@

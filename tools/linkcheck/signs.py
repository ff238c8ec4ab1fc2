"""The words by which a page with status 200 says that it is not the page that was asked for.

A whole part of the title must say so (「404 | 例のサイト」), or an article about such a page would.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from tools.linkcheck.addresses import hostname

_LONG = 300  # characters of a title; what follows them is not looked at
_PARTS = re.compile(r"\s[-–—/:~]+\s|[|│»«·•!?。]+|:\s")
_NOISE = (
    r"(?:sorry|oops|whoops|uh oh|hmm|http|not found|status|code|error|"
    r"erreur|errore|fehler|fout|erro|ошибка|"
    r"エラー|エラーコード|错误|錯誤|오류|404(?: page)?|410|申し訳(?:ありません|ございません))"
)
_ENDS = re.compile(rf"^(?:{_NOISE} ?)+|(?: ?{_NOISE})+$")
_CLEAR = re.compile(r"(?<!\d)(?:404|410)(?!\d)|not found")
_PAGE = (
    r"(?:(?:the|this|that|your|a|requested|web) )*(?:web)?(?:page|site|file|document|article|url|"
    r"link|resource|content|post|item|product|repository|project|package|address|topic|entry|"
    r"story|video|account|shop|store|app|user|profile|model|dataset|"
    r"image|notebook)s?(?: (?:that )?(?:you|we)(?: \w+){1,5}?| requested)?"
)
_NOT = r"(?:can|could|was|is|does|do|has) ?n t|can t|cannot|(?:can|could|was|is|does|do|has) not"
_PAGE_JA = (
    r"(?:[^ ]{0,20}(?:お探し|指定|要求|要望|リクエスト|アクセス|該当)[^ ]{0,12}?|この|その)?"
    r"(?:web|ウェブ)?(?:ページ|サイト|記事|ファイル(?:また?は|か)ディレクトリ|ファイル|コンテンツ|情報|url|アドレス|商品|文書|"
    r"ドキュメント|リンク|資料|画面|リソース|投稿|もの|リポジトリ|プロジェクト|動画)"
)
_LOST = re.compile(
    "|".join(
        (
            rf"(?:{_PAGE} )?(?:(?:was|is|were|could|can) )?not (?:be )?(?:found|available)"
            r"(?: on this server)?",
            rf"{_PAGE} (?:{_NOT})(?: be)? (?:found|available|exist|displayed|exists)"
            r"(?: right now| anymore| here)?",
            rf"(?:{_PAGE} )?(?:is |are )?no longer (?:exists?|available|here)",
            rf"{_PAGE} (?:has been |was |is )?(?:removed|deleted|unavailable|missing|gone)",
            rf"(?:we )?(?:can t|can not|cannot|couldn t|could not)(?: seem to)? (?:find|locate) "
            rf"(?:{_PAGE}|what you .*)",
            r"gone|nothing (?:was )?found(?: here)?|no such (?:page|file|document)|"
            r"(?:dead|broken) link|(?:there (?:is|s) )?nothing (?:to see )?here|"
            r"(?:looks like )?you (?:re|are|seem) lost",
            rf"(?:{_PAGE_JA} ?(?:が|は|を)? ?)?(?:見つ|みつ)(?:かり|けられ)ません(?:でした)?",
            rf"{_PAGE_JA} ?(?:が|は|を)? ?(?:存在しません|存在しない.*|ありません(?:でした)?|"
            r"ございません(?:でした)?|表示できません(?:でした)?|(?:既に|すでに)?削除され.*|"
            r"(?:移動|削除|公開|掲載|提供).*(?:した|しました|削除.*|終了.*)|not found)",
            rf"(?:存在しない|(?:公開|掲載)[がを]終了した){_PAGE_JA}(?:です)?",
            r"お探しの(?:ページ|記事|ファイル(?:また?は|か)ディレクトリ|ファイル|コンテンツ).*|ページ(?:未検出|なし)",
            r"(?:.{0,12}(?:页面|頁面|网页|網頁|内容|內容|文章|文件) ?)?"
            r"(?:未找到|不存在|没有找到|沒有找到|找不到了?|已被?删除|(?:无法|無法)找到)",
            r"(?:抱歉 ?)?(?:您.{0,8})?(?:找不到|未找到|没有找到|沒有找到|(?:无法|無法)找到)"
            r".{0,8}(?:页面|頁面|网页|網頁|文章|文件|内容|內容|页|頁)",
            r"(?:.{0,20} )?(?:페이지|문서|파일|게시물|콘텐츠) ?(?:를|을|가|이|은|는)? ?"
            r"(?:찾을 수 없.*|존재하지 않.*|없습니다)",
            r"존재하지 않는 (?:페이지|문서).*",
            r"(?:diese |die )?seite existiert nicht(?: mehr)?",
            r"(?:(?:die|diese|angeforderte|gesuchte) )*(?:(?:seite|datei|inhalt|dokument) )?"
            r"(?:(?:wurde|konnte|ist|leider) )*nicht (?:mehr )?(?:gefunden|vorhanden|verfügbar)"
            r"(?: werden)?",
            r"(?:(?:cette|la) )?(?:(?:page|ressource|fichier|article|document|contenu) )?"
            r"(?:demandée? )?(?:est )?(?:introuvable|non trouvée?|inexistante?|"
            r"n existe (?:pas|plus)|n a pas été trouvée?)",
            r"(?:(?:la|esta|a|o|essa|esta) )?(?:(?:página|contenido|archivo|conteúdo|arquivo) )?"
            r"(?:(?:solicitad[ao]) )?(?:no|não) (?:(?:se ha|ha sido|se|foi) )?"
            r"(?:encontrad[ao]|encuentra|encontró|existe|disponible|disponível)",
            r"no se (?:ha )?encontr\w+ (?:la )?página|pagina inesistente",
            r"(?:(?:la|questa) )?(?:pagina )?(?:richiesta )?non (?:è stata |è )?"
            r"(?:trovat[ao]|esiste|esistente|disponibile)",
            r"(?:(?:de|deze) )?(?:pagina )?(?:is )?niet gevonden|(?:deze )?pagina bestaat niet",
            r"(?:\w+ )?страница (?:не найдена|не существует|удалена)|не найден[оа]?",
            r"сторінк[уа] не (?:знайдено|існує)|nie znaleziono(?: strony)?|"
            r"strona nie (?:została znaleziona|istnieje)|stránka (?:nebyla )?nenalezena",
            r"sidan (?:kunde inte hittas|hittades inte|finns inte)|"
            r"siden (?:blev ikke fundet|ble ikke funnet|finnes ikke)|sivua ei löy(?:dy|tynyt)",
            r"sayfa bulunamadı|(?:không tìm thấy|trang không tồn tại).*|halaman tidak ditemukan|"
            r"الصفحة غير موجودة",
        )
    )
)
_CHALLENGE_TITLE = re.compile(
    r"(?:just a|one|nur einen|einen|un|um|один) (?:moment|second|instant|momento|момент)"
    r"(?: please| bitte| por favor)?|attention required.*|"
    r"access (?:to this page )?(?:is |has been )?denied|"
    r"ddos (?:guard|protection.*)|anti bot.*|botstopper|oh noes|one more step|"
    r"robot or human|hold on.*|"
    r"checking connection|(?:loading )?challenge|verification required|(?:確認|認証|検証)中|"
    r"セキュリティ[ーの]*(?:チェック|確認|認証|検証)|アクセスの?確認|sicherheitsüberprüfung|"
    r"(?:しばらく|少々)?お待ちください|请稍候|請稍候|잠시만 기다.*|even geduld.*|please wait.*|"
    r"(?:performing )?(?:human|bot|robot|browser|security) (?:verification|check|checkpoint|"
    r"challenge|detection)(?: screen| required)?|\w+ security checkpoint|client challenge|"
    r"pardon our interruption|(?:re ?)?captcha(?: \w+)?|challenge (?:validation|page)|"
    r"(?:画像|アクセス)認証|安全验证|安全检查|人机验证|보안 확인|"
    r"request (?:blocked|unsuccessful)|you have been blocked|"
    r"アクセスが(?:拒否|制限|ブロック)され(?:ました|ています)"
)
_CHALLENGE = re.compile(
    r"(?:mak(?:e|ing) sure|check(?:ing)?|verify(?:ing)?|confirm(?:ing)?|prove|ensur(?:e|ing))"
    r"(?: if| that| whether)? (?:you|the site connection|your connection)"
    r"(?: re| are| is)? (?:not )?(?:an? )?(?:human|robot|bot|real|secure)|"
    r"(?:checking|verifying|validating|inspecting) your (?:browser|connection|request)|"
    r"complete the security check|made by a human|"
    r"(?:あなたは|人間|人|ロボット|ボット)+(?:ですか|かどうか)|"
    r"vous êtes (?:un )?humain|vérification de sécurité|es humano|sie ein mensch|您是真人|"
    r"(?:检查|驗證|验证)您的浏览器|完成安全验证|проверка браузера|사람인지 확인|"
    r"are you (?:an? )?(?:human|robot|bot)\b|i m not a robot|not an? (?:robot|bot)\b|"
    r"enable javascript and cookies to continue|unusual (?:traffic|activity) from your|"
    r"protected by anubis|(?:ロボット|ボット|bot)(?:では|で)?(?:ない|ありません)|"
    r"(?:人間|人)であることを?(?:を)?確認|(?:ブラウザー?|接続|アクセス)を(?:確認|検証)し(?:て|中)"
)
_CHALLENGE_MARKUP = re.compile(
    r"_cf_chl_opt|[\"']anubis_challenge|gokuProps|/\.well-known/sgcaptcha|[\"']px-captcha|"
    r"captcha-delivery\.com|_Incapsula_Resource\?SWU|ddos-guard/js-challenge"
)
_PARKED = re.compile(
    r"(?:domain(?: name)?|[\w-]+ (?:com|net|org|jp|io|dev|info|co|ai|app|biz|me)) "
    r"(?:is |(?:may|might|could) be )?(?:(?:now )?(?:available )?for (?:sale|purchase)|"
    r"parked|(?:has )?expired)|"
    r"(?:buy|purchase|get|own|inquire about|enquire about|interested in) this domain|parked domain|"
    r"make an offer on this domain|page is parked|parked (?:at|by|with) |domain has been parked|"
    r"domain is registered at|\bbuy domain|ドメイン(?:名)?販売|売りに出(?:て|されて)い(?:ます|る)|"
    r"domain parking|domain (?:name )?(?:has |is )?(?:been registered and is )?(?:expired|parked)|"
    r"(?:この|本)ドメイン[^ ]{0,12}(?:売|購入|譲渡|取得|期限)|ドメイン名?(?:は|が|を)[^ ]{0,8}売|"
    r"ドメイン名?の(?:有効)?期限|ドメインパーキング|hugedomains com|(?:web)?site is for sale|"
    r"domain (?:steht )?zum verkauf|domain zu verkaufen|domaine [^ ]* ?(?:est )?à vendre|"
    r"dominio (?:está )?en venta|dominio (?:è )?in vendita|域名.{0,6}(?:出售|转让|過期|过期)|"
    r"도메인.{0,10}판매"
)
_PARKING = re.compile(
    r"(?:.*\.)?(?:sedoparking|sedo|parkingcrew|bodis|parklogic|skenzo|hugedomains|dan|afternic|"
    r"uniregistry|undeveloped|domainmarket|buydomains|parkweb|above)\.(?:com|net)"
)
LOADING = re.compile(
    r"(?:(?:now )?loading|please wait|(?:読み込み|ロード)中(?:です)?)?[.…。]*", re.I
)
NEEDS_SCRIPT = re.compile(
    r"java ?script.{0,80}(?:enable|require|need|turn|run|work|有効|必要|オン)|"
    r"(?:enable|require|need|turn on).{0,40}java ?script",
    re.I,
)
_SIGN_IN = re.compile(
    r"(?:^|[/._-])(?:log[-_]?[io]n|sign[-_]?in|sso|oauth2?|saml2?|authorize|authenticate|authwall|"
    r"servicelogin|ログイン|(?:auth|consent)(?=.*\?))(?:[/.?]|\d?$)",
    re.I,
)
_CHALLENGE_PATH = re.compile(r"captcha|/cdn-cgi/challenge|/challenge([/.?]|$)", re.I)


def lost(title: str) -> bool:
    """Whether *title* says that there is no such page."""
    for words in _parts(title):
        rest = _ENDS.sub("", words).strip()
        if any(map(_LOST.fullmatch, (words, rest))) or (not rest and _CLEAR.search(words)):
            return True
    return False


def challenge(title: str, text: str, markup: str) -> bool:
    """Whether a short page makes sure that a person asks, by its title, text or *markup*."""
    return (
        any(map(_CHALLENGE_TITLE.fullmatch, _parts(title)))
        or _CHALLENGE.search(_plain(f"{title} {text}")) is not None
        or _CHALLENGE_MARKUP.search(markup) is not None
    )


def parked(text: str, sources: Iterable[str]) -> bool:
    """Whether a short page offers its domain only, by its *text* or who its scripts are from."""
    return _PARKED.search(_plain(text)) is not None or any(map(parking, sources))


def parking(address: str) -> bool:
    """Whether *address* is at a host that sells domains."""
    return _PARKING.fullmatch(hostname(address)) is not None


def sign_in(address: str) -> bool:
    """Whether *address* asks who one is, or what one agrees to, before it shows anything."""
    parts = urlsplit(address)
    said = hostname(address) + unquote(parts.path) + ("?" if parts.query else "")
    return _SIGN_IN.search(said) is not None


def challenging(address: str) -> bool:
    """Whether *address* is where a host makes sure that a person asks."""
    return _CHALLENGE_PATH.search(urlsplit(address).path) is not None


def _parts(title: str) -> list[str]:
    return [_plain(part) for part in _PARTS.split(unicodedata.normalize("NFKC", title[:_LONG]))]


def _plain(text: str) -> str:
    """*text* in small letters, whatever stands between its words as one blank."""
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).lower()))

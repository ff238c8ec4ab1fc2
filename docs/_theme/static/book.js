/* Japanese for the scripts that have none. */

/* sphinx-copybutton, loaded before this file, makes its buttons when the page is there. Its icons
   carry the messages in their titles. */
iconCopy = iconCopy.replace(messages[locale].copy_to_clipboard, "コードをコピーする");
iconCheck = iconCheck.replace(messages[locale].copy_success, "コピーしました");
Object.assign(messages[locale], {
  copy: "コピー",
  copy_to_clipboard: "コードをコピーする",
  copy_success: "コピーしました",
  copy_failure: "コピーできませんでした",
});

/* Sphinx's search: its ja catalogue leaves the line above the results empty. */
Documentation.addTranslations({
  locale: "ja",
  plural_expr: "0",
  messages: {
    "Search finished, found one page matching the search query.": [
      "${resultCount} ページが見つかりました。",
    ],
    ", in ": "、",
  },
});

Documentation.addTranslations({
  locale: "vi",
  messages: {
    "Search Results": "Kết quả tìm kiếm",
    Searching: "Đang tìm",
    "Preparing search...": "Đang chuẩn bị…",
    ", in ": ", trong ",
    "Hide Search Matches": "Thôi tô chỗ tìm thấy",
    "Search finished, found one page matching the search query.": ["Tìm thấy ${resultCount} trang."],
    "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.":
      "Không có trang nào. Hãy thử từ khác, hay ít từ hơn; gõ không dấu cũng được.",
  },
  plural_expr: "0",
});

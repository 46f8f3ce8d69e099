// SPDX-License-Identifier: MIT
// HTML by hand: a table is a table.
#include "trainer/comparison/comparison_page.h"

#include "trainer/evaluation/figure_text.h"

namespace p2p {
namespace {

constexpr const char* kStyle = R"(
body { font-family: sans-serif; margin: 2em; color: #222; }
table { border-collapse: collapse; margin-bottom: 2em; }
th, td { padding: 0.2em 0.8em; text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
tr:nth-child(even) td { background: #f2f2f2; }
figure { display: inline-block; margin: 0 0.5em 1em 0; }
figcaption { font-size: 0.85em; }
img { image-rendering: pixelated; display: block; }
)";

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  return out;
}

std::string element(const char* name, const std::string& content) {
  std::string text;
  for (const char* part : {"<", name, ">", content.c_str(), "</", name, ">"})
    text += part;
  return text;
}

std::string html(const RatioTable& table) {
  std::string head = element("th", "");
  for (const EstimateColumn& column : table.columns)
    head += element("th", escaped(column.heading));
  std::string body = element("tr", head) + "\n";
  for (size_t r = 0; r < table.rows.size(); ++r) {
    std::string line = element("td", escaped(table.rows[r].name));
    for (const EstimateColumn& column : table.columns)
      line += element("td", escaped(estimate_text(column.estimates[r],
                                                  table.rows[r].decimals)));
    body += element("tr", line) + "\n";
  }
  return element("h3", escaped(table.title)) + "\n" +
         element("table", "\n" + body) + "\n";
}

std::string html(const PageRow& row) {
  std::string text = element("h3", escaped(row.title)) + "\n";
  for (const PageRow::Cell& cell : row.cells)
    text += "<figure><img src=\"" + escaped(cell.picture.generic_string()) +
            "\" alt=\"" + escaped(cell.caption) + "\">" +
            element("figcaption", escaped(cell.caption)) + "</figure>\n";
  return text;
}

}  // namespace

std::string comparison_page(const std::string& heading,
                            const std::vector<std::string>& notes,
                            const std::vector<PageRow>& rows,
                            const std::vector<RatioTable>& tables) {
  std::string body = element("h1", escaped(heading)) + "\n";
  for (const std::string& note : notes)
    body += element("p", escaped(note)) + "\n";
  if (!rows.empty()) body += element("h2", "Pictures") + "\n";
  for (const PageRow& row : rows) body += html(row);
  body += element("h2", "Figures") + "\n";
  for (const RatioTable& table : tables) body += html(table);
  return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">" +
         element("title", escaped(heading)) + element("style", kStyle) +
         "</head>\n<body>\n" + body + "</body></html>\n";
}

}  // namespace p2p

#include "launcher/text/text_table.hpp"

#include <algorithm>
#include <cstddef>

#include "launcher/text/text_encoding.hpp"

namespace launcher {

std::string format_text_table(const std::vector<TableRow>& rows) {
  std::vector<std::size_t> widths;
  for (const TableRow& row : rows) {
    widths.resize(std::max(widths.size(), row.cells.size()));
    for (std::size_t i = 0; i < row.cells.size(); ++i)
      widths[i] = std::max(widths[i], count_utf16_units(row.cells[i]));
  }
  std::string text;
  for (const TableRow& row : rows) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      text += row.cells[i];
      if (i + 1 < row.cells.size()) text.append(widths[i] - count_utf16_units(row.cells[i]) + 2, ' ');
    }
    text += '\n';
    if (!row.note.empty()) text += "    " + row.note + '\n';
  }
  return text;
}

}  // namespace launcher

#pragma once

#include <string>
#include <vector>

namespace launcher {

/// One line of a table for people.
struct TableRow {
  std::vector<std::string> cells;
  std::string note;  ///< a line of its own below the row, indented; empty: none
};

/// The rows, their cells aligned in columns with two blanks between them. Widths are counted in UTF-16 units;
/// nothing follows the last cell of a row.
std::string format_text_table(const std::vector<TableRow>& rows);

}  // namespace launcher

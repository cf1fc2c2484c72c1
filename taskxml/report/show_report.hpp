#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "taskxml/report/format.hpp"
#include "taskxml/report/show.hpp"

/// What `show` prints. Fields and columns are listed in the README: added to, never renamed.
namespace taskxml {

/// What stands before the actions of the first file, between two actions, and after the last. JSON is written
/// as it is found: an array whose elements stand on a line each.
std::string report_begin(Format format);
std::string report_action(Format format, std::string_view file, const ShownAction& action, bool is_first);
std::string report_end(Format format, bool is_empty);

/// What the actions of many files come to, for people.
class ShowSummary {
 public:
  void add(const ShownAction& action);
  /// "12 actions in 3 files: ..."; with the letters other than C: and how many actions name each. `plural` is
  /// "files" or "tasks".
  std::string text(std::size_t count, std::string_view plural = "files") const;

 private:
  std::size_t action_count_ = 0;
  std::size_t wrapped_count_ = 0;
  std::size_t other_count_ = 0;
  std::map<char, std::size_t> letters_;
};

/// What is the same in the report of `diagnose`, whose elements are tasks.
std::string report_begin(Format format, std::string_view csv_header);
std::string json_element(std::string_view json, bool is_first);
std::vector<std::string> list_letters(std::string_view letters);

/// `text` as one CSV field (RFC 4180). In front of = + - @ ' and of white space other than a blank (tab, line break)
/// stands an apostrophe: a spreadsheet then shows the text and starts no formula.
std::string csv_field(std::string_view text);

}  // namespace taskxml

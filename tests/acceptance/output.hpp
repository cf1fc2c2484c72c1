#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "acceptance/check.hpp"

/// The results as text. Everything is one line for each check and principal.
namespace acceptance {

struct Outcome {
  Surroundings surroundings;
  std::vector<CheckResult> results;
  std::vector<std::string> differences;  ///< of the machine, afterwards and before
};

std::string_view status_word(Status status);

/// "passed  2 G2  SYSTEM  LastTaskResult is ...: 0x00000000 ..."
std::string format_result(const CheckResult& result);

/// The counts, and what is different on the machine.
std::string format_summary(const Outcome& outcome);
/// One object; its member "row" is format_markdown_row.
std::string format_json(const Outcome& outcome);
/// The row for "What has been run where" in the README, without the end of the line.
std::string format_markdown_row(const Outcome& outcome);

std::size_t count(const Outcome& outcome, Status status);

}  // namespace acceptance

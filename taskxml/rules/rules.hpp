#pragma once

#include <span>
#include <string_view>

/// What diagnose knows: one rule for each thing that goes wrong with a task's drives. Ids are relied on by
/// scripts: added to, never renamed.
namespace taskxml {

enum class Severity {
  error,    ///< the task does not start, is not imported, or does not reach its drive
  warning,  ///< it depends on what the definition does not show
  note,     ///< to be known; nothing is wrong yet
};

struct Rule {
  std::string_view id;
  Severity severity;
  std::string_view what;
  std::string_view why;
  std::string_view cure;  ///< names a command or a setting
};

/// All of them, errors first.
std::span<const Rule> all_rules();

/// The rule of that id; there must be one.
const Rule& find_rule(std::string_view id);

std::string_view word_for(Severity severity);

}  // namespace taskxml

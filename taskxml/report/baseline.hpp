#pragma once

#include <cstddef>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// A report that was kept as JSON, read back for comparison.
namespace taskxml {

/// The highest version of the report's JSON that is written and read. It rises when what a reader relies on
/// changes; what is only added does not raise it.
inline constexpr int kReportVersion = 1;
inline constexpr std::string_view kReportFormat = "drivelaunch-report";

/// Why a text is not a report; what() is to follow "FILE: ".
class BaselineError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What is compared of an action. Of a wrapped one it is what it starts in the end.
struct KeptAction {
  std::string kind;
  std::string program;
  std::string arguments;
  std::string directory;
  bool operator==(const KeptAction&) const = default;
};

/// What is compared of a task.
struct KeptTask {
  std::string machine;
  std::string path;
  std::string user;
  std::string group;
  std::string logon_type;
  std::string run_level;
  std::string wrapped;  ///< word_for(Wrapping)
  bool is_enabled = true;
  std::vector<std::string> triggers;
  std::vector<KeptAction> actions;
  std::vector<std::string> finding_ids;
};

struct Baseline {
  std::string made;                ///< when: "2026-03-02T03:00:01Z"
  std::set<std::string> rule_ids;  ///< that were looked for
  std::vector<KeptTask> tasks;
};

/// Reads the JSON of `report`, in UTF-8 or UTF-16LE, of this version or an older one. Members that are not known
/// are skipped. Throws BaselineError for text that is not JSON, that nests deeper than a report does, that is none
/// of our reports, or whose members are not of their types.
Baseline read_baseline(std::string_view bytes);

}  // namespace taskxml

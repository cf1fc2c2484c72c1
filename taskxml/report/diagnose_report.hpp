#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "taskxml/diagnose/diagnose.hpp"
#include "taskxml/report/format.hpp"

/// What `diagnose` prints. Fields, columns and ids are listed in the README: added to, never renamed.
namespace taskxml {

/// Collects the diagnoses of all files and prints them: JSON and CSV in the order of the files, text grouped
/// by rule, each explained once.
class DiagnoseReport {
 public:
  DiagnoseReport(Format format, bool shows_actions) : format_(format), shows_actions_(shows_actions) {}

  /// What can be printed at once.
  std::string begin() const;
  std::string add(std::string_view file, const TaskDiagnosis& task);
  std::string end() const;

  /// An error or a warning, not a note.
  bool has_findings() const { return has_findings_; }

 private:
  struct Place {
    std::string file;
    std::size_t line;
    std::string text;
  };

  Format format_;
  bool shows_actions_;  ///< text: what every action is, before the findings
  bool has_findings_ = false;
  std::size_t task_count_ = 0;
  std::size_t affected_count_ = 0;
  std::map<const Rule*, std::vector<Place>> groups_;
};

}  // namespace taskxml

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "taskxml/source/live_tasks.hpp"
#include "taskxml/source/task_store.hpp"

namespace taskxml {

/// Definitions of tasks as they were before taskxml changed them. The first copy of a task is its original and
/// stays; a definition that is none of the copies yet becomes one more, so that nothing that was registered is
/// lost. No copy is ever written over.
class Backups {
 public:
  explicit Backups(BackupFolder& folder) : folder_(folder) {}

  /// The name of the copy that holds `definition`: one that is there, or a new one. Throws launcher::Error.
  std::string keep(const TaskPath& path, std::string_view definition);
  /// The first copy; empty: there is none. Throws launcher::Error.
  std::optional<std::string> read_original(const TaskPath& path);

  std::string path_of(const std::string& name) const { return folder_.path_of(name); }

 private:
  BackupFolder& folder_;
};

}  // namespace taskxml

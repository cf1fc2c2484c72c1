#include "taskxml/source/backups.hpp"

#include "taskxml/source/task_file_name.hpp"

namespace taskxml {

std::string Backups::keep(const TaskPath& path, std::string_view definition) {
  for (unsigned number = 1;; ++number) {
    std::string name = task_file_name(path, number);
    if (folder_.has(name)) {
      if (folder_.read(name) == definition) return name;
      continue;
    }
    folder_.write(name, definition);
    return name;
  }
}

std::optional<std::string> Backups::read_original(const TaskPath& path) {
  const std::string name = task_file_name(path);
  if (!folder_.has(name)) return std::nullopt;
  return folder_.read(name);
}

}  // namespace taskxml

#include "taskxml/source/task_store.hpp"

#include <algorithm>
#include <stdexcept>

#include "launcher/base/drive.hpp"

namespace taskxml {
namespace {

constexpr std::string_view kPrefix = "tasks:";

bool is_part(std::string_view part) {
  return !part.empty() && part != "." && part != ".." && std::none_of(part.begin(), part.end(), [](char c) {
    return c == '\\' || c == '/' || c == ':' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
}

}  // namespace

std::optional<TaskPath> TaskPath::parse(std::string_view text) {
  if (!text.starts_with('\\')) return std::nullopt;
  if (text.size() == 1) return root();
  if (text.ends_with('\\')) text.remove_suffix(1);
  for (std::size_t begin = 1; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\\', begin), text.size());
    if (!is_part(text.substr(begin, end - begin))) return std::nullopt;
    begin = end + 1;
  }
  return TaskPath(std::string(text));
}

std::optional<TaskPath> TaskPath::parse_input(std::string_view argument) {
  if (!is_task_argument(argument)) return std::nullopt;
  return parse(argument.substr(kPrefix.size()));
}

std::string_view TaskPath::name() const {
  return std::string_view(text_).substr(text_.rfind('\\') + 1);
}

TaskPath TaskPath::folder() const {
  const std::size_t end = text_.rfind('\\');
  return end == 0 ? root() : TaskPath(text_.substr(0, end));
}

bool TaskPath::is_inside(const TaskPath& folder) const {
  if (folder.is_root()) return true;
  if (text_.size() < folder.text_.size()) return false;
  if (text_.size() > folder.text_.size() && text_[folder.text_.size()] != '\\') return false;
  return launcher::equals_ignoring_case(std::string_view(text_).substr(0, folder.text_.size()), folder.text_);
}

TaskPath TaskPath::child(std::string_view name) const {
  if (!is_part(name)) throw std::invalid_argument("this is not the name of a task or a folder of tasks");
  std::string text = is_root() ? std::string() : text_;
  text += '\\';
  return TaskPath(text.append(name));
}

bool is_task_argument(std::string_view argument) {
  if (!launcher::equals_ignoring_case(argument.substr(0, kPrefix.size()), kPrefix)) return false;
  return argument.size() == kPrefix.size() || argument[kPrefix.size()] == '\\' ||
         argument[kPrefix.size()] == '/';
}

}  // namespace taskxml

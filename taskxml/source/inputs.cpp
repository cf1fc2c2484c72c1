#include "taskxml/source/inputs.hpp"

#include <algorithm>

#include "launcher/base/drive.hpp"
#include "launcher/base/error.hpp"
#include "taskxml/source/file.hpp"
#include "taskxml/source/scheduler_failure.hpp"
#include "taskxml/source/task_file_name.hpp"
#include "taskxml/task/select.hpp"

namespace taskxml {
namespace {

namespace fs = std::filesystem;

std::string without_xml(std::string name) {
  if (launcher::to_lower_ascii(name).ends_with(".xml")) name.resize(name.size() - 4);
  return name;
}

Input make_error(const fs::path& path, std::string_view what, std::string_view reason) {
  Input input(path, path.filename().native().size());
  input.set_error(FileError(what, path, reason).what());
  return input;
}

/// What an entry of a folder is that is not a regular file; empty: it is one, or that cannot be determined.
std::string_view describe_special(fs::file_type type) {
  switch (type) {
    case fs::file_type::fifo:
      return "it is a pipe";
    case fs::file_type::socket:
      return "it is a socket";
    case fs::file_type::block:
    case fs::file_type::character:
      return "it is a device";
    default:
      return {};
  }
}

/// How much of `path`, which is below `root`, comes after it and its separator.
std::size_t length_below(const fs::path& root, const fs::path& path) {
  const fs::path::string_type& text = path.native();
  std::size_t at = root.native().size();
  while (at < text.size() && (text[at] == fs::path::preferred_separator || text[at] == '/'))
    ++at;
  return text.size() - at;
}

void add_folder(std::vector<Input>& inputs, const fs::path& root, std::string_view ignored_suffix) {
  std::vector<fs::path> folders{root};
  while (!folders.empty()) {
    const fs::path folder = std::move(folders.back());
    folders.pop_back();
    std::error_code error;
    fs::directory_iterator entry(folder, error);
    for (const fs::directory_iterator end; !error && entry != end; entry.increment(error)) {
      // What listing the folder has shown already, as far as it did.
      const bool is_link = entry->is_symlink(error);
      if (error) break;
      const bool is_own_folder = !is_link && entry->is_directory(error);
      if (error) break;
      const fs::path& path = entry->path();
      const std::string file_name = utf8_from_path(path.filename());
      if (is_own_folder) {
        folders.push_back(path);
      } else if (is_link && fs::is_directory(path, error)) {
        error.clear();
      } else if (!is_temporary_name(file_name) &&
                 (ignored_suffix.empty() || !file_name.ends_with(ignored_suffix))) {
        error.clear();
        const std::string_view special = describe_special(entry->status(error).type());
        error.clear();
        if (special.empty()) {
          inputs.emplace_back(path, length_below(root, path));
        } else {
          inputs.push_back(make_error(path, "left alone", special));
        }
      }
    }
    if (error) inputs.push_back(make_error(folder, "cannot read the folder", error.message()));
  }
}

Input make_error(const TaskPath& path, const std::string& message) {
  Input input = Input::of_task(path);
  input.set_error(message);
  return input;
}

void add_tasks(std::vector<Input>& inputs, const std::string& argument, const TaskPath& path,
               TaskSearch& search) {
  TaskStore& store = search.live.store();
  TaskListing listing;
  try {
    if (!path.is_root() && store.is_task(path)) {
      inputs.push_back(Input::of_task(path));
      return;
    }
    listing = store.list(path);
  } catch (const launcher::Error& error) {
    launcher::Failure failure = error.failure();
    // It may have been meant as a task: that a folder cannot be listed would lead astray.
    if (is_missing_task(failure.code)) failure.what = "cannot find a task or a folder of tasks";
    inputs.push_back(make_error(path, launcher::format_failure(failure)));
    return;
  }
  search.folders.push_back(argument);
  const bool is_meant = search.takes_named_windows_folder && is_microsoft_task(path.text() + '\\');
  for (const TaskPath& task : listing.tasks) {
    if (is_meant || !is_microsoft_task(task.text()) || search.takes_windows_task(task)) {
      inputs.push_back(Input::of_task(task));
    } else {
      ++search.left_out;
    }
  }
  for (const launcher::Failure& failure : listing.unreadable)
    inputs.push_back(make_error(path, launcher::format_failure(failure)));
}

}  // namespace

Input Input::of_task(TaskPath task) {
  Input input;
  input.is_standard_input_ = false;
  input.task_ = std::make_unique<TaskPath>(std::move(task));
  return input;
}

fs::path Input::relative() const {
  if (!task_) return path_.substr(path_.size() - relative_);
  std::string name = task_file_name(*task_);
  std::replace(name.begin(), name.end(), '\\', '/');
  return path_from_utf8(name);
}

FileName Input::name() const {
  if (task_) {
    const std::string& path = task_->text();
    return {.shown = path, .relative = path, .stem = path, .is_registered = true};
  }
  if (is_standard_input_) return {.shown = "(standard input)", .relative = {}, .stem = {}};
  const fs::path own_path = path();
  FileName name{.shown = utf8_from_path(own_path),
                .relative = utf8_from_path(relative()),
                .stem = without_xml(utf8_from_path(own_path.filename()))};
  std::replace(name.relative.begin(), name.relative.end(), '/', '\\');
  return name;
}

FileContent read_input(const Input& input, const Sources& sources) {
  if (!input.error().empty()) throw std::runtime_error(std::string(input.error()));
  if (input.task() != nullptr) return {sources.live->store().read(*input.task()), {}};
  return input.is_standard_input() ? FileContent{sources.streams.read_input(), {}} : read_file(input.path());
}

bool is_folder(const std::string& argument) {
  std::error_code error;
  return argument != "-" && !is_task_argument(argument) && fs::is_directory(path_from_utf8(argument), error);
}

std::vector<Input> find_inputs(std::span<const std::string> arguments, std::string_view ignored_suffix,
                               TaskSearch* search) {
  std::vector<Input> inputs;
  for (const std::string& argument : arguments) {
    if (argument == "-") {
      inputs.push_back(Input::standard_input());
      continue;
    }
    if (const auto task = TaskPath::parse_input(argument); task && search != nullptr) {
      add_tasks(inputs, argument, *task, *search);
      continue;
    }
    const fs::path path = path_from_utf8(argument);
    if (!is_folder(argument)) {
      inputs.emplace_back(path, path.filename().native().size());
      continue;
    }
    std::vector<Input> found;
    add_folder(found, path, ignored_suffix);
    std::sort(found.begin(), found.end());
    if (inputs.empty()) {
      inputs = std::move(found);  // the list may be long: not twice
    } else {
      inputs.insert(inputs.end(), std::make_move_iterator(found.begin()),
                    std::make_move_iterator(found.end()));
    }
  }
  return inputs;
}

}  // namespace taskxml

#include "taskxml/inputs.hpp"

#include <algorithm>

#include "launcher/base/drive.hpp"
#include "taskxml/file.hpp"

namespace taskxml {
namespace {

namespace fs = std::filesystem;

std::string without_xml(std::string name) {
  if (launcher::to_lower_ascii(name).ends_with(".xml")) name.resize(name.size() - 4);
  return name;
}

Input make_input(const fs::path& path, const fs::path& relative) {
  Input input;
  input.path = path;
  input.relative = relative;
  input.name.shown = utf8_from_path(path);
  input.name.relative = utf8_from_path(relative);
  std::replace(input.name.relative.begin(), input.name.relative.end(), '/', '\\');
  input.name.stem = without_xml(utf8_from_path(path.filename()));
  return input;
}

Input make_error(const fs::path& path, std::string_view what, std::string_view reason) {
  Input input;
  input.path = path;
  input.name.shown = utf8_from_path(path);
  input.error = FileError(what, path, reason).what();
  return input;
}

void add_folder(std::vector<Input>& inputs, const fs::path& root, std::string_view ignored_suffix) {
  std::vector<fs::path> folders{root};
  while (!folders.empty()) {
    const fs::path folder = std::move(folders.back());
    folders.pop_back();
    std::error_code error;
    fs::directory_iterator entry(folder, error);
    for (const fs::directory_iterator end; !error && entry != end; entry.increment(error)) {
      const fs::file_status status = entry->symlink_status(error);
      if (error) break;
      const fs::path& path = entry->path();
      const std::string file_name = utf8_from_path(path.filename());
      if (fs::is_directory(status)) {
        folders.push_back(path);
      } else if (fs::is_symlink(status) && fs::is_directory(path, error)) {
        error.clear();
      } else if (!is_temporary_name(file_name) &&
                 (ignored_suffix.empty() || !file_name.ends_with(ignored_suffix))) {
        error.clear();
        inputs.push_back(make_input(path, path.lexically_relative(root)));
      }
    }
    if (error) inputs.push_back(make_error(folder, "cannot read the folder", error.message()));
  }
}

}  // namespace

FileContent read_input(const Input& input, Streams& streams) {
  if (!input.error.empty()) throw std::runtime_error(input.error);
  return input.is_standard_input ? FileContent{streams.read_input(), {}} : read_file(input.path);
}

bool is_folder(const std::string& argument) {
  std::error_code error;
  return argument != "-" && fs::is_directory(path_from_utf8(argument), error);
}

std::vector<Input> find_inputs(std::span<const std::string> arguments, std::string_view ignored_suffix) {
  std::vector<Input> inputs;
  for (const std::string& argument : arguments) {
    if (argument == "-") {
      Input input;
      input.is_standard_input = true;
      input.name.shown = "(standard input)";
      inputs.push_back(std::move(input));
      continue;
    }
    const fs::path path = path_from_utf8(argument);
    if (!is_folder(argument)) {
      inputs.push_back(make_input(path, path.filename()));
      continue;
    }
    std::vector<Input> found;
    add_folder(found, path, ignored_suffix);
    std::sort(found.begin(), found.end(),
              [](const Input& left, const Input& right) { return left.name.shown < right.name.shown; });
    inputs.insert(inputs.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
  }
  return inputs;
}

}  // namespace taskxml
